"""Wiring of the room `nurture`."""

from django.apps import AppConfig


class NurtureConfig(AppConfig):
    name = "leadflow.nurture"
    label = "nurture"

    def ready(self) -> None:
        from leadflow.content.events import PieceTaken
        from leadflow.delivery import gates
        from leadflow.journal import services as journal
        from leadflow.journal import traces
        from leadflow.leads import events as leads
        from leadflow.nurture import erasing, jobs, listening, queries, resuming  # noqa: F401 - registers its tasks
        from leadflow.nurture.policy import NurturePolicy
        from leadflow.playbook import rules as playbook
        from leadflow.privacy.events import ConsentTaken
        from leadflow.qualification.events import VerdictGiven

        playbook.register(NurturePolicy)
        traces.register("nurture", erase=erasing.erase, export=erasing.export)
        gates.register(queries.gate)
        told = (leads.LeadOpened, leads.EnquiryJoined, leads.LeadLearned, leads.ContactAdded, leads.Touched)
        journal.listen(told, listening.infer_phases)
        journal.listen(PieceTaken, listening.take_downloads)
        journal.listen(VerdictGiven, listening.start_plans)
        journal.listen(leads.LeadMoved, listening.plan_returned)
        journal.listen(leads.LeadMoved, listening.stop_moved)
        journal.listen((leads.LeadMerged, leads.LeadErased), listening.stop_gone)
        journal.listen(leads.MergeUndone, resuming.resume_parted)
        journal.listen(leads.Touched, listening.heed_touches)
        journal.listen(ConsentTaken, listening.stop_objected)
        journal.listen(leads.PhaseSet, listening.move_with_phase)
