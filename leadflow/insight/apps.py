"""Wiring of the room `insight`."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "leadflow.insight"
    label = "insight"

    def ready(self) -> None:
        from leadflow.insight.policy import SleepingPolicy, StatisticsPolicy, TargetsPolicy
        from leadflow.playbook import rules as playbook

        playbook.register(TargetsPolicy)
        playbook.register(StatisticsPolicy)
        playbook.register(SleepingPolicy)
