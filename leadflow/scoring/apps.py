"""Wiring of the room `scoring`: a lead is added up again whenever something about it changes."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "leadflow.scoring"
    label = "scoring"

    def ready(self) -> None:
        from leadflow.journal import services as journal
        from leadflow.leads import events as leads
        from leadflow.playbook import rules as playbook
        from leadflow.scoring import jobs, services  # noqa: F401 - registers its tasks
        from leadflow.scoring.policy import ScoringPolicy

        playbook.register(ScoringPolicy)
        heard = (
            leads.LeadOpened,
            leads.EnquiryJoined,
            leads.EnquiryUndone,
            leads.LeadLearned,
            leads.ContactAdded,
            leads.Touched,
            leads.MergeUndone,
        )
        journal.listen(heard, services.grade)
