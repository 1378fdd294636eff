"""Publishing a version of the playbook; nothing else ever changes one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from leadflow.accounts import queries as accounts
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import Refusal
from leadflow.playbook import checking, queries
from leadflow.playbook.checking import Draft
from leadflow.playbook.document import Fault
from leadflow.playbook.events import PlaybookPublished
from leadflow.playbook.models import PlaybookVersion


class PlaybookFaulty(Refusal):
    """Nothing was published; every fault is told with its line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("playbook_faulty", count=len(faults))
        self.faults: Final = tuple(faults)

    def __str__(self) -> str:
        return "; ".join(
            f"{fault.line}:{fault.column} {fault.path} {fault.code} {fault.facts}" for fault in self.faults
        )


def check(text: str) -> list[Fault]:
    """All faults of a text for this home: also the teams it names are looked up."""
    return list(_draft(text).faults)


def publish(text: str, *, by: Actor, now: datetime) -> int:
    """The number of the new version, in force from now on. The text that is in force already stays what it is."""
    draft = _draft(text)
    if draft.faults:
        raise PlaybookFaulty(draft.faults)
    digest = sha256(text.encode()).hexdigest()

    def think(change: Change) -> int:
        newest = (
            PlaybookVersion.objects.order_by("-number").values_list("number", "digest", "valid_from").first()
        )
        if newest is not None and newest[1] == digest:
            return newest[0]
        if newest is not None and newest[2] > now:
            raise Refusal("playbook_in_the_past", since=newest[2].isoformat())
        number = newest[0] + 1 if newest else 1
        _add(change, number, text, draft, digest)
        change.after_commit(queries.forget)
        return number

    return journal.change(think, by=by, now=now)


def ensure_default(now: datetime) -> int:
    """A home without a playbook gets the one that comes with the house; another home keeps its own."""
    newest = PlaybookVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return newest or publish(queries.DEFAULT.read_text(encoding="utf-8"), by=SYSTEM, now=now)


def _draft(text: str) -> Draft:
    return checking.draft(text, outside={"team": frozenset(accounts.team_ids())})


def _add(change: Change, number: int, text: str, draft: Draft, digest: str) -> None:
    change.insert(
        PlaybookVersion,
        number=number,
        text=text,
        values=dict(draft.values),
        digest=digest,
        valid_from=change.now,
        published_at=change.now,
        published_by=change.by.user_id,
    )
    change.announce([PlaybookPublished(subject=Ref("playbook", number), number=number, digest=digest)])
