"""Response codes of campaigns: made in bulk, told apart by their first use, and personal addresses for known people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Sum

from leadflow.intake import coding
from leadflow.intake.events import CodeRedeemed, CodesMade, CodeUnlinked
from leadflow.intake.models import Code, CodeSeries
from leadflow.intake.policy import Form, IntakePolicy
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.journal.traces import Subject
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import campaigns, knowing
from leadflow.leads import services as leads
from leadflow.leads.campaigns import LONGEST_NAME, CampaignLine
from leadflow.leads.policy import LeadsPolicy
from leadflow.people import queries as people
from leadflow.playbook import queries as playbook
from leadflow.privacy import services as privacy

MOST: Final = 50_000
MOST_RECIPIENTS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A series: what is printed (`kind`), for which campaign, and which form whoever answers fills in."""

    kind: str
    channel: str
    campaign: str
    offer: str
    form: str


def make(wanted: Wanted, count: int, *, by: Actor, now: datetime) -> UUID:
    """Refusal("count_out_of_range" | "unknown_choice" | "campaign_missing")."""
    if not 0 < count <= MOST:
        raise Refusal("count_out_of_range", most=MOST)
    _check(wanted, now)
    return journal.change(lambda change: _made(change, wanted, [None] * count), by=by, now=now)


@dataclass(frozen=True, slots=True)
class Personal:
    """`left_out`: who may not be written to, or is gone."""

    series: UUID
    made: int
    left_out: int


def make_personal(wanted: Wanted, persons: Sequence[int], *, by: Actor, now: datetime) -> Personal:
    """An address of their own for everybody whom letters may reach.

    Refusal("letters_not_agreed" | "nobody_to_reach").
    """
    _check(wanted, now)
    purpose = playbook.at(now).section(IntakePolicy).letters_under
    if purpose is None:
        raise Refusal("letters_not_agreed")
    asked = list(dict.fromkeys(persons))[:MOST_RECIPIENTS]
    cards = people.cards(asked)
    standing = list(dict.fromkeys(cards[one].id for one in asked if one in cards and cards[one].name))
    permitted = privacy.permits(standing, purpose, now=now)
    reached = [one for one in standing if one in permitted]
    if not reached:
        raise Refusal("nobody_to_reach")
    series = journal.change(lambda change: _made(change, wanted, reached), by=by, now=now)
    return Personal(series, len(reached), len(asked) - len(reached))


def _check(wanted: Wanted, now: datetime) -> None:
    book = playbook.at(now)
    policy = book.section(LeadsPolicy)
    known = {
        wanted.kind: wanted.kind in coding.KINDS,
        wanted.channel: policy.channel(wanted.channel) is not None,
        wanted.offer: policy.offer(wanted.offer) is not None,
        wanted.form: book.section(IntakePolicy).form(wanted.form) is not None,
    }
    for name, is_known in known.items():
        if not is_known:
            raise Refusal("unknown_choice", value=name[:40])
    if not wanted.campaign.strip() or len(wanted.campaign) > LONGEST_NAME:
        raise Refusal("campaign_missing")


def _made(change: Change, wanted: Wanted, owners: Sequence[int | None]) -> UUID:
    pair = (wanted.channel, wanted.campaign.strip())
    campaign, key, public = leads.campaigns(change, [pair])[pair], change.id(CodeSeries), public_id()
    change.insert(
        CodeSeries,
        id=key,
        public_id=public,
        kind=wanted.kind,
        campaign_id=campaign,
        offer=wanted.offer,
        form=wanted.form,
        count=len(owners),
        by_id=change.by.user_id,
        made_at=change.now,
    )
    codes = coding.make(len(owners))
    for number, code, person in zip(change.ids(Code, len(owners)), codes, owners, strict=True):
        row = {"id": number, "version": 1, "series_id": key, "code": code, "person_id": person}
        change.insert(Code, **row, arrival_id=None, uses=0, redeemed_at=None)
    change.announce([CodesMade(subject=Ref("code_series", key), campaign=campaign, count=len(owners))])
    return public


@dataclass(frozen=True, slots=True)
class Found:
    """A code that was made here. `form`: what its owner is asked, counted for the code's campaign."""

    id: int
    code: str
    kind: str
    form: Form
    person: int | None
    uses: int


def find(text: str, now: datetime) -> Found:
    """Refusal("code_mistyped") for what cannot be one, NotFound("code") for what was never made or is asked no more."""
    code = coding.normal(text)
    if code is None:
        raise Refusal("code_mistyped")
    row = Code.objects.select_related("series__campaign").filter(code=code).first()
    form = playbook.at(now).section(IntakePolicy).form(row.series.form) if row else None
    if row is None or form is None:
        raise NotFound("code")
    series = row.series
    counted = {"offer": series.offer, "channel": series.campaign.channel, "campaign": series.campaign.name}
    return Found(row.id, code, series.kind, form.model_copy(update=counted), row.person_id, row.uses)


