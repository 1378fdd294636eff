"""Addresses of the playbook."""

from django.urls import path

from leadflow.desk.playbook import views

urlpatterns = [
    path("playbook", views.playbook, name="playbook"),
    path("playbook/publish", views.publish, name="playbook_publish"),
    path("playbook/<int:number>", views.playbook, name="playbook_version"),
    path("playbook/<int:number>.yaml", views.source, name="playbook_yaml"),
]
