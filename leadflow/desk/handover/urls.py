"""Addresses of the handover: what was offered, and one offer with its answers."""

from django.urls import path

from leadflow.desk.handover import views

urlpatterns = [
    path("handover/<uuid:lead_id>/dossier", views.dossier, name="dossier"),
    path("handover", views.listed, name="handover"),
    path("handover/<uuid:lead_id>", views.offer, name="offer"),
    path("handover/<uuid:lead_id>/answer", views.answer, name="offer_answer"),
    path("handover/<uuid:lead_id>/outcome", views.outcome, name="offer_outcome"),
    path("handover/<uuid:lead_id>/outcome/undo", views.undo_outcome, name="undo_outcome"),
]
