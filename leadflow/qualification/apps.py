"""Wiring of the room `qualification`."""

from django.apps import AppConfig


class QualificationConfig(AppConfig):
    name = "leadflow.qualification"
    label = "qualification"

    def ready(self) -> None:
        from leadflow.journal import services as journal
        from leadflow.journal import traces
        from leadflow.leads import events as leads
        from leadflow.playbook import rules as playbook
        from leadflow.qualification import erasing, services
        from leadflow.qualification.policy import QualificationPolicy
        from leadflow.scoring.events import Graded

        playbook.register(QualificationPolicy)
        journal.listen((Graded, leads.EnquiryJoined, leads.LeadLearned), services.weed_out)
        traces.register("qualification", erase=erasing.erase, export=erasing.export)
