"""The stories happen: each day's arrivals and steps go through the services of the house, at their simulated time."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from config.sample.evenings import Evenings, agrees
from config.sample.people import MANAGERS, OTHERS, Colleague
from config.sample.post import Bundle, Sending
from config.sample.stories import PROMISED, Step, Story
from config.sample.year import Year
from leadflow.handover import services as handover
from leadflow.intake import queries as intake
from leadflow.intake import readers
from leadflow.intake import services as door
from leadflow.intake.rules import Todo, Unclear, key_of, read
from leadflow.intake.services import Daily, Message
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as lead_queries
from leadflow.leads import services as leads
from leadflow.leads.queries import LeadRef
from leadflow.leads.services import TouchMade
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Call, Verdict

CLAIM_MINUTES: Final = 30
NAMELESS_REST: Final = 10
PUT_ASIDE: Final = 0.9999


@dataclass(frozen=True, slots=True)
class Deed:
    """A step of one story, as it lies in the queue of the year."""

    number: int
    step: Step

    @property
    def at(self) -> float:
        return self.step.at


@dataclass(slots=True)
class House:
    """The staff as actors, and where each story's lead is found."""

    year: Year
    actors: Mapping[str, Actor]
    evenings: Evenings
    found: dict[int, tuple[int, UUID]] = field(default_factory=dict)
    refs: dict[tuple[int, str], LeadRef] = field(default_factory=dict)
    nameless: dict[int, int] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def live(self, stories: Sequence[Story], bundles: Iterable[Bundle], tell: Callable[[int], None]) -> None:
        """Day by day; one commit each, since nobody else is in the house yet."""
        deeds = [Deed(story.prospect.number, step) for story in stories for step in story.steps]
        happening: list[Deed | Bundle] = [*bundles, *deeds]
        happening.sort(key=_session)
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)  # many small short-lived rows: looking for circles costs a tenth
        for day, events in groupby(happening, key=lambda one: int(one.at)):
            with transaction.atomic():
                self.evenings.pass_(day)
                for group in _sessions(events):
                    self._happen(group)
                self._set_aside(day)
            tell(day)

    def _happen(self, group: list[Deed | Bundle]) -> None:
        match group:
            case [Bundle() as bundle]:
                self._arrive(bundle)
            case [Deed(step=Step(what="sort_out")), *_]:
                self._sort_out([deed for deed in group if isinstance(deed, Deed)])
            case _:
                for deed in group:
                    if isinstance(deed, Deed):
                        self._act(deed)

    def _arrive(self, bundle: Bundle) -> None:
        now = self.year.moment(bundle.at)
        daily = Daily("api", bundle.client, "website", bundle.channel, bundle.offer, bundle.campaign)
        receipt = door.daily_receipt(daily, by=SYSTEM, now=now)
        german = labels(now)
        sent = {key_of("sample", one.key): self._content(one, german) for one in bundle.sendings}
        messages = [Message(key, at, content=content) for at, (key, content) in enumerate(sent.items(), 1)]
        got = door.receive(receipt, messages, seen=len(messages), by=SYSTEM, now=now)
        reading = readers.words_of(now, "dmy")
        todo = [Todo(got.arrivals[key], 1, read(list(sent[key].items()), reading)) for key in sent]
        understood = door.understand(todo, intake.origin(receipt, now), now=now)
        keys = zip(sent, bundle.sendings, strict=True)
        self._find({one.number: understood.leads.get(got.arrivals[key]) for key, one in keys})
        unclear = [one.arrival for one in todo if isinstance(one.reading, Unclear)]
        self.nameless.update(dict.fromkeys(unclear, int(bundle.at)))
        self.done.update(opened=understood.opened, joined=understood.joined, unclear=understood.unclear)

    def _find(self, leads_of: Mapping[int | None, int | None]) -> None:
        """All leads come to the one team of the lead managers: that they see them is asked once per bundle."""
        seen = lead_queries.visible_to(self.actors[MANAGERS[0].mail]).filter(
            id__in=[lead for lead in leads_of.values() if lead is not None]
        )
        public = dict(seen.values_list("id", "public_id"))
        for number, lead in leads_of.items():
            if number is not None and lead is not None:
                self.found.setdefault(number, (lead, public[lead]))

    def _content(self, one: Sending, german: Mapping[tuple[str, str], str]) -> dict[str, str]:
        content = {target: german.get((target, text), text) for target, text in one.content.items()}
        if agrees(self.evenings.seed, one.number):
            content["consent.mail"] = "ja"
        return {**content, "happened_at": self.year.moment(one.written).isoformat()}

    def _set_aside(self, day: int) -> None:
        """Marketing clears away what names nobody, days later; the last ones still wait for it."""
        by, now = self.actors[OTHERS[0].mail], self.year.moment(day + PUT_ASIDE)
        for arrival in [key for key, came in self.nameless.items() if came + NAMELESS_REST < day]:
            door.set_aside(arrival, by=by, now=now)
            del self.nameless[arrival]
            self.done["set_aside"] += 1

    def _sort_out(self, deeds: Sequence[Deed]) -> None:
        """A session at the end of a day: several leads in one go, alone where one of them is refused."""
        who, now = deeds[0].step.who, self.year.moment(deeds[0].at)
        try:
            verdicts = [
                Verdict(self._ref(deed.number, who), "disqualify", reason=deed.step.values["reason"])
                for deed in deeds
            ]
            qualification.give_verdicts(verdicts, by=self.actors[who.mail], now=now)
            self.done["sort_out"] += len(deeds)
        except Refusal as refusal:
            if len(deeds) == 1:
                self.refused[f"sort_out: {refusal.code}"] += 1
                return
            for deed in deeds:
                self._sort_out([deed])

    def _act(self, deed: Deed) -> None:
        step = deed.step
        try:
            ACTS[step.what](self, self._ref(deed.number, step.who), step, self.year.moment(step.at))
            self.done[step.what] += 1
        except Refusal as refusal:
            self.refused[f"{step.what}: {refusal.code}"] += 1

    def _ref(self, number: int, who: Colleague) -> LeadRef:
        known = self.refs.get((number, who.mail))
        if known is None:
            lead, public = self.found[number]
            by = self.actors[who.mail]
            in_team = by.may(lead_queries.SEE_TEAM)
            known = LeadRef(lead, public, by) if in_team else lead_queries.open(public, seen_by=by)
            self.refs[number, who.mail] = known
        return known

    def by(self, step: Step) -> Actor:
        return self.actors[step.who.mail]


