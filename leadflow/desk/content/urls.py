"""Addresses of the library."""

from django.urls import path

from leadflow.desk.content import views

urlpatterns = [
    path("content", views.library, name="content"),
    path("content/new", views.new, name="piece_new"),
    path("content/<uuid:piece_id>", views.piece, name="piece"),
    path("content/<uuid:piece_id>/file", views.file, name="piece_file"),
    path("content/<uuid:piece_id>/retire", views.retire, name="piece_retire"),
    path("content/<uuid:piece_id>/back", views.back, name="piece_back"),
]
