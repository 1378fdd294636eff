"""Wiring of the room `privacy`."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "leadflow.privacy"
    label = "privacy"

    def ready(self) -> None:
        from leadflow.delivery import gates
        from leadflow.journal import traces
        from leadflow.playbook import rules as playbook
        from leadflow.privacy import queries
        from leadflow.privacy.erasing import erase
        from leadflow.privacy.policy import PrivacyPolicy

        gates.register(queries.objection)
        playbook.register(PrivacyPolicy)
        traces.register("privacy", erase=erase, export=queries.export)
