"""What a door's message means: from raw values to who asks, for what, and what may not be done. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

import orjson

from leadflow.kernel.facts import FURTHER, WRONG, Facts, is_known, untouched
from leadflow.kernel.mail import domain_of, normal_mail
from leadflow.kernel.names import person_name
from leadflow.kernel.phone import normal_phone
from leadflow.kernel.values import quick

STATES: Final = ("waiting", "unconfirmed", "unclear", "noise", "opened", "joined", "erased", "undone")
RECEIPT_STATES: Final = ("draft", "running", "stopped", "done", "failed", "open", "undoing", "undone")

MAIL: Final = "mail"
NOTE: Final = "note"
EXTERNAL: Final = "source.id"
HAPPENED: Final = "happened_at"
PHONES: Final = {"phone": "person.phone", "mobile": "person.mobile"}
PRIVATE: Final = "private"
LONGEST_CAMPAIGN: Final = 120
MOST_POINTS: Final = 10
"""Further addresses and numbers of one message; nobody has more."""
PLACES: Final = frozenset({"channel", "campaign", "outcome"})
Choose = Callable[[str, str], Any]
"""(fact key, raw text) -> the playbook's choice, number or the text itself; None where it cannot be read."""
When = Callable[[str], datetime | None]


@dataclass(frozen=True, slots=True)
class Objection:
    """The prospect does not want to be reached this way; or, where `given`, agrees to it."""

    purpose: str
    given: bool = False


@quick(frozen=True, slots=True)
class Reading:
    """What one message says, normalised. `kept` are raw values that could not be read and stay visible."""

    person: Facts
    company: Facts
    interest: Facts
    external: str | None = None
    happened_at: datetime | None = None
    objections: tuple[Objection, ...] = ()
    kept: tuple[str, ...] = ()
    fallback: str = ""
    channel: str | None = None
    campaign: str = ""
    into: int | None = None
    """The lead a human wants it to belong to."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing one could call a lead: the arrival waits for a human, with the reason."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return {"code": self.code, **self.facts}


@dataclass(frozen=True, slots=True)
class Words:
    """What the home and the playbook say about reading: country of phones, untouched defaults, choices, dates."""

    country: str
    untouched_defaults: frozenset[str]
    yes: frozenset[str]
    choose: Choose
    when: When
    channel: Callable[[str], str | None] = field(default=lambda _: None)
    """The playbook's channel that is meant by a text, None for any other."""


def key_of(*parts: str | bytes) -> bytes:
    """A door's idempotency key: 128 bits over its parts."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    return digest.digest()


def row_key(campaign: int | None, offer: str, values: Sequence[str], seen: Counter[bytes]) -> bytes:
    """The key of a list's row: its content and where it belongs. `seen` counts, so that the same row twice is two."""
    content = key_of(str(campaign), offer, "\x1f".join(values))
    seen[content] += 1
    return content if seen[content] == 1 else key_of(content, str(seen[content]))


def body_digest(content: object) -> str:
    """To tell a repeated message from another one with the same key."""
    return hashlib.blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def read(values: Iterable[tuple[str, str]], words: Words) -> Reading | Unclear:
    """`values` are (target, raw text) pairs; several of one target: the first that can be read counts.

    A message can become a lead when it names a company, a person, a mail, a phone or an external id.
    """
    reader = _Reader(words)
    for target, raw in values:
        reader.take(target, raw)
    return reader.result()