def redeem(change: Change, code: int, arrival: int) -> None:
    """The first use counts as the response; a later one is noted as such."""
    row = Code.objects.get(id=code)
    change.expect(Code, {row.id: row.version})
    first = {"redeemed_at": change.now, "arrival_id": arrival} if row.redeemed_at is None else {}
    change.update(Code, row.id, uses=row.uses + 1, **first)
    told = CodeRedeemed(subject=Ref("code", row.id), series=row.series_id, arrival=arrival, uses=row.uses + 1)
    change.announce([told])


@dataclass(frozen=True, slots=True)
class SeriesLine:
    id: int
    public_id: UUID
    kind: str
    campaign: CampaignLine
    form: str
    count: int
    redeemed: int
    repeated: int
    made_at: datetime


def series(*, before: int | None = None, limit: int = 30) -> list[SeriesLine]:
    """Newest first, paged by id."""
    rows = CodeSeries.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _lines(list(rows[:limit]))


def one(public: UUID) -> SeriesLine:
    row = CodeSeries.objects.filter(public_id=public).first()
    if row is None:
        raise NotFound("code_series")
    return _lines([row])[0]


def _lines(rows: Sequence[CodeSeries]) -> list[SeriesLine]:
    known = campaigns.named(row.campaign_id for row in rows)
    used = Code.objects.filter(series_id__in=[row.id for row in rows], redeemed_at__isnull=False)
    counted = {
        key: (n, uses)
        for key, n, uses in used.values_list("series_id").annotate(Count("id"), Sum("uses")).order_by()
    }
    found = []
    for row in rows:
        redeemed, uses = counted.get(row.id, (0, 0))
        line = (row.id, row.public_id, row.kind, known[row.campaign_id], row.form, row.count)
        found.append(SeriesLine(*line, redeemed, uses - redeemed, row.made_at))
    return found


def responses() -> dict[int, tuple[int, int]]:
    """Campaign -> (codes that were answered, codes that were made)."""
    made = dict(CodeSeries.objects.values_list("campaign_id").annotate(Sum("count")).order_by())
    used = dict(
        Code.objects.filter(redeemed_at__isnull=False)
        .values_list("series__campaign_id")
        .annotate(Count("id"))
        .order_by()
    )
    return {campaign: (used.get(campaign, 0), count) for campaign, count in made.items()}


@dataclass(frozen=True, slots=True)
class Printed:
    """One line for the printer."""

    code: str
    facts: Mapping[str, Any]
    name: str


def printed(series: int) -> Iterator[Printed]:
    """All codes of a series in the order they were made; personal ones with whom they are for, and where."""
    rows = list(Code.objects.filter(series_id=series).order_by("id").values_list("code", "person_id"))
    persons = [person for _, person in rows if person]
    cards, firms = people.cards(persons), knowing.firms(persons)
    for code, person in rows:
        card = cards.get(person or 0)
        facts = {**firms.get(person or 0, {}), **card.facts} if card else {}
        yield Printed(code, facts, card.name if card else "")


@dataclass(frozen=True, slots=True)
class Use:
    code: str
    campaign: str
    arrival: int | None
    lead: int | None
    at: datetime


def last_uses(limit: int = 10) -> list[Use]:
    rows = Code.objects.filter(redeemed_at__isnull=False).order_by("-redeemed_at")
    fields = ("code", "series__campaign__name", "arrival_id", "arrival__lead_id", "redeemed_at")
    return [Use(*row) for row in rows.values_list(*fields)[:limit]]


def unlink(change: Change, subject: Subject) -> int:
    """After an erasure a personal address belongs to nobody; that it was answered stays counted."""
    rows = list(Code.objects.filter(person_id__in=sorted(subject.persons)))
    change.expect(Code, {row.id: row.version for row in rows})
    for row in rows:
        change.update(Code, row.id, person_id=None)
    change.announce([CodeUnlinked(subject=Ref("code", row.id)) for row in rows])
    return len(rows)


def told(subject: Subject) -> Iterable[dict[str, Any]]:
    rows = Code.objects.filter(person_id__in=sorted(subject.persons)).select_related("series__campaign")
    for row in rows:
        yield {
            "personal_code": coding.shown(row.code),
            "campaign": row.series.campaign.name,
            "made_at": row.series.made_at.isoformat(),
            "answered_at": row.redeemed_at.isoformat() if row.redeemed_at else None,
        }
