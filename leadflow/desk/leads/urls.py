"""Addresses of the leads."""

from django.urls import path

from leadflow.desk.leads import acts, keeping, reaching, views

urlpatterns = [
    path("leads", views.listed, name="leads"),
    path("lead/<uuid:lead_id>", views.lead, name="lead"),
    path("lead/<uuid:lead_id>/journal", views.journal, name="lead_journal"),
    path("lead/<uuid:lead_id>/ask/<str:name>", views.ask, name="lead_ask"),
    path("lead/<uuid:lead_id>/file/<int:attachment_id>", views.file, name="file"),
    path("lead/<uuid:lead_id>/verdict", acts.verdict, name="verdict"),
    path("lead/<uuid:lead_id>/verdict/undo", acts.undo_verdict, name="undo_verdict"),
    path("lead/<uuid:lead_id>/hand-over", acts.hand_over, name="hand_over"),
    path("lead/<uuid:lead_id>/take-back", acts.take_back, name="take_back"),
    path("lead/<uuid:lead_id>/touch", acts.touch, name="touch"),
    path("lead/<uuid:lead_id>/promise", acts.promise, name="promise"),
    path("lead/<uuid:lead_id>/revisit", acts.revisit, name="revisit"),
    path("lead/<uuid:lead_id>/owner", acts.owner, name="owner"),
    path("lead/<uuid:lead_id>/put-back", acts.put_back, name="put_back"),
    path("lead/<uuid:lead_id>/phase", acts.phase, name="phase"),
    path("lead/<uuid:lead_id>/fact", keeping.fact, name="fact"),
    path("lead/<uuid:lead_id>/contact", keeping.contact, name="contact"),
    path("lead/<uuid:lead_id>/point", reaching.add, name="point"),
    path("lead/<uuid:lead_id>/point/main", reaching.prefer, name="point_main"),
    path("lead/<uuid:lead_id>/point/wrong", reaching.mark_wrong, name="point_wrong"),
    path("lead/<uuid:lead_id>/role", reaching.role, name="role"),
    path("lead/<uuid:lead_id>/belongs", reaching.belongs, name="belongs"),
    path("lead/<uuid:lead_id>/unsay/<int:person>/<int:statement>", reaching.unsay, name="unsay"),
    path("lead/<uuid:lead_id>/note", keeping.note, name="note"),
    path("lead/<uuid:lead_id>/note/<int:note_id>/remove", keeping.remove_note, name="remove_note"),
    path("lead/<uuid:lead_id>/tag", keeping.tag, name="tag"),
    path("lead/<uuid:lead_id>/file", keeping.attach, name="attach"),
    path("lead/<uuid:lead_id>/file/<int:attachment_id>/remove", keeping.detach, name="detach"),
    path("lead/<uuid:lead_id>/consent", keeping.consent, name="consent"),
    path("lead/<uuid:lead_id>/proposal", keeping.decide, name="decide"),
    path("lead/<uuid:lead_id>/apart", keeping.part_again, name="apart"),
]