class _Reader:
    def __init__(self, words: Words) -> None:
        self._words = words
        self.person: Facts = {}
        self.company: Facts = {}
        self.interest: Facts = {}
        self._homes = (self.person, self.company, self.interest)
        self.kept: list[str] = []
        self.objections: list[Objection] = []
        self.external: str | None = None
        self.happened_at: datetime | None = None
        self.channel: str | None = None
        self.campaign = ""
        self._ways: dict[str, list[tuple[str, str]]] = {}

    def take(self, target: str, raw: str) -> None:
        raw = raw.strip()
        if not raw:
            return
        special = _special(target)
        if special is not None:
            special(self, target, raw)
            return
        home = self._homes[_home(target)]
        if raw.casefold() in self._words.untouched_defaults:
            home.setdefault(target, untouched(raw))
        elif target not in home or not is_known(home[target]):
            self._set(home, target, raw)

    def _set(self, home: Facts, target: str, raw: str) -> None:
        if target.startswith("import."):
            home[target] = raw
            return
        value = self._words.choose(target, raw)
        if value is None:
            self._keep(target, raw)
        else:
            home[target] = value

    def _keep(self, target: str, raw: str) -> None:
        """Could not be read: stays with the lead as it came."""
        self.interest.setdefault(f"import.{target.replace('.', '_')}", raw)
        self.kept.append(target)

    def mail(self, target: str, raw: str) -> None:
        self._reached(target, raw, normal_mail(raw), "person.mail")

    def phone(self, target: str, raw: str) -> None:
        fact = PHONES[target.partition(".")[0]]
        self._reached(target, raw, normal_phone(raw, self._words.country), fact)

    def _reached(self, target: str, raw: str, value: str | None, fact: str) -> None:
        """The first one is the one to use. A further one, or one whose use is told, is noted beside it."""
        if value is None:
            self._keep(target, raw)
            return
        use, known = target.partition(".")[2], value in self.person.values()
        self._ways.setdefault(fact, []).append((value, use))
        if not is_known(self.person.get(fact)):
            self.person[fact] = value
            known = True
        if use or not known:
            self._note(target, raw, [fact, value, use or ("mobile" if target == "mobile" else "")])

    def _note(self, target: str, raw: str, point: list[str]) -> None:
        fact, value, use = point
        noted = self.person.setdefault(FURTHER, [])
        if len(noted) >= MOST_POINTS:
            self._keep(target, raw)
        elif value not in {other for _, other, _ in noted}:
            noted.append(["mail" if fact == "person.mail" else "phone", value, use])

    def name(self, _: str, raw: str) -> None:
        name = person_name(raw)
        for key, part in (("title", name.title), ("given", name.given), ("surname", name.surname)):
            if part:
                self.person.setdefault(f"person.{key}", part)

    def id(self, _: str, raw: str) -> None:
        self.external = self.external or raw[:200]

    def time(self, target: str, raw: str) -> None:
        at = self._words.when(raw)
        if at is None:
            self._keep(target, raw)
        else:
            self.happened_at = self.happened_at or at

    def objection(self, target: str, raw: str) -> None:
        if raw.casefold() in self._words.yes:
            self.objections.append(Objection(target.partition(".")[2]))

    def consent(self, target: str, raw: str) -> None:
        if raw.casefold() in self._words.yes:
            self.objections.append(Objection(target.partition(".")[2], given=True))

    def domain(self, target: str, raw: str) -> None:
        host = raw.split("//")[-1].split("/")[0].split(":")[0].removeprefix("www.").lower().strip()
        if "." in host:
            self.company.setdefault(target, domain_of(f"x@{host}"))
        else:
            self._keep(target, raw)

    def came_by(self, target: str, raw: str) -> None:
        self.channel = self.channel or self._words.channel(raw)
        self.place(target, raw)

    def part_of(self, target: str, raw: str) -> None:
        """A campaign by its name. What looks like an address is none: it would stay when its person is erased."""
        if not self.campaign and len(raw) <= LONGEST_CAMPAIGN and "@" not in raw:
            self.campaign = raw
        self.place(target, raw)

    def place(self, target: str, raw: str) -> None:
        self.interest.setdefault(f"import.{target}", raw)

    def _settle_mains(self) -> None:
        """A private address that came first makes way for the first one that is none, and stays noted beside it."""
        for fact, ways in self._ways.items():
            private = {value for value, use in ways if use == PRIVATE}
            main = next((value for value, _ in ways if value not in private), None)
            if main is not None and self.person[fact] in private:
                self.person[fact] = main
                noted = self.person.get(FURTHER, [])
                noted[:] = [point for point in noted if point[1] != main or point[2] not in ("", "mobile")]

    def result(self) -> Reading | Unclear:
        self._settle_mains()
        who = is_known(self.company.get("company.name")) or any(map(is_known, self.person.values()))
        if not who and self.external is None:
            return Unclear("nobody_named", {"kept": self.kept} if self.kept else {})
        return Reading(
            self.person,
            self.company,
            self.interest,
            self.external,
            self.happened_at,
            tuple(self.objections),
            tuple(self.kept),
            self.external or "",
            self.channel,
            self.campaign,
        )


_SPECIAL: Final[dict[str, Callable[[_Reader, str, str], None]]] = {
    MAIL: _Reader.mail,
    "phone": _Reader.phone,
    "mobile": _Reader.phone,
    "person.name": _Reader.name,
    EXTERNAL: _Reader.id,
    HAPPENED: _Reader.time,
    "objection": _Reader.objection,
    "consent": _Reader.consent,
    "company.domain": _Reader.domain,
    "channel": _Reader.came_by,
    "campaign": _Reader.part_of,
    "outcome": _Reader.place,
    FURTHER: _Reader.place,
    WRONG: _Reader.place,
}


@cache
def _home(target: str) -> int:
    """Whose fact it is: the person's, the company's, or the interest's."""
    return 0 if target.startswith("person.") else 1 if target.startswith("company.") else 2


@cache
def _special(target: str) -> Callable[[_Reader, str, str], None] | None:
    """Objections and consents for any purpose the playbook knows: "objection.newsletter"."""
    return _SPECIAL.get(target) or _SPECIAL.get(target.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Balance:
    """received = the sum of the states; each difference is named."""

    received: int
    states: Mapping[str, int]
    named: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        return self.received - sum(self.states.values())


@quick(frozen=True, slots=True)
class Todo:
    """An arrival that waits to be understood, with what its door read out of it."""

    arrival: int
    version: int
    reading: Reading | Unclear


@dataclass(frozen=True, slots=True)
class Origin:
    """What all arrivals of one receipt have in common."""

    door: str
    source: str
    offer: str
    channel: str
    campaign: int | None
    trust: int
