"""Addresses of Today."""

from django.urls import path

from leadflow.desk.today import views

urlpatterns = [
    path("", views.today, name="today"),
    path("today/<uuid:lead_id>/claim", views.claim, name="claim"),
    path("today/<uuid:lead_id>/heat", views.set_heat, name="heat"),
    path("today/<uuid:lead_id>/guide", views.show_guide, name="guide"),
    path("today/<uuid:lead_id>/answer", views.answer, name="answer"),
    path("today/<uuid:lead_id>/ask/<slug:result>", views.ask, name="ask"),
    path("today/<uuid:lead_id>/outcome", views.outcome, name="outcome"),
    path("today/<uuid:lead_id>/hand-over", views.hand_over_now, name="hand_over_now"),
]
