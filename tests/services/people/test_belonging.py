"""Whoever names no company belongs to the one that alone uses the mail's domain; else nobody, or a human says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadflow.agenda import queries as agenda
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import placing
from leadflow.leads import queries as leads
from leadflow.leads.models import Lead, Merge
from leadflow.people import belonging, seeking
from leadflow.people.models import Company, Person
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import queries as playbook
from tests import make
from tests.cast import user
from tests.clock import NOW
from tests.fold import differences

pytestmark = pytest.mark.django_db(transaction=True)
"""The journal is read by cursor: only what is committed is told."""

ALPHA = {"company.name": "Alpha GmbH", "person.surname": "Krahl", "mail": "krahl@alpha.example"}
ANNA = {"person.surname": "Reuter", "mail": "reuter@alpha.example"}


def policy() -> MatchingPolicy:
    return playbook.at(NOW).section(MatchingPolicy)


def come(*rows: dict[str, str]) -> None:
    for row in rows:
        make.arrive(row)
        while seeking.seek(policy(), now=NOW):
            pass


def anna() -> Person:
    return next(p for p in Person.objects.all() if p.facts.get("person.surname") == "Reuter")


def lead_of(person: Person) -> Lead:
    return Lead.objects.get(person_id=person.id)


def test_she_belongs_to_the_only_company_of_that_domain_whoever_comes_first() -> None:
    come(ALPHA, ANNA)
    assert anna().company == Company.objects.get()
    assert differences() == []


def test_also_when_the_company_comes_later() -> None:
    come(ANNA, ALPHA)
    assert anna().company == Company.objects.get()
    assert differences() == []


def test_her_lead_becomes_the_company_s_or_part_of_it() -> None:
    come({**ALPHA, "company.domain": "alpha.example"}, ANNA)
    merge = Merge.objects.get()
    assert (merge.gone_id, merge.into_id) == (lead_of(anna()).id, Lead.objects.get(company__isnull=False).id)


def test_where_the_company_has_no_lead_hers_takes_its_name() -> None:
    come(ANNA)
    make.arrive(ALPHA)
    Lead.objects.filter(company__isnull=False).update(stage="lost", stage_at=NOW)
    while seeking.seek(policy(), now=NOW):
        pass
    lead = lead_of(anna())
    assert (lead.company, lead.title) == (Company.objects.get(), "Alpha GmbH")


def test_where_somebody_works_on_her_lead_its_page_asks() -> None:
    come(ANNA)
    Lead.objects.update(touched_at=NOW)
    come(ALPHA)
    assert anna().company is None
    assert belonging.belongs(anna().id, policy()).companies == (Company.objects.get().id,)
    by, ref = user("lena"), make.seen(lead_of(anna()), user("lena"))
    placing.place(ref, anna().id, Company.objects.get().id, by=make.actor(by), now=NOW)
    assert Merge.objects.get().gone_id == ref.id


def test_a_free_mail_domain_belongs_to_no_company() -> None:
    come({**ALPHA, "mail": "krahl@gmx.de"}, {**ANNA, "mail": "reuter@gmx.de"})
    assert anna().company is None


def test_senders_from_free_mail_domains_cost_no_query_each() -> None:
    come(*({"person.surname": f"Reuter{n}", "mail": f"reuter{n}@gmx.de"} for n in range(3)))
    persons, asked = sorted(Person.objects.values_list("id", flat=True)), []
    for some in (persons[:1], persons):
        with CaptureQueriesContext(connection) as queries:
            placing.settle(some, (), policy(), NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_domain_that_two_companies_use_is_asked_about() -> None:
    come(
        ALPHA,
        {**ALPHA, "company.name": "Beta AG", "person.surname": "Maier", "mail": "maier@alpha.example"},
        ANNA,
    )
    assert anna().company is None
    found = belonging.belongs(anna().id, policy())
    assert found.companies == tuple(Company.objects.order_by("id").values_list("id", flat=True))


def test_a_human_says_which_and_takes_it_back() -> None:
    come(
        ALPHA,
        {**ALPHA, "company.name": "Beta AG", "person.surname": "Maier", "mail": "maier@alpha.example"},
        ANNA,
    )
    beta, by = Company.objects.order_by("id")[1], user("lena")
    ref, before = make.seen(lead_of(anna()), by), agenda.item(lead_of(anna()).id)
    statement = placing.place(ref, anna().id, beta.id, by=make.actor(by), now=NOW)
    assert anna().company == beta
    into = Lead.objects.get(id=Merge.objects.get().into_id)
    placing.displace(make.seen(into, by), statement, by=make.actor(by), now=NOW)
    after = agenda.item(ref.id)
    assert (anna().company, lead_of(anna()).merged_into) == (None, None)
    assert before is not None
    assert after is not None
    assert (after.kind, after.due_at) == (before.kind, before.due_at)
    assert differences() == []


def test_taken_back_it_is_for_all_leads_of_the_person() -> None:
    come(ANNA)
    make.arrive(ANNA, origin=replace(make.ORIGIN, offer="workshop"))
    make.arrive(ALPHA)
    Lead.objects.filter(company__isnull=False).update(stage="lost", stage_at=NOW)
    while seeking.seek(policy(), now=NOW):
        pass
    hers, by = Lead.objects.filter(person_id=anna().id), user("lena")
    assert [lead.company for lead in hers] == [Company.objects.get()] * 2
    ref = make.seen(hers[0], by)
    placing.displace(ref, placing.placed(ref, leads.snapshot(ref))[0][0], by=make.actor(by), now=NOW)
    assert [lead.company for lead in hers.all()] == [None, None]


def test_what_was_taken_back_no_machine_says_again() -> None:
    come(ALPHA, ANNA)
    by = user("lena")
    ref = make.seen(Lead.objects.get(merged_into__isnull=True), by)
    ((statement, _),) = placing.placed(ref, leads.snapshot(ref))
    placing.displace(ref, statement, by=make.actor(by), now=NOW)
    come({**ANNA, "person.given": "Anna"})
    assert anna().company is None
    with pytest.raises(NotFound):
        placing.displace(ref, statement, by=make.actor(by), now=NOW)


def test_nobody_is_placed_where_the_domain_is_not_used() -> None:
    come(ALPHA, {**ANNA, "mail": "reuter@other.example"})
    by = user("lena")
    ref = make.seen(lead_of(anna()), by)
    with pytest.raises(Refusal, match="company_moved"):
        placing.place(ref, anna().id, Company.objects.get().id, by=make.actor(by), now=NOW)


@pytest.mark.parametrize(
    ("users", "certain", "asked"),
    [((), None, ()), ((7,), 7, (7,)), ((9, 7), None, (7, 9)), (range(9), None, ())],
)
def test_one_alone_is_certain_several_are_asked_many_tell_nothing(
    users: tuple[int, ...], certain: int | None, asked: tuple[int, ...]
) -> None:
    found = belonging.settled("alpha.example", users)
    assert (found.certain, found.companies) == (certain, asked)
