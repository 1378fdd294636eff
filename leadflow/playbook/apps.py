"""Wiring of the room `playbook`."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "leadflow.playbook"
    label = "playbook"
