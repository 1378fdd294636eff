"""Addresses of the page for the booth: the page, the worker that keeps it without a network, and what they ask."""

from django.urls import path

from leadflow.desk.fair import views

urlpatterns = [
    path("fair", views.page, name="fair"),
    path("fair/worker.js", views.worker, name="fair_worker"),
    path("fair/state", views.state, name="fair_state"),
    path("fair/card", views.card, name="fair_card"),
    path("fair/notes", views.notes, name="fair_notes"),
]
