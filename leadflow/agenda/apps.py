"""Wiring of the room `agenda`."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "leadflow.agenda"
    label = "agenda"
