"""Addresses of the questions who is there twice."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from leadflow.desk.twice import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("twice", views.questions, name="twice"),
    path("twice/joined", views.joined, name="twice_joined"),
    path("twice/joined/<int:number>", views.part, name="twice_part"),
    path("twice/<int:number>", views.answer, name="twice_answer"),
    path("twice/<int:number>/undo", views.take_back, name="twice_take_back"),
]
