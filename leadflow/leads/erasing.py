"""What this room blanks of a person: a private lead whole, of a company's lead only what names the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model

from leadflow.files import services as files
from leadflow.journal.traces import Subject
from leadflow.journal.unit import Change
from leadflow.kernel.facts import Said, current
from leadflow.leads import queries
from leadflow.leads.events import LeadErased
from leadflow.leads.models import Attachment, Contact, Lead, Note, Statement, Touch


def erase(change: Change, subject: Subject) -> int:
    """What others said or asked for stays, also in leads that were merged: facts are worked out from what is left."""
    touched = _contacts_of(subject)
    roots = queries.standing(touched)
    groups = queries.groups(set(roots.values()))
    leads = {lead.id: lead for lead in Lead.objects.filter(id__in=[m for g in groups.values() for m in g])}
    change.expect(Lead, {lead.id: lead.version for lead in leads.values()})
    shared = _with_others(subject, leads)
    alone = {key for key in touched if shared.isdisjoint(groups.get(key, [key]))}
    gone = {key for key in alone if leads[key].company_id is None}
    blanked = {
        key for lead in touched for key in _blank(change, leads[lead], subject, whole=lead not in shared)
    }
    for root in sorted(groups.keys() - gone):
        _fold_again(change, leads[root], groups[root], blanked, subject)
    shots = queries.snapshots(gone)
    for key in sorted(gone):
        change.update(Lead, key, title="", facts={}, tags=[], erased_at=change.now, claimed_by_id=None)
        change.announce([LeadErased(lead=key, snapshot=replace(shots[key], erased=True))])
    return len(gone) + len(blanked) + files.erase(change, _files_of(touched - shared))


def blank_texts(change: Change, subject: Subject, model: type[Model], columns: Sequence[str]) -> int:
    """For rooms that write texts beside a lead (their table has `lead` and `erased_at`): how many rows were blanked."""
    about = _written_about(subject)
    rows = 0
    for row in model._default_manager.filter(lead_id__in=about).values("id", "lead_id", *columns):
        texts = [
            name for name in columns if row[name] and (about[row["lead_id"]] or _names(subject, row[name]))
        ]
        if texts:
            change.update(model, row["id"], erased_at=change.now, **dict.fromkeys(texts, ""))
            rows += 1
    return rows


def about(subject: Subject) -> list[int]:
    """Leads in which the person is a contact, for the export."""
    return sorted(_contacts_of(subject))


def _written_about(subject: Subject) -> dict[int, bool]:
    """Lead -> whether all that is written there is about this person; else only what names it."""
    touched = _contacts_of(subject)
    shared = _with_others(subject, touched)
    roots = set(queries.standing(touched).values()) - touched
    return {key: key not in shared for key in touched} | dict.fromkeys(roots, False)


def _contacts_of(subject: Subject) -> set[int]:
    return set(Contact.objects.filter(person_id__in=subject.persons).values_list("lead_id", flat=True))


def _with_others(subject: Subject, leads: Iterable[int]) -> set[int]:
    """Leads in which somebody else is a contact too."""
    others = Contact.objects.filter(lead_id__in=list(leads)).exclude(person_id__in=subject.persons)
    return set(others.values_list("lead_id", flat=True))


def _blank(change: Change, lead: Lead, subject: Subject, *, whole: bool) -> set[tuple[str, int]]:
    """Statements, touches and notes; where others are contacts too, only what names the person."""
    blanked = set()
    written: tuple[tuple[type[Model], str, object], ...] = (
        (Statement, "values", {}),
        (Touch, "note", ""),
        (Note, "text", ""),
    )
    for model, column, nothing in written:
        for key, text in model._default_manager.filter(lead_id=lead.id).values_list("id", column):
            if whole or _names(subject, text):
                change.update(model, key, erased_at=change.now, **{column: nothing})
                blanked.add((model.__name__, key))
    title = "" if lead.company_id is None and (whole or _names(subject, lead.title)) else lead.title
    facts = {} if whole else {k: v for k, v in lead.facts.items() if not _names(subject, v)}
    change.update(Lead, lead.id, facts=facts, title=title, tags=_tags(lead, subject, whole=whole))
    return blanked


def _tags(lead: Lead, subject: Subject, *, whole: bool) -> list[str]:
    return [] if whole else [tag for tag in lead.tags if not _names(subject, tag)]


def _names(subject: Subject, text: object) -> bool:
    return any(word.casefold() in str(text).casefold() for word in subject.words)


def _fold_again(
    change: Change, root: Lead, group: Sequence[int], blanked: set[tuple[str, int]], subject: Subject
) -> None:
    """The facts of a lead that stays, from the statements that are left of it and of what was merged into it."""
    rows = Statement.objects.filter(lead_id__in=group)
    left = [s for s in rows if (Statement.__name__, s.id) not in blanked]
    said = [Said(s.values, s.happened_at, s.trust, s.human) for s in left]
    change.update(Lead, root.id, facts=current(said))
    if root.company_id is None and _names(subject, root.title):
        change.update(Lead, root.id, title="")


def _files_of(leads: Iterable[int]) -> list[int]:
    return list(Attachment.objects.filter(lead_id__in=list(leads)).values_list("file_id", flat=True))


def export(subject: Subject) -> Iterable[dict[str, Any]]:
    leads = about(subject)
    for lead in Lead.objects.filter(id__in=leads):
        yield {
            "lead": str(lead.public_id),
            "offer": lead.offer,
            "stage": lead.stage,
            "facts": lead.facts,
            "tags": lead.tags,
        }
    for t in Touch.objects.filter(lead_id__in=leads).order_by("id"):
        yield {"touch": t.kind, "result": t.result, "note": t.note, "happened_at": t.happened_at.isoformat()}
    for n in Note.objects.filter(lead_id__in=leads, removed_at__isnull=True).order_by("id"):
        yield {"note": n.text, "written_at": n.written_at.isoformat()}
    for kept in Attachment.objects.filter(lead_id__in=leads, removed_at__isnull=True).select_related("file"):
        yield {"file": kept.file.name, "attached_at": kept.attached_at.isoformat()}
