"""Wiring of the room `handover`."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "leadflow.handover"
    label = "handover"

    def ready(self) -> None:
        from leadflow.handover import erasing, jobs  # noqa: F401 - registers its tasks
        from leadflow.handover.policy import HandoverPolicy
        from leadflow.journal import traces
        from leadflow.playbook import rules as playbook

        playbook.register(HandoverPolicy)
        traces.register("handover", erase=erasing.erase, export=erasing.export)
