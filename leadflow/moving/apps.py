"""Wiring of the room `moving`."""

from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "leadflow.moving"
    label = "moving"
