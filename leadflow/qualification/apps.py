"""Wiring of the room `qualification`."""

from django.apps import AppConfig


class QualificationConfig(AppConfig):
    name = "leadflow.qualification"
    label = "qualification"
