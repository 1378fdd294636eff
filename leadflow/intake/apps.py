"""Wiring of the room `intake`."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "leadflow.intake"
    label = "intake"

    def ready(self) -> None:
        from leadflow.delivery import answers
        from leadflow.intake import erasing, health, jobs, mailboxes  # noqa: F401 - registers its tasks
        from leadflow.intake.policy import IntakePolicy
        from leadflow.journal import health as doctor
        from leadflow.journal import traces
        from leadflow.playbook import rules as playbook

        playbook.register(IntakePolicy)
        answers.register(mailboxes.answers_to)
        doctor.register(health.arrivals)
        doctor.register(health.receipts)
        traces.register("intake", erase=erasing.erase, export=erasing.export)
