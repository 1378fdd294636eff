"""Wiring of the room `playbook`."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "leadflow.playbook"
    label = "playbook"

    def ready(self) -> None:
        from leadflow.journal import health as journal_health
        from leadflow.journal import services as journal
        from leadflow.playbook import health, queries, rules
        from leadflow.playbook.policy import FactsPolicy, ProcessPolicy

        rules.register(ProcessPolicy)
        rules.register(FactsPolicy)
        journal.stamp_with(queries.number_at)
        journal_health.register(health.versions)
