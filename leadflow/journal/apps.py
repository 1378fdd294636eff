"""Wiring of the room `journal`."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "leadflow.journal"
    label = "journal"

    def ready(self) -> None:
        from leadflow.journal import health

        health.register(health.journal)
