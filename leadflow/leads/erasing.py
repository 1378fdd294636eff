"""What this room blanks of a person: a private lead whole, of a company's lead only what names the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Model

from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.leads import queries
from leadflow.leads.events import LeadErased
from leadflow.leads.models import Attachment, Contact, Lead, Note, Statement, Touch


def erase(change: Change, subject: Subject) -> int:
    contacts = list(Contact.objects.filter(person_id__in=subject.persons).values_list("lead_id", flat=True))
    leads = {lead.id: lead for lead in Lead.objects.filter(id__in=contacts)}
    shared = set(
        Contact.objects.filter(lead_id__in=leads)
        .exclude(person_id__in=subject.persons)
        .values_list("lead_id", flat=True)
    )
    change.expect(Lead, {lead.id: lead.version for lead in leads.values()})
    whole = {key for key, lead in leads.items() if lead.company_id is None and key not in shared}
    shots = queries.snapshots(whole)
    for key in whole:
        change.update(Lead, key, title="", facts={}, tags=[], erased_at=change.now, claimed_by_id=None)
        change.announce([LeadErased(lead=key, snapshot=replace(shots[key], erased=True))])
    rows = len(whole)
    for key, lead in leads.items():
        rows += _blank(change, lead, subject, whole=key not in shared)
    return rows


def _blank(change: Change, lead: Lead, subject: Subject, *, whole: bool) -> int:
    """Statements, touches and notes; where others are contacts too, only what names the person."""

    def names(text: object) -> bool:
        return whole or any(word.casefold() in str(text).casefold() for word in subject.words)

    rows = 0
    written: tuple[tuple[type[Model], str, object], ...] = (
        (Statement, "values", {}),
        (Touch, "note", ""),
        (Note, "text", ""),
    )
    for model, column, nothing in written:
        for key, text in model._default_manager.filter(lead_id=lead.id).values_list("id", column):
            if names(text):
                change.update(model, key, erased_at=change.now, **{column: nothing})
                rows += 1
    if whole or rows:
        kept = [tag for tag in lead.tags if not names(tag)]
        facts = {} if whole else {k: v for k, v in lead.facts.items() if not names(v)}
        title = lead.title if lead.company_id is not None else ""
        change.update(Lead, lead.id, facts=facts, tags=kept, title=title)
    return rows


def files_of(subject: Subject) -> list[int]:
    """Files on leads whose only contact is the person: erased with it."""
    leads = set(Contact.objects.filter(person_id__in=subject.persons).values_list("lead_id", flat=True))
    shared = Contact.objects.filter(lead_id__in=leads).exclude(person_id__in=subject.persons)
    alone = leads - set(shared.values_list("lead_id", flat=True))
    return list(Attachment.objects.filter(lead_id__in=alone).values_list("file_id", flat=True))


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    leads = sorted(
        set(Contact.objects.filter(person_id__in=subject.persons).values_list("lead_id", flat=True))
    )
    for lead in Lead.objects.filter(id__in=leads):
        yield {"lead": str(lead.public_id), "offer": lead.offer, "stage": lead.stage, "facts": lead.facts}
    for t in Touch.objects.filter(lead_id__in=leads).order_by("id"):
        yield {"touch": t.kind, "result": t.result, "note": t.note, "happened_at": t.happened_at.isoformat()}
    for n in Note.objects.filter(lead_id__in=leads, removed_at__isnull=True).order_by("id"):
        yield {"note": n.text, "written_at": n.written_at.isoformat()}
