"""By what people are recognised. Certain keys need several fields that agree; one alone only proposes."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

from leadflow.kernel.facts import Facts, Said, is_known
from leadflow.kernel.mail import domain_of, is_free_mail, is_shared_mailbox
from leadflow.kernel.names import company_key, fold, given_key, surname_key
from leadflow.kernel.values import quick
from leadflow.people.points import MAIL, told
from leadflow.people.policy import MatchingPolicy

PERSON_NAMES: Final = ("person.surname", "person.given", "person.name")
LONGEST_KEY: Final = 400


class Of(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class Key(NamedTuple):
    """`certain` keys join by themselves; the others are contact points that only propose.

    The kind tells which it is, so that the order of arrivals does not matter: "mail" is certain, "mail~" is not.
    A key that `asks` is looked up and never claimed.
    """

    kind: str
    value: str
    of: Of
    certain: bool
    asks: bool = False


@quick(frozen=True, slots=True)
class Party:
    """Of whom one arrival speaks. Facts by their playbook keys: `person.*` and `company.*`, already normalised.

    `source` is the system whose `external` ids these are, `door` the way they came in.
    """

    arrival: int
    person: Facts
    company: Facts
    source: str
    external: str | None
    happened_at: datetime
    trust: int
    human: bool = False
    user: int | None = None
    door: str = ""

    @property
    def names_person(self) -> bool:
        return any(is_known(self.person.get(name)) for name in PERSON_NAMES)

    @property
    def names_company(self) -> bool:
        return is_known(self.company.get("company.name"))

    def said(self) -> Said:
        return Said({**self.person, **self.company}, self.happened_at, self.trust, self.human)


@quick(frozen=True, slots=True)
class Keys:
    """`speaks_of_person`: the arrival is about a human, not only about a company. Certain keys come first."""

    keys: tuple[Key, ...]
    speaks_of_person: bool
    speaks_of_company: bool
    company_key: str = ""
    certain_of_person: tuple[Key, ...] = ()
    certain_of_company: tuple[Key, ...] = ()

    def certain(self, of: Of) -> tuple[Key, ...]:
        return self.certain_of_person if of is Of.PERSON else self.certain_of_company


@lru_cache(maxsize=16_384)
def mail_names(mail: str, surname: str) -> bool:
    """The mail's local part and the surname agree: two fields that say the same."""
    local = fold(mail.partition("@")[0])
    return len(surname) > 2 and surname in local.replace(" ", "")


def keys_of(party: Party, policy: MatchingPolicy) -> Keys:
    """All keys of an arrival, certain ones first."""
    mail = text(party.person, "person.mail")
    shared = bool(mail) and is_shared_mailbox(mail, policy.shared_mailboxes)
    speaks_of_company = party.names_company
    speaks_of_person = party.names_person or (bool(mail) and not shared) or not speaks_of_company
    name_key = company_key(text(party.company, "company.name")) if speaks_of_company else ""
    found = [
        *(_person_keys(party, policy) if speaks_of_person else _points(party, Of.COMPANY)),
        *(_company_keys(party, name_key, mail, policy) if name_key else ()),
        *_external(party, speaks_of_person=speaks_of_person),
    ]
    certain, others = _unique(found)
    return Keys(
        (*certain, *others),
        speaks_of_person,
        speaks_of_company,
        name_key,
        tuple(key for key in certain if key.of is Of.PERSON),
        tuple(key for key in certain if key.of is Of.COMPANY),
    )


def _unique(found: Sequence[Key]) -> tuple[list[Key], list[Key]]:
    """Each kind and value once and in one order, the certain ones apart; where a key is both, it is certain."""
    found = [key if len(key.value) <= LONGEST_KEY else _shortened(key) for key in found]
    certain = {key[:2]: key for key in found if key.certain}
    others = {key[:2]: key for key in found if not key.certain and key[:2] not in certain}
    return sorted(certain.values()), sorted(others.values())


