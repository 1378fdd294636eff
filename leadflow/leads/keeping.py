"""What is kept with a lead: tags, notes, files. Removed ones stay for undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leadflow.files import services as files
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import rules
from leadflow.leads.events import FileAttached, FileDetached, NoteRemoved, NoteWritten, TagsSet
from leadflow.leads.models import Attachment, Lead, Note
from leadflow.leads.queries import LeadRef
from leadflow.leads.rules import Snapshot
from leadflow.leads.services import LONGEST_NOTE, seen


def set_tags(ref: LeadRef, tags: Sequence[str], *, by: Actor, now: datetime) -> None:
    """The tags the lead has from now on; what they say stays out of the journal."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        before = Lead.objects.values_list("tags", flat=True).get(id=ref.id)
        wanted = rules.tags(",".join(tags))
        if wanted == before:
            return
        change.update(Lead, shot.id, tags=wanted)
        added, removed = len(set(wanted) - set(before)), len(set(before) - set(wanted))
        change.announce([TagsSet(lead=shot.id, snapshot=shot, added=added, removed=removed)])

    journal.change(think, by=by, now=now)


def write_note(ref: LeadRef, words: str, *, by: Actor, now: datetime) -> None:
    words = words.strip()
    if not words:
        raise Refusal("empty_text")
    if len(words) > LONGEST_NOTE:
        raise Refusal("too_long", limit=LONGEST_NOTE)

    def think(change: Change) -> None:
        note_down(change, seen(change, ref), words)

    journal.change(think, by=by, now=now)


def note_down(change: Change, shot: Snapshot, words: str) -> None:
    """As part of another change."""
    key = change.id(Note)
    change.insert(
        Note,
        id=key,
        lead_id=shot.id,
        text=words,
        by_id=change.by.user_id,
        written_at=change.now,
        removed_at=None,
    )
    change.announce([NoteWritten(lead=shot.id, snapshot=shot, note=key)])


def remove_note(ref: LeadRef, note: int, *, by: Actor, now: datetime, restore: bool = False) -> None:
    """Taken off the page, kept for undo (`restore`)."""

    def think(change: Change) -> None:
        shot = seen(change, ref)
        if not Note.objects.filter(id=note, lead_id=ref.id, erased_at__isnull=True).exists():
            raise NotFound("note")
        change.update(Note, note, removed_at=None if restore else now)
        change.announce([NoteRemoved(lead=shot.id, snapshot=shot, note=note, restored=restore)])

    journal.change(think, by=by, now=now)


def attach(change: Change, ref: LeadRef, file: int) -> None:
    """A stored file belongs to the lead from now on."""
    enclose(change, seen(change, ref), file)


def enclose(change: Change, shot: Snapshot, file: int) -> None:
    """The same for what came with a letter."""
    key = change.id(Attachment)
    change.insert(Attachment, id=key, lead_id=shot.id, file_id=file, attached_at=change.now, removed_at=None)
    change.announce([FileAttached(lead=shot.id, snapshot=shot, attachment=key, file=file)])


def attach_file(ref: LeadRef, taken: files.Taken, *, by: Actor, now: datetime) -> None:
    """A file that stands on disk is kept and belongs to the lead, in one change."""

    def think(change: Change) -> None:
        attach(change, ref, files.keep(change, [taken], "lead")[0])

    journal.change(think, by=by, now=now)


def detach(ref: LeadRef, attachment: int, *, by: Actor, now: datetime, restore: bool = False) -> None:
    def think(change: Change) -> None:
        shot = seen(change, ref)
        if not Attachment.objects.filter(id=attachment, lead_id=ref.id).exists():
            raise NotFound("file")
        change.update(Attachment, attachment, removed_at=None if restore else now)
        change.announce([FileDetached(lead=ref.id, snapshot=shot, attachment=attachment, restored=restore)])

    journal.change(think, by=by, now=now)
