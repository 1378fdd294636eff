"""One person or company of the home in the form in which it is compared, and by what it is found at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from leadflow.people.likeness import values
from leadflow.people.likeness.table import Feature
from leadflow.people.likeness.values import Firm, Mail, Name, Street
from leadflow.people.points import MAIL, PHONE, told

Values = dict[str, Any]
"""What one statement says, by the keys of the playbook."""
LARGEST: Final = 60
"""So many share a trait; from then on it tells nothing."""
PERSON: Final = (
    ("given", "given", False),
    ("surname", "surname", False),
    ("phones", "phone", False),
    ("mails", "mail", False),
    ("born", "date", False),
    ("company", "company", True),
    ("street", "street", True),
    ("postcode", "code", True),
    ("city", "text", True),
)
COMPANY: Final = (
    ("firm", "firm", False),
    ("phones", "phone", False),
    ("street", "street", False),
    ("mails", "mail", True),
    ("domain", "domain", True),
    ("postcode", "code", True),
    ("city", "text", True),
)


@dataclass(frozen=True, slots=True)
class Record:
    """`given`, `surname`: each with the other one, in case they changed places."""

    given: Name | None = None
    surname: Name | None = None
    mails: tuple[Mail, ...] | None = None
    phones: tuple[str, ...] | None = None
    born: values.Date | None = None
    firm: Firm | None = None
    company: str | None = None
    domain: str | None = None
    street: Street | None = None
    postcode: str | None = None
    city: str | None = None


def record(
    facts: Values, said: Iterable[Values], shared: Collection[str], free: Collection[str], country: str
) -> Record:
    """`facts`: what stands now, of person and company; `said`: all that was ever said, for the contact points."""
    said = [facts, *said]
    names = values.name_parts(*(_text(facts, f"person.{part}") for part in ("given", "surname", "name")))
    called = tuple(names[0]) if names else ()
    points = [point for each in said for point in told(each)]
    mails = (point.value for point in points if point.kind == MAIL)
    phones = (point.value for point in points if point.kind == PHONE)
    firm = values.firm(_text(facts, "company.name"))
    return Record(
        given=names[0] if names else None,
        surname=names[1] if names else None,
        mails=values.mails(mails, shared, free, called),
        phones=values.phones(phones, country),
        born=values.date(_text(facts, "person.born")),
        firm=firm,
        company=firm.key if firm else None,
        domain=values.domain(_text(facts, "company.domain"), free),
        street=values.street(_text(facts, "company.street")),
        postcode=values.code(_text(facts, "company.postcode")),
        city=values.plain_text(_text(facts, "company.city")),
    )


def _text(facts: Values, key: str) -> str:
    value = facts.get(key)
    return value if isinstance(value, str) else ""


def features(records: Sequence[Record], *, persons: bool) -> list[Feature]:
    """A table of these records, every comparison in its place even where nobody says anything."""
    parts = PERSON if persons else COMPANY
    return [
        Feature.of(name, kind, [getattr(one, name) for one in records], place=place)
        for name, kind, place in parts
    ]


def traits(one: Record, *, persons: bool) -> tuple[str, ...]:
    """By what somebody is found who slips: two halves that agree, a contact point, a local part."""
    return tuple(dict.fromkeys(_of_person(one) if persons else _of_company(one)))


def _of_person(one: Record) -> Iterator[str]:
    given, surname = (one.given.own, one.given.other) if one.given else ("", "")
    for mail in one.mails or ():
        yield f"mail {mail.text}"
        if not mail.shared and len(mail.local) > 3:
            yield f"local {mail.local}"
    yield from _waiting(one)
    yield from (f"phone {number[-8:]}" for number in one.phones or ())
    if surname and given:
        yield f"name {' '.join(sorted((given[:3], surname[:3])))}"
    elif surname:
        yield f"name {surname}"
    for half in filter(None, (given, surname)):
        if one.company:
            yield f"firm {half[:4]} {one.company[:6]}"
        if one.postcode:
            yield f"place {half[:4]} {one.postcode}"


def _waiting(one: Record) -> Iterator[str]:
    """Whoever names no company is found once one turns up that uses the domain."""
    mails = one.mails if one.mails and not one.company else ()
    yield from (f"at {mail.domain}" for mail in mails if mail.domain and not mail.free)


def _of_company(one: Record) -> Iterator[str]:
    if one.domain:
        yield f"domain {one.domain}"
    yield from (f"phone {number[-8:]}" for number in one.phones or ())
    yield from (f"at {mail.domain}" for mail in one.mails or () if mail.domain and not mail.free)
    if one.firm:
        words = one.firm.key.split()
        yield f"firm {one.firm.key}"
        yield f"begins {''.join(words)[:5]}"
        for where in filter(None, (one.postcode, one.city)):
            yield from (f"word {word[:4]} {where}" for word in words)
