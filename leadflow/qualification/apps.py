"""Wiring of the room `qualification`."""

from django.apps import AppConfig


class QualificationConfig(AppConfig):
    name = "leadflow.qualification"
    label = "qualification"

    def ready(self) -> None:
        from leadflow.journal import services as journal
        from leadflow.leads import events as leads
        from leadflow.playbook import rules as playbook
        from leadflow.qualification import services
        from leadflow.qualification.policy import QualificationPolicy

        playbook.register(QualificationPolicy)
        journal.listen((leads.LeadOpened, leads.EnquiryJoined, leads.LeadLearned), services.weed_out)
