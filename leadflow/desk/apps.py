"""Wiring of the room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "leadflow.desk"
    label = "desk"
