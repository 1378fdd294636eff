"""Wiring of the room `insight`."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "leadflow.insight"
    label = "insight"
