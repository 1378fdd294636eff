"""To which company somebody belongs who names none: the one that alone uses the domain of the mail address.

Free-mail domains belong to no company. Where several companies use a domain, a human is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from leadflow.journal.services import Change
from leadflow.kernel.events import Ref
from leadflow.kernel.facts import Facts, Said, current
from leadflow.kernel.mail import domain_of, is_free_mail
from leadflow.kernel.refusals import NotFound
from leadflow.people import comparing, queries
from leadflow.people.events import PersonLearned, Unsaid
from leadflow.people.models import Company, Person, Statement
from leadflow.people.policy import MatchingPolicy
from leadflow.people.queries import Known, handle_hash
from leadflow.people.rules import Of, text
from leadflow.people.services import works_at

SOURCE: Final = "domain"
HUMAN_TRUST: Final = 100
MOST: Final = 5
"""So many companies are asked about; a domain that more of them use tells nothing."""


@dataclass(frozen=True, slots=True)
class Belongs:
    """`companies`: who uses the domain, oldest first. One alone: `certain`."""

    domain: str
    companies: tuple[int, ...]

    @property
    def certain(self) -> int | None:
        return self.companies[0] if len(self.companies) == 1 else None


def domain(mails: Iterable[str], policy: MatchingPolicy) -> str:
    """The first one that is a company's own; "" where there is none."""
    found = map(domain_of, mails)
    return next((each for each in found if not is_free_mail(each, policy.free_mail_domains)), "")


def settled(at: str, users: Iterable[int]) -> Belongs:
    companies = tuple(sorted(set(users)))
    return Belongs(at, companies if at and len(companies) <= MOST else ())


def belongs(person: int, policy: MatchingPolicy) -> Belongs:
    """Nobody for whoever has a company, and where that was taken back once."""
    card = queries.cards([person]).get(person)
    one = queries.known(Of.PERSON, [person]).get(person)
    if card is None or one is None or one.company is not None or _was_placed(one):
        return Belongs("", ())
    at = domain(card.mails, policy)
    return settled(at, users_of(at, policy) if at else ())


def without_company(persons: Iterable[int], policy: MatchingPolicy) -> set[int]:
    """Those of them who write from a domain that may be a company's: the others cost nothing more."""
    rows = Person.objects.filter(id__in=set(persons), company__isnull=True, joined_into__isnull=True)
    found = comparing.records(
        Of.PERSON, rows.filter(erased_at__isnull=True).values_list("id", flat=True), policy
    )
    return {key for key, (_, has) in found.items() if any(m.domain and not m.free for m in has.mails or ())}


def _was_placed(one: Known) -> bool:
    return Statement.objects.filter(person_id__in=sorted(one.stands_for), source=SOURCE).exists()


def users_of(at: str, policy: MatchingPolicy) -> set[int]:
    """Companies that have this address on the web, or whose people write from there."""
    hashes = [handle_hash(Of.COMPANY.value, f"{trait} {at}") for trait in ("domain", "at")]
    near = {key for each in comparing.sharing(Of.COMPANY, hashes).values() for key in each}
    found = comparing.records(Of.COMPANY, near, policy).values() if near else ()
    return {
        one.id for one, has in found if has.domain == at or any(mail.domain == at for mail in has.mails or ())
    }


def waiting_for(companies: Iterable[int], policy: MatchingPolicy) -> set[int]:
    """Persons without a company who write from a domain that one of these uses."""
    records = comparing.records(Of.COMPANY, companies, policy).values()
    domains = {at for _, has in records for at in (has.domain, *(m.domain for m in has.mails or ())) if at}
    own = [at for at in domains if not is_free_mail(at, policy.free_mail_domains)]
    hashes = [handle_hash(Of.PERSON.value, f"at {at}") for at in own]
    return {key for each in comparing.sharing(Of.PERSON, hashes).values() for key in each}


def place(change: Change, person: int, company: int, at: str, *, human: bool) -> tuple[int, Facts]:
    """The person works there from now on. The statement, by which it can be taken back, and what is known of it."""
    one, firm = queries.known(Of.PERSON, [person])[person], queries.known(Of.COMPANY, [company])[company]
    values = {} if text(firm.facts, "company.domain") else {"company.domain": at}
    said = Said(values, change.now, HUMAN_TRUST if human else 0, human)
    key = change.id(Statement)
    _insert(change, key, one, firm, said)
    whole = [*queries.said(Of.PERSON, [one]).get(one.id, ()), (said, firm.id)]
    facts = current([*(s for s, _ in queries.said(Of.COMPANY, [firm]).get(firm.id, ())), said])
    change.expect(Person, {one.id: one.version})
    change.update(Person, one.id, company_id=works_at(whole))
    change.expect(Company, {firm.id: firm.version})
    change.update(Company, firm.id, facts=facts)
    learned = PersonLearned(
        subject=Ref("person", one.id), statement=key, person=one.id, company=firm.id, keys=tuple(values)
    )
    change.announce([learned])
    return key, facts


def _insert(change: Change, key: int, one: Known, firm: Known, said: Said) -> None:
    change.insert(
        Statement,
        id=key,
        person_id=one.id,
        company_id=firm.id,
        source=SOURCE,
        arrival_id=None,
        by_id=change.by.user_id,
        happened_at=change.now,
        recorded_at=change.now,
        trust=said.trust,
        human=said.human,
        values=dict(said.values),
        erased_at=None,
    )


def displace(change: Change, statement: int) -> tuple[int, int]:
    """The person does not work there after all; no machine says so again. Who it is, and the company it was."""
    row = Statement.objects.filter(id=statement, source=SOURCE, company_id__isnull=False).first()
    if row is None or row.person_id is None or row.company_id is None:
        raise NotFound("statement")
    one, firm = queries.known(Of.PERSON, [row.person_id]), queries.known(Of.COMPANY, [row.company_id])
    change.update(Statement, row.id, values={}, company_id=None, erased_at=change.now)
    _refold(change, one[row.person_id], firm[row.company_id], row.id)
    subject = Ref("person", one[row.person_id].id)
    change.announce([Unsaid(subject=subject, statement=row.id, keys=tuple(row.values))])
    return one[row.person_id].id, firm[row.company_id].id


def _refold(change: Change, one: Known, firm: Known, without: int) -> None:
    of_person = _rows("person_id", one, without)
    change.expect(Person, {one.id: one.version})
    change.update(
        Person, one.id, company_id=works_at([(_said(Of.PERSON, r), r.company_id) for r in of_person])
    )
    change.expect(Company, {firm.id: firm.version})
    of_company = _rows("company_id", firm, without)
    change.update(Company, firm.id, facts=current(_said(Of.COMPANY, r) for r in of_company))


def _rows(column: str, one: Known, without: int) -> Sequence[Statement]:
    found: dict[str, Any] = {f"{column}__in": sorted(one.stands_for)}
    return list(Statement.objects.filter(**found).exclude(id=without).order_by("id"))


def _said(of: Of, row: Statement) -> Said:
    return Said(queries.own(of, row.values), row.happened_at, row.trust, row.human)


def standing(statements: Sequence[int]) -> list[tuple[int, int]]:
    """Those of them that nobody took back, each with its company."""
    rows = Statement.objects.filter(id__in=statements, source=SOURCE, company_id__isnull=False)
    return [(key, company) for key, company in rows.order_by("id").values_list("id", "company_id") if company]
