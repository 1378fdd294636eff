"""Wiring of the room `queue`."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "leadflow.queue"
    label = "queue"

    def ready(self) -> None:
        from leadflow.queue import jobs  # noqa: F401 - registers the tasks