def _shortened(key: Key) -> Key:
    """As it can be stored, and another one for each value: what is cut only when stored is never found again."""
    rest = hashlib.blake2b(key.value.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return key._replace(value=f"{key.value[: LONGEST_KEY - len(rest)]}{rest}")


def text(facts: Facts, key: str) -> str:
    value = facts.get(key)
    return value if isinstance(value, str) else ""


def _surname(party: Party) -> str:
    return surname_key(
        text(party.person, "person.surname") or text(party.person, "person.name").split(" ")[-1]
    )


def _person_keys(party: Party, policy: MatchingPolicy) -> Iterable[Key]:
    surname, given = _surname(party), given_key(text(party.person, "person.given"))
    for kind, value, _, _ in told(party.person):
        if kind == MAIL:
            shared = is_shared_mailbox(value, policy.shared_mailboxes)
            yield from _mail_keys(value, surname, given, shared=shared)
        else:
            yield Key("phone", value, Of.PERSON, False)
            if surname:
                yield Key("phone+name", f"{value}|{surname}|{given}", Of.PERSON, True)


def _mail_keys(mail: str, surname: str, given: str, *, shared: bool) -> Iterable[Key]:
    alone = not shared and (mail_names(mail, surname) if surname else True)
    yield Key("mail" if alone else "mail~", mail, Of.PERSON, alone)
    yield Key("mail~" if alone else "mail", mail, Of.PERSON, certain=False, asks=True)
    if surname and not alone:
        yield Key(
            "mail+name", f"{mail}|{surname}|{given}" if shared else f"{mail}|{surname}", Of.PERSON, True
        )


def _points(party: Party, of: Of) -> Iterable[Key]:
    for kind, value, _, _ in told(party.person):
        yield Key("mail~" if kind == MAIL else kind, value, of, False)


def _company_keys(party: Party, name_key: str, mail: str, policy: MatchingPolicy) -> Iterable[Key]:
    domain = company_domain(party, mail, policy)
    postcode = text(party.company, "company.postcode")
    if domain:
        yield Key("name+domain", f"{name_key}|{domain}", Of.COMPANY, True)
    elif mail:
        yield Key("name+mail", f"{name_key}|{mail}", Of.COMPANY, True)
    if postcode:
        yield Key("name+place", f"{name_key}|{postcode.replace(' ', '')}", Of.COMPANY, True)


def company_domain(party: Party, mail: str, policy: MatchingPolicy) -> str:
    """The company's own domain, from its address on the web or its mail; free-mail domains say nothing."""
    domain = text(party.company, "company.domain") or (domain_of(mail) if mail else "")
    return "" if is_free_mail(domain, policy.free_mail_domains) else domain


def _external(party: Party, *, speaks_of_person: bool) -> Iterable[Key]:
    """An id names what its row speaks of: two kinds, so that no order of arrivals gives it to the other one."""
    if not party.external:
        return
    value = f"{party.source}|{party.external}"
    if speaks_of_person:
        yield Key("source", value, Of.PERSON, True)
    else:
        yield Key("source.firm", value, Of.COMPANY, True)


Node = TypeVar("Node", bound=Hashable)


@dataclass
class Clusters(Generic[Node]):
    """Union-find: what shares a key belongs together, in whatever order it is told."""

    _above: dict[Node, Node] = field(default_factory=dict)

    def root(self, node: Node) -> Node:
        above = self._above
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = node = above[above[node]]
        return node

    def together(self, left: Node, right: Node) -> None:
        left, right = self.root(left), self.root(right)
        if left != right:
            self._above[right] = left

    def groups(self, nodes: Iterable[Node]) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for node in nodes:
            found.setdefault(self.root(node), []).append(node)
        return found


def display_name(person: Facts) -> str:
    """ "Dr. Andreas Müller", as far as it is known."""
    parts = (text(person, "person.title"), text(person, "person.given"), text(person, "person.surname"))
    return (
        " ".join(part for part in parts if part) or text(person, "person.name") or text(person, "person.mail")
    )


def known_values(facts: Facts) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if is_known(value)}