def _sessions(events: Iterable[Deed | Bundle]) -> Iterator[list[Deed | Bundle]]:
    """One by one; what one colleague sorts out at the same time is one session."""
    for _, group in groupby(events, key=_session):
        together = list(group)
        yield from [together] if _session(together[0])[1] else ([one] for one in together)


def _session(one: Deed | Bundle) -> tuple[float, str]:
    sorting = isinstance(one, Deed) and one.step.what == "sort_out"
    return one.at, one.step.who.mail if isinstance(one, Deed) and sorting else ""


def labels(now: datetime) -> dict[tuple[str, str], str]:
    """(fact, choice) -> how a German form writes it."""
    declared = playbook.at(now).section(FactsPolicy).declared
    return {(fact.key, choice.key): choice.label.de for fact in declared for choice in fact.choices}


def _claim(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    leads.claim(ref, by=house.by(step), now=now, idle_minutes=CLAIM_MINUTES)


def _look(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    leads.set_heat(ref, step.values["heat"], by=house.by(step), now=now)


def _call(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    values: dict[str, Any] = dict(step.values)
    promised = values.pop(PROMISED, None)
    again = house.year.promised(promised) if promised is not None else None
    qualification.log_call(Call(ref, call_again_at=again, **values), by=house.by(step), now=now)


def _contact(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    leads.add_contact(ref, step.values["person"], by=house.by(step), now=now)


def _hand_over(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    to = house.actors[step.values["to"].mail].user_id
    handover.hand_over(ref, by=house.by(step), now=now, to=to)


def _accept(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    handover.accept(ref, by=house.by(step), now=now)


def _give_back(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    handover.give_back(ref, step.values["reason"], by=house.by(step), now=now)


def _meet(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    leads.log_touch(ref, TouchMade(step.values["kind"]), by=house.by(step), now=now)


def _won(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    handover.report_won(ref, step.values["amount"], by=house.by(step), now=now)


def _lost(house: House, ref: LeadRef, step: Step, now: datetime) -> None:
    handover.report_lost(ref, step.values["reason"], by=house.by(step), now=now)


Act = Callable[[House, LeadRef, Step, datetime], None]
ACTS: Final[dict[str, Act]] = {
    "claim": _claim,
    "look": _look,
    "call": _call,
    "contact": _contact,
    "hand_over": _hand_over,
    "accept": _accept,
    "give_back": _give_back,
    "meet": _meet,
    "won": _won,
    "lost": _lost,
}
