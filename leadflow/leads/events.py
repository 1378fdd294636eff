"""What happens to a lead, as told to higher rooms. `snapshot` is the lead after the change; the journal keeps ids."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Any, ClassVar

from leadflow.kernel.events import CARRIED, Event
from leadflow.kernel.values import quick
from leadflow.leads.rules import Snapshot


@quick(frozen=True, kw_only=True)
class LeadEvent(Event):
    snapshot: Snapshot = field(metadata=CARRIED)

    @property
    def lead_id(self) -> int:
        return self.snapshot.id


@quick(frozen=True, kw_only=True)
class CampaignCostNoted(Event):
    """Somebody said what a campaign (`subject`) cost in a month; `amount` in minor units, None takes it back."""

    kind: ClassVar[str] = "campaign.cost_noted"

    cost: int
    amount: int | None
    month: str = ""


@quick(frozen=True, kw_only=True)
class LeadOpened(LeadEvent):
    """The enquiry in `statement` opened a lead; `subject` is the arrival."""

    kind: ClassVar[str] = "lead.opened"

    statement: int
    about: int
    offer: str
    channel: str
    campaign: int | None = None
    person: int | None = None
    company: int | None = None
    team: int | None = None
    predecessor: int | None = None


@quick(frozen=True, kw_only=True)
class EnquiryJoined(LeadEvent):
    """A further enquiry joined an open lead; `subject` is the arrival, `adopted` a company the lead did not have."""

    kind: ClassVar[str] = "lead.enquiry_joined"

    statement: int
    about: int
    channel: str
    campaign: int | None = None
    person: int | None = None
    company: int | None = None
    adopted: int | None = None


@quick(frozen=True, kw_only=True)
class LeadMoved(LeadEvent):
    """From stage to stage, with the frozen reasons of the decision."""

    kind: ClassVar[str] = "lead.moved"

    before: str
    after: str
    reason: str = ""
    reasons: list[Any] | None = None
    undoes: bool = False


@quick(frozen=True, kw_only=True)
class OwnerSet(LeadEvent):
    """Who is responsible: a person or a team queue; on the sales side too once handed over."""

    kind: ClassVar[str] = "lead.owner_set"

    owner: int | None = None
    team: int | None = None
    sales_owner: int | None = None
    sales_team: int | None = None


@quick(frozen=True, kw_only=True)
class LeadClaimed(LeadEvent):
    kind: ClassVar[str] = "lead.claimed"

    user: int


@quick(frozen=True, kw_only=True)
class ClaimEnded(LeadEvent):
    kind: ClassVar[str] = "lead.claim_ended"

    user: int


@quick(frozen=True, kw_only=True)
class HeatSet(LeadEvent):
    """First sight, before the grade was shown."""

    kind: ClassVar[str] = "lead.heat_set"

    heat: str


@quick(frozen=True, kw_only=True)
class PhaseSet(LeadEvent):
    """By a human ("" gives it back to the signals), or told by signals: `reason` is the playbook's rule."""

    kind: ClassVar[str] = "lead.phase_set"

    phase: str
    by_human: bool
    reason: str = ""


@quick(frozen=True, kw_only=True)
class LeadLearned(LeadEvent):
    """Something became known; the values stand in the statements, not here."""

    kind: ClassVar[str] = "lead.learned"

    statement: int | None = None
    keys: tuple[str, ...] = ()


@quick(frozen=True, kw_only=True)
class ContactAdded(LeadEvent):
    kind: ClassVar[str] = "lead.contact_added"

    person: int


@quick(frozen=True, kw_only=True)
class CompanyAdopted(LeadEvent):
    """The lead of a person became one of the company, by what was said (`statement_of`) about the person."""

    kind: ClassVar[str] = "lead.company_adopted"

    company: int
    statement_of: int


@quick(frozen=True, kw_only=True)
class CompanyLeft(LeadEvent):
    """That was taken back."""

    kind: ClassVar[str] = "lead.company_left"

    company: int


@quick(frozen=True, kw_only=True)
class Touched(LeadEvent):
    kind: ClassVar[str] = "lead.touched"

    touch: int
    touch_kind: str
    inbound: bool
    result: str
    seconds: int
    call_again_at: datetime | None = None


@quick(frozen=True, kw_only=True)
class NoteWritten(LeadEvent):
    kind: ClassVar[str] = "lead.note_written"

    note: int


@quick(frozen=True, kw_only=True)
class NoteRemoved(LeadEvent):
    kind: ClassVar[str] = "lead.note_removed"

    note: int
    restored: bool = False


@quick(frozen=True, kw_only=True)
class TagsSet(LeadEvent):
    kind: ClassVar[str] = "lead.tags_set"

    added: int
    removed: int


@quick(frozen=True, kw_only=True)
class FileAttached(LeadEvent):
    kind: ClassVar[str] = "lead.file_attached"

    attachment: int
    file: int


@quick(frozen=True, kw_only=True)
class FileDetached(LeadEvent):
    kind: ClassVar[str] = "lead.file_detached"

    attachment: int
    restored: bool = False


@quick(frozen=True, kw_only=True)
class LeadMerged(LeadEvent):
    """`lead` now only points to `into`, which took over its company (`adopted`) where it had none."""

    kind: ClassVar[str] = "lead.merged"

    into: int
    merge: int
    reason: str
    adopted: int | None = None


@quick(frozen=True, kw_only=True)
class MergeUndone(LeadEvent):
    """`returned`: the company that the other lead had taken over and gives back."""

    kind: ClassVar[str] = "lead.merge_undone"

    into: int
    merge: int
    returned: int | None = None


@quick(frozen=True, kw_only=True)
class LeadUndone(LeadEvent):
    """The import that opened it was taken back, and nobody had touched it."""

    kind: ClassVar[str] = "lead.undone"


@quick(frozen=True, kw_only=True)
class EnquiryUndone(LeadEvent):
    """An enquiry that had joined was taken back; `subject` is the arrival, `dropped` the company only it had named.

    `batches`: the changes by which what was taken back had come.
    """

    kind: ClassVar[str] = "lead.enquiry_undone"

    statement: int
    dropped: int | None = None
    gone: tuple[int, ...] = ()
    batches: tuple[int, ...] = ()


@quick(frozen=True, kw_only=True)
class LeadErased(LeadEvent):
    kind: ClassVar[str] = "lead.erased"
