"""Wiring of the room `leads`."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leadflow.leads"
    label = "leads"

    def ready(self) -> None:
        from leadflow.journal import health as doctor
        from leadflow.journal import services as journal
        from leadflow.journal import traces
        from leadflow.leads import erasing, health, placing, twice
        from leadflow.leads.policy import LeadsPolicy
        from leadflow.people import seeking
        from leadflow.people.events import Joined
        from leadflow.playbook import rules as playbook

        playbook.register(LeadsPolicy)
        doctor.register(health.leads)
        traces.register("leads", erase=erasing.erase, export=erasing.export)
        seeking.heed(twice.worked_on)
        seeking.after(placing.settle)
        journal.listen(Joined, twice.follow)
