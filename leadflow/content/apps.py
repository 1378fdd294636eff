"""Wiring of the room `content`."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "leadflow.content"
    label = "content"

    def ready(self) -> None:
        from leadflow.content import erasing
        from leadflow.content.policy import ContentPolicy
        from leadflow.journal import traces
        from leadflow.playbook import rules as playbook

        playbook.register(ContentPolicy)
        traces.register("content", erase=erasing.erase, export=erasing.export)
