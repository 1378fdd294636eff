"""Whom we know that may be the one just being typed: asked between two keys, answered from indexes alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from leadflow.kernel.facts import Facts
from leadflow.kernel.home import home
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.phone import normal_phone
from leadflow.people import comparing, queries
from leadflow.people.likeness.model import Model, probability
from leadflow.people.likeness.records import Record, record
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Hit
from leadflow.people.rules import Key, Of, Party, display_name, keys_of, text

WORTH: Final = 0.02
"""Less probable ones are not shown while somebody types; half a name is little to go by."""
MANY: Final = 200
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
AGREES, SLIPS, DIFFERS = "agrees", "slips", "differs"


@dataclass(frozen=True, slots=True)
class Alike:
    """`tells`: comparison -> agrees, slips or differs. `certain`: the door would join them by itself."""

    of: Of
    id: int
    name: str
    facts: Facts
    probability: float
    certain: bool
    tells: Mapping[str, str]


def alike(values: Mapping[str, Any], policy: MatchingPolicy, *, limit: int = 5) -> list[Alike]:
    """Persons and companies like these facts (`person.surname`, `person.mail`, `company.name`, ... as typed).

    Best first. A dozen queries, whatever the size of the home.
    Who came a moment ago is found by address and number only.
    """
    facts = _normal(values)
    found = [*_alike(Of.PERSON, facts, policy), *_alike(Of.COMPANY, facts, policy)]
    return sorted(found, key=lambda one: (-one.certain, -one.probability, one.id))[:limit]


def _normal(values: Mapping[str, Any]) -> dict[str, Any]:
    facts = {key: value.strip() for key, value in values.items() if isinstance(value, str) and value.strip()}
    for key in ("person.phone", "person.mobile"):
        if number := normal_phone(facts.get(key, ""), home().phone_country):
            facts[key] = number
    if mail := normal_mail(facts.get("person.mail", "")):
        facts["person.mail"] = mail
    return facts


def _alike(of: Of, facts: dict[str, Any], policy: MatchingPolicy) -> list[Alike]:
    asked = record(
        facts,
        (),
        frozenset(policy.shared_mailboxes),
        frozenset(policy.free_mail_domains),
        home().phone_country,
    )
    wanted = comparing.hashes(of, asked)
    near = comparing.telling(comparing.sharing(of, wanted), wanted)
    certain = {key: sure for key, sure in _by_handles(of, facts, policy).items() if key is not None}
    ids = sorted(near | certain.keys(), reverse=True)[:MANY]
    known = comparing.records(of, ids, policy) if ids else {}
    by_id = {one.id: (one, has) for one, has in known.values()}
    sure = {known[key][0].id for key, is_sure in certain.items() if is_sure and key in known}
    table = [asked, *(has for _, has in by_id.values())]
    model = comparing.model(of, table, queries.about_how_many(of), comparing.weighing(of))
    lines = (
        _line(of, one.id, one.facts, model, at, sure=one.id in sure)
        for at, (one, _) in enumerate(by_id.values(), 1)
    )
    return [line for line in lines if line.certain or line.probability >= WORTH]


def _by_handles(of: Of, facts: dict[str, Any], policy: MatchingPolicy) -> dict[int | None, bool]:
    """What the door itself would find; True: by a certain key."""
    person = {key: value for key, value in facts.items() if key.startswith("person.")}
    company = {key: value for key, value in facts.items() if key.startswith("company.")}
    keys = keys_of(Party(0, person, company, "", None, _NEVER, 0), policy).keys
    hits = queries.hits(keys)
    return {_of(hits.get((key.kind, key.value)), of): key.certain for key in reversed(_own(keys, of))}


def _own(keys: tuple[Key, ...], of: Of) -> list[Key]:
    return [key for key in keys if key.of is of]


def _of(hit: Hit | None, of: Of) -> int | None:
    return None if hit is None else hit.person if of is Of.PERSON else hit.company


def _line(of: Of, key: int, facts: Facts, model: Model, at: int, *, sure: bool) -> Alike:
    name = display_name(facts) if of is Of.PERSON else text(facts, "company.name")
    return Alike(of, key, name, facts, probability(model.bits(0, at)), sure, tells(model, 0, at))


def tells(model: Model, left: int, right: int) -> dict[str, str]:
    """What each comparison says of two rows; where one of them says nothing, nothing."""
    told = ((feature, feature.level(left, right)) for feature in model.features)
    return {
        feature.name: DIFFERS if level == 0 else AGREES if level == feature.kinds - 1 else SLIPS
        for feature, level in told
        if level is not None
    }


def compared(of: Of, left: Record, right: Record) -> tuple[float, dict[str, str]]:
    """How probable it is that two are one, and what tells it."""
    model = comparing.model(of, [left, right], queries.about_how_many(of), comparing.weighing(of))
    return probability(model.bits(0, 1)), tells(model, 0, 1)
