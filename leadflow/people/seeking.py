"""Who is there twice although no certain key says so: new and changed rows beside those that share a trait."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db.models import Q

from leadflow.journal import queries as entries
from leadflow.journal import services as journal
from leadflow.journal.queries import Told
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import Refusal
from leadflow.people import comparing, learning, queries
from leadflow.people.events import SameProposed
from leadflow.people.likeness.clusters import Limits, Matched, decide, weigh
from leadflow.people.likeness.model import Levels, levels
from leadflow.people.likeness.records import LARGEST, Record, features
from leadflow.people.likeness.weighing import learned
from leadflow.people.models import Company, Person, Proposal, Sought, Trait, Weights
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Known
from leadflow.people.rules import Of

logger = logging.getLogger(__name__)
BATCH: Final = 500
"""Entries of the journal read at once."""
ENOUGH: Final = 500
"""Rows from which on a home learns its own weights."""
SAMPLE: Final = 20_000
"""The newest rows, from which it learns."""
Worked = Callable[[Of, Sequence[int]], set[int]]
_worked: list[Worked] = []


def heed(worked: Worked) -> None:
    """A higher room says on whom of these somebody has worked: such two are never joined by likeness alone."""
    _worked.append(worked)


Settle = Callable[[Collection[int], Collection[int], MatchingPolicy, datetime], None]
_after: list[Settle] = []


def after(settle: Settle) -> None:
    """A higher room looks at the persons and companies of whom something was said, once they can be found."""
    _after.append(settle)


@dataclass(slots=True)
class _Look:
    """New and changed subjects of one kind with those near them: places in one small table."""

    of: Of
    known: list[Known] = field(default_factory=list)
    table: list[Record] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    traits: list[dict[str, Any]] = field(default_factory=list)


def seek(policy: MatchingPolicy, *, now: datetime) -> int:
    """One batch behind the cursor. How many entries were read; 0: everything is looked at."""
    cursor = Sought.objects.filter(id=1).values_list("horizon", "entry").first() or (0, 0)
    told = entries.after(cursor, limit=BATCH)
    if not told:
        return 0
    spoken = {of: _spoken_of(of, told) for of in Of}
    for of, subjects in spoken.items():
        if subjects:
            _seek_among(of, subjects, policy, now)
    for settle in _after:
        settle(spoken[Of.PERSON], spoken[Of.COMPANY], policy, now)
    last = told[-1]
    Sought.objects.update_or_create(id=1, defaults={"horizon": last.horizon, "entry": last.id})
    return len(told)


def _spoken_of(of: Of, told: Iterable[Told]) -> set[int]:
    """Whose rows these entries are about; an entry that only asks about them is none."""
    about = (one for one in told if not one.kind.startswith("people.pro"))
    named = (one.payload.get(of.value) for one in about)
    return {key for key in named if isinstance(key, int)}


def _seek_among(of: Of, subjects: set[int], policy: MatchingPolicy, now: datetime) -> None:
    look = _look(of, subjects, policy)
    matched = _matched(look, policy) if look.pairs else Matched((), ())
    _keep_traits(look)
    for group in matched.groups:
        if len(group) > 1:
            _settle_or_ask(of, [look.known[at] for at in group], now)
    asked = {(look.known[one.left].id, look.known[one.right].id): one.probability for one in matched.likely}
    _propose(of, asked, now)


def _look(of: Of, subjects: set[int], policy: MatchingPolicy) -> _Look:
    look = _Look(of)
    new = {one.id: (one, has) for one, has in comparing.records(of, subjects, policy).values()}
    hashes = {key: comparing.hashes(of, has) for key, (_, has) in new.items()}
    found = comparing.sharing(of, (trait for each in hashes.values() for trait in each))
    for key, each in hashes.items():
        for trait in each:
            having = found.setdefault(trait, [])
            if key not in having and len(having) < LARGEST:
                having.append(key)
                look.traits.append({"hash": trait, "kind": of.value, "subject_id": key})
    near = {key: comparing.telling(found, each) - {key} for key, each in hashes.items()}
    others = {other for each in near.values() for other in each} - new.keys()
    standing = comparing.records(of, others, policy) if others else {}
    _lay_out(look, {**standing, **new}, near)
    return look


def _lay_out(
    look: _Look, known: Mapping[int, tuple[Known, Record]], near: Mapping[int, Iterable[int]]
) -> None:
    """Everybody once, whoever they were asked for as, and the pairs that are looked at."""
    places: dict[int, int] = {}
    for one, has in sorted(known.values(), key=lambda each: each[0].id):
        if one.id not in places:
            places[one.id] = len(look.table)
            look.known.append(one)
            look.table.append(has)
    for key, others in near.items():
        for other in others:
            if key in known and other in known:
                left, right = sorted((places[known[key][0].id], places[known[other][0].id]))
                if left != right:
                    look.pairs.add((left, right))


def _matched(look: _Look, policy: MatchingPolicy) -> Matched:
    rows = queries.about_how_many(look.of)
    model = comparing.model(look.of, look.table, rows, comparing.weighing(look.of))
    own = [feature for feature in model.features if not feature.place]
    known: dict[Levels, Levels] = {}
    told = {}
    for pair in look.pairs:
        if any(feature.level(*pair) for feature in own):
            each = levels(model.features, *pair)
            told[pair] = known.setdefault(each, each)
    limits = Limits(policy.certain_from, policy.asked_from, 1.0)
    return decide(model, told, len(look.table), limits)


def _keep_traits(look: _Look) -> None:
    Trait.objects.bulk_create([Trait(**row) for row in look.traits], batch_size=1_000)


def _settle_or_ask(of: Of, group: Sequence[Known], now: datetime) -> None:
    """Those that cannot be joined are for a human, so that they do not hold up all who come after them."""
    try:
        _settle(of, group, now)
    except Exception as error:
        if isinstance(error, Refusal) and error.code == "busy":
            raise
        ids = sorted(one.id for one in group)
        logger.error("could not join %s %s: %s", of.value, ids, type(error).__name__)  # noqa: TRY400 - may quote rows
        _propose(of, {(ids[0], other): 1.0 for other in ids[1:]}, now)


def _settle(of: Of, group: Sequence[Known], now: datetime) -> None:
    """Joined by pointer where nobody has worked on more than one of them; else a human is asked."""
    ids = sorted(one.id for one in group)
    everybody = sorted({member for one in group for member in one.stands_for})
    worked = set().union(*(ask(of, everybody) for ask in _worked)) if _worked else set()
    held = [one for one in group if one.stands_for & worked]
    if len(held) > 1 or queries.apart(of, everybody):
        _propose(of, {(ids[0], other): 1.0 for other in ids[1:]}, now)
        return
    learning.join_alike(of, ids, now=now)


def _propose(of: Of, asked: Mapping[tuple[int, int], float], now: datetime) -> None:
    """Each pair once, whatever became of it."""

    def think(change: Change) -> None:
        pairs = {(min(pair), max(pair)): probable for pair, probable in asked.items()}
        ids = {key for pair in pairs for key in pair}
        seen = Proposal.objects.filter(Q(newer_id__in=ids) | Q(older_id__in=ids), kind=of.value)
        known = {(min(pair), max(pair)) for pair in seen.values_list("older_id", "newer_id")}
        apart = queries.apart(of, ids)
        fresh = {p: v for p, v in pairs.items() if p not in known and frozenset(p) not in apart}
        for key, ((older, newer), probable) in zip(
            change.ids(Proposal, len(fresh)), fresh.items(), strict=True
        ):
            _write(change, key, of, older, newer, probable)

    if asked:
        journal.change(think, by=SYSTEM, now=now)


def _write(change: Change, key: int, of: Of, older: int, newer: int, probable: float) -> None:
    change.insert(
        Proposal,
        id=key,
        kind=of.value,
        older_id=older,
        newer_id=newer,
        reason="alike",
        probability=round(probable, 4),
        proposed_at=change.now,
        later_at=None,
        decided_at=None,
        same=None,
    )
    change.announce([SameProposed(subject=Ref(of.value, newer), older=older, proposal=key, reason="alike")])


def learn(policy: MatchingPolicy, *, now: datetime) -> None:
    """At night: the weights of this home, from its newest rows."""
    for of in Of:
        model = Person if of is Of.PERSON else Company
        newest = model._default_manager.filter(joined_into__isnull=True, erased_at__isnull=True).order_by(
            "-id"
        )
        ids = list(islice(newest.values_list("id", flat=True), SAMPLE))
        if len(ids) < ENOUGH:
            continue
        table = [has for _, has in comparing.records(of, ids, policy).values()]
        told = learned(
            weigh(features(table, persons=of is Of.PERSON), len(table)), len(table), comparing.keyed
        )
        Weights.objects.create(kind=of.value, learned_at=now, rows=len(table), told=told.told())
