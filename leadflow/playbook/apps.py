"""Wiring of the room `playbook`."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "leadflow.playbook"
    label = "playbook"

    def ready(self) -> None:
        from leadflow.journal import health as journal_health  # noqa: PLC0415 - apps must be loaded first
        from leadflow.journal import services as journal  # noqa: PLC0415
        from leadflow.playbook import health, queries, rules  # noqa: PLC0415
        from leadflow.playbook.policy import FactsPolicy, ProcessPolicy  # noqa: PLC0415

        rules.register(ProcessPolicy)
        rules.register(FactsPolicy)
        journal.stamp_with(queries.number_at)
        journal_health.register(health.versions)
