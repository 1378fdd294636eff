"""Wiring of the room `handover`."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "leadflow.handover"
    label = "handover"
