"""Wiring of the room `delivery`."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "leadflow.delivery"
    label = "delivery"

    def ready(self) -> None:
        from leadflow.delivery import erasing, jobs  # noqa: F401 - registers the tasks
        from leadflow.journal import traces

        traces.register("delivery", erase=erasing.erase, export=erasing.export)
