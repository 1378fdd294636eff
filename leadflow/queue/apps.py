"""Wiring of the room `queue`."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "leadflow.queue"
    label = "queue"
