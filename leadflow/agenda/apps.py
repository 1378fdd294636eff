"""Wiring of the room `agenda`: it hears everything that may change what comes next."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "leadflow.agenda"
    label = "agenda"

    def ready(self) -> None:
        from leadflow.agenda import going_back, health, services
        from leadflow.agenda.policy import AgendaPolicy
        from leadflow.delivery.events import MailSettled
        from leadflow.journal import health as doctor
        from leadflow.journal import services as journal
        from leadflow.leads import events as leads
        from leadflow.playbook import rules as playbook
        from leadflow.scoring.events import Graded

        playbook.register(AgendaPolicy)
        journal.listen(Graded, services.plan_new)
        journal.listen((leads.EnquiryJoined, leads.Touched), services.heed_signals)
        journal.listen(MailSettled, services.heed_returned_mails)
        journal.listen(leads.LeadMoved, services.follow_stage)
        journal.listen((leads.LeadMerged, leads.LeadErased, leads.LeadUndone), services.clear_gone)
        journal.listen(leads.MergeUndone, services.plan_reopened)
        journal.listen(leads.EnquiryUndone, going_back.plan_as_before)
        journal.listen(leads.OwnerSet, services.follow_owner)
        journal.check_before_write(services.never_forgotten)
        doctor.register(health.agenda)
