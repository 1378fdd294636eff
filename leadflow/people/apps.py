"""Wiring of the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "leadflow.people"
    label = "people"

    def ready(self) -> None:
        from leadflow.journal import cursors, traces
        from leadflow.journal import health as doctor
        from leadflow.people import erasing, health, jobs  # noqa: F401 - registers its tasks
        from leadflow.people.policy import MatchingPolicy
        from leadflow.playbook import rules as playbook

        playbook.register(MatchingPolicy)
        doctor.register(health.statements)
        cursors.register("people_sought")
        traces.register("people", erase=erasing.erase, export=erasing.export)
