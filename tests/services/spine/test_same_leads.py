"""Any order, repetition and interruption of the same arrivals gives the same leads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadflow.intake import queries, services
from leadflow.intake.models import Arrival
from leadflow.intake.rules import key_of
from leadflow.kernel.names import company_key
from leadflow.leads import queries as leads
from leadflow.leads.models import Lead
from leadflow.leads.rules import Snapshot
from leadflow.people.models import Company, Person
from leadflow.people.queries import known
from leadflow.people.rules import Of
from tests import fold, make
from tests.clock import NOW
from tests.house import emptied

SURNAMES = ("Reuter", "Müller", "Mueller", "Krahl")
FIRMS = ("Alpha GmbH", "ALPHA", "Beta & Söhne KG", "")


@st.composite
def rows(draw: st.DrawFn) -> make.Row:
    surname = draw(st.sampled_from(("", *SURNAMES)))
    local = draw(st.sampled_from(("", "reuter", "mueller", "info", "chef")))
    row = {
        "company.name": draw(st.sampled_from(FIRMS)),
        "company.postcode": draw(st.sampled_from(("", "10115"))),
        "person.surname": surname,
        "person.given": draw(st.sampled_from(("", "Anna"))),
        "mail": f"{local}@{draw(st.sampled_from(('alpha', 'beta')))}.example" if local else "",
        "phone": draw(st.sampled_from(("", "0731 123456", "+49 731 123456"))),
        "source.id": draw(st.sampled_from(("", "7"))),
        "company.industry": draw(st.sampled_from(("", "it", "trade"))),
    }
    return {key: text for key, text in row.items() if text} or {"person.surname": "Einzel"}


def told(arrivals: Sequence[make.Row], order: Sequence[int], *, pieces: int, twice: bool) -> object:
    """Feed the arrivals in an order, in pieces, perhaps twice; describe what became of them without any id."""
    with emptied():
        keyed = [(f"a{at}", arrivals[at]) for at in order]
        for start in range(0, len(keyed), pieces):
            _feed(keyed[start : start + pieces])
        if twice:
            _feed(keyed)
        assert fold.differences() == []
        return _described(arrivals)


def _feed(keyed: Sequence[tuple[str, make.Row]]) -> None:
    todo = make.kept([row for _, row in keyed], keys=[key for key, _ in keyed])
    services.understand(todo, make.ORIGIN, now=NOW)


def _described(arrivals: Sequence[make.Row]) -> object:
    groups: dict[int, set[int]] = {}
    ends = leads.standing(Lead.objects.values_list("id", flat=True))
    names = {key_of(f"a{at}"): at for at in range(len(arrivals))}
    for key, lead in Arrival.objects.exclude(state="unclear").values_list("key", "lead_id"):
        groups.setdefault(ends[lead], set()).add(names[bytes(key)])
    shots = leads.snapshots(groups)
    return sorted(
        (sorted(members), _facts(shots[lead], members, arrivals)) for lead, members in groups.items()
    )


def _facts(shot: Snapshot, members: set[int], arrivals: Sequence[make.Row]) -> object:
    """A person who asks for two companies (or for one that is not recognised twice) has one lead; it is filed under
    the company that came first, so only where all name one recognisable company its facts are compared."""
    named = [arrivals[at] for at in members if "company.name" in arrivals[at]]
    firms = {
        (company_key(r["company.name"]), r.get("company.postcode"), r.get("mail", "").split("@")[-1])
        for r in named
    }
    facts = {k: v for k, v in shot.facts.items() if not k.startswith("person.")}
    if len(firms) > 1:
        facts = {k: v for k, v in facts.items() if not k.startswith("company.")}
    standing = {one.id: one.facts for one in known(Of.PERSON, shot.contacts).values()}
    persons = [sorted(facts_of.items(), key=str) for facts_of in standing.values()]
    return sorted(facts.items(), key=str), sorted(map(str, persons)), shot.stage


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(data=st.data())
def test_order_repetition_and_batching_do_not_matter(data: st.DataObject) -> None:
    arrivals = data.draw(st.lists(rows(), min_size=1, max_size=7))
    order = data.draw(st.permutations(range(len(arrivals))))
    plain = told(arrivals, range(len(arrivals)), pieces=100, twice=False)
    shuffled = told(arrivals, order, pieces=data.draw(st.integers(1, 4)), twice=data.draw(st.booleans()))
    assert plain == shuffled, (plain, shuffled)


@pytest.mark.django_db
def test_a_late_arrival_that_bridges_two_persons_joins_them_by_pointer() -> None:
    make.arrive({"person.surname": "Krahl", "mail": "chef@alpha.example"})
    make.arrive({"person.surname": "Krahl", "person.given": "", "phone": "+49731123456"})
    assert Person.objects.count() == 2
    make.arrive({"person.surname": "Krahl", "mail": "chef@alpha.example", "phone": "+49731123456"})
    assert Person.objects.filter(joined_into__isnull=False).count() == 1
    assert Lead.objects.filter(merged_into__isnull=True).count() == 1
    assert fold.differences() == []


@pytest.mark.django_db
def test_a_shared_mailbox_only_proposes() -> None:
    make.arrive({"company.name": "Alpha GmbH", "mail": "info@alpha.example"})
    make.arrive({"company.name": "Beta KG", "mail": "info@alpha.example"})
    assert Company.objects.count() == 2
    assert queries.balance().difference == 0


@pytest.mark.django_db
def test_the_same_external_id_is_the_same_lead() -> None:
    first = make.arrive({"source.id": "4711"})
    second = make.arrive({"source.id": "4711", "person.surname": "Reuter"})
    assert set(first.leads.values()) == set(second.leads.values())


@pytest.mark.django_db
def test_an_id_of_a_company_says_nothing_about_persons_who_come_with_it_later() -> None:
    make.arrive({"company.name": "Alpha GmbH", "source.id": "7"})
    anna = {"company.name": "Alpha GmbH", "person.given": "Anna", "source.id": "7"}
    first, again = make.arrive(anna), make.arrive(anna)
    assert set(first.leads.values()) == set(again.leads.values())
