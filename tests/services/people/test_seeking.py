"""Who is there twice is found whatever door they came by, asked about once, joined where nothing speaks against it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadflow.journal import services as journal
from leadflow.journal.traces import Subject
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.people import alike, erasing, learning, queries, seeking
from leadflow.people.models import Join, Person, Proposal, Sought, Statement, Trait, Weights
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Clusters, Of
from leadflow.playbook import queries as playbook
from tests import make
from tests.clock import NOW
from tests.rules.people.lists import contacts
from tests.rules.people.measured import pairs

pytestmark = pytest.mark.django_db(transaction=True)
"""The journal is read by cursor: only what is committed is told."""

ANNA = {
    "person.given": "Anna",
    "person.surname": "Großmann",
    "person.mail": "anna.grossmann@muster.example",
    "person.phone": "+49725193821",
    "company.name": "Muster Metallbau GmbH",
    "company.postcode": "76646",
    "company.city": "Bruchsal",
}
KEYS = {"person.mail": "mail", "person.phone": "phone"}


def policy() -> MatchingPolicy:
    return playbook.at(NOW).section(MatchingPolicy)


def arrive(*rows: dict[str, str]) -> None:
    make.arrive(*({KEYS.get(key, key): value for key, value in row.items()} for row in rows))


def sought() -> None:
    while seeking.seek(policy(), now=NOW):
        pass


def test_who_slips_in_the_name_and_comes_by_another_address_is_asked_about_or_joined() -> None:
    arrive(ANNA)
    sought()
    arrive(
        {**ANNA, "person.surname": "Grosmann", "person.mail": "a.grosmann@gmx.example", "person.phone": ""}
    )
    sought()
    found = Proposal.objects.filter(kind="person").count() + Join.objects.filter(kind="person").count()
    assert found == 1


def test_colleagues_are_not_asked_about() -> None:
    arrive(ANNA)
    arrive(
        {
            **ANNA,
            "person.given": "Uwe",
            "person.surname": "Koch",
            "person.mail": "u.koch@muster.example",
            "person.phone": "",
        }
    )
    sought()
    assert not Proposal.objects.filter(kind="person").exists()
    assert not Join.objects.exists()


def test_looking_again_asks_nothing_again() -> None:
    arrive(ANNA, {**ANNA, "person.surname": "Grosmann", "person.mail": "", "person.phone": ""})
    sought()
    before = list(Proposal.objects.values_list("id")), list(Join.objects.values_list("id"))
    Sought.objects.all().delete()
    traits = Trait.objects.count()
    sought()
    assert (list(Proposal.objects.values_list("id")), list(Join.objects.values_list("id"))) == before
    assert Trait.objects.count() == traits


def test_the_home_finds_what_a_list_would_find() -> None:
    answered = contacts(150, seed=21, repeated=0.3)
    columns = {
        "Vorname": "person.given",
        "Nachname": "person.surname",
        "Firma": "company.name",
        "E-Mail": "mail",
    }
    columns |= {
        "Telefon": "phone",
        "Straße": "company.street",
        "PLZ": "company.postcode",
        "Ort": "company.city",
    }
    for start in range(0, len(answered.rows), 60):
        make.arrive(*({columns[k]: v for k, v in row.items()} for row in answered.rows[start : start + 60]))
        sought()
    found, joined, wrong = _judged(answered.truth)
    assert wrong == 0
    assert found / pairs(answered.truth) >= 0.9
    assert joined / pairs(answered.truth) >= 0.7


def _judged(truth: tuple[int, ...]) -> tuple[int, int, int]:
    """Pairs of rows of one that are one here or asked about; that are one; that are one and should not be."""

    rows = list(
        Statement.objects.filter(arrival_id__isnull=False)
        .order_by("arrival_id")
        .values_list("person_id", flat=True)
    )
    ends = queries.standing(Of.PERSON, [r for r in rows if r])
    who = [ends[r] if r else -at for at, r in enumerate(rows)]
    asked: Clusters[int] = Clusters()
    for older, newer in Proposal.objects.filter(kind="person").values_list("older_id", "newer_id"):
        one, other = (
            queries.standing(Of.PERSON, [older, newer]).values() if older != newer else (older, older)
        )
        if {truth[at] for at, w in enumerate(who) if w == one} == {
            truth[at] for at, w in enumerate(who) if w == other
        }:
            asked.together(one, other)
    joined = pairs(who)
    right = pairs(zip(who, truth, strict=True))
    return pairs(zip((asked.root(w) for w in who), truth, strict=True)), right, joined - right


def test_typing_shows_who_is_meant_before_the_last_key() -> None:
    arrive(ANNA)
    sought()
    typed = alike.alike(
        {"person.given": "Anna", "person.surname": "Grosmann", "company.name": "Muster Metallbau"}, policy()
    )
    assert [one.name for one in typed if one.of.value == "person"] == ["Anna Großmann"]
    assert typed[0].tells["surname"] == "slips" or typed[1].tells["surname"] == "slips"


def test_an_address_is_known_the_moment_it_came() -> None:
    arrive(ANNA)
    found = alike.alike({"person.mail": "Anna.Grossmann@Muster.example"}, policy())
    assert [(one.name, one.certain) for one in found] == [("Anna Großmann", True)]


def test_typing_costs_the_same_in_a_full_home() -> None:
    arrive(ANNA)
    sought()
    with CaptureQueriesContext(
        connection,
    ) as few:
        alike.alike({"person.surname": "Großmann", "company.name": "Muster"}, policy())
    arrive(
        *(
            {**ANNA, "person.given": f"Uwe{at}", "person.mail": f"{at}@x{at}.example", "person.phone": ""}
            for at in range(80)
        )
    )
    sought()
    with CaptureQueriesContext(connection) as many:
        alike.alike({"person.surname": "Großmann", "company.name": "Muster"}, policy())
    assert len(many) <= len(few) + 4
    assert len(few) <= 20


def test_an_erased_person_leaves_no_trait() -> None:

    arrive(ANNA)
    sought()
    person = Person.objects.get()
    assert Trait.objects.filter(kind="person").exists()
    subject = Subject(frozenset({person.id}))
    journal.change(lambda change: erasing.erase(change, subject), by=SYSTEM, now=NOW)
    assert not Trait.objects.filter(kind="person").exists()


def alike_but(monkeypatch: pytest.MonkeyPatch, error: Exception) -> MatchingPolicy:
    """Two that are joined, were there not an error in it."""

    def fails(*_: object, **__: object) -> None:
        raise error

    arrive(ANNA, {**ANNA, "person.surname": "Grosmann", "person.mail": "", "person.phone": ""})
    monkeypatch.setattr(learning, "join_alike", fails)
    return policy().model_copy(update={"certain_from": 0.01, "asked_from": 0.01})


def test_two_that_cannot_be_joined_are_asked_about_and_hold_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certain = alike_but(monkeypatch, ValueError())
    while seeking.seek(certain, now=NOW):
        pass
    assert Proposal.objects.filter(kind="person").count() == 1


def test_where_others_keep_winning_the_search_tries_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    certain = alike_but(monkeypatch, Refusal("busy"))
    with pytest.raises(Refusal, match="busy"):
        seeking.seek(certain, now=NOW)
    assert not Sought.objects.exists()


def test_at_night_the_home_learns_its_own_weights() -> None:
    columns = {"Vorname": "person.given", "Nachname": "person.surname", "E-Mail": "mail"}
    rows = contacts(560, seed=31, repeated=0).rows
    make.arrive(*({name: row[heading] for heading, name in columns.items()} for row in rows))
    seeking.learn(policy(), now=NOW)
    assert Weights.objects.filter(kind="person").exists()
    arrive(ANNA)
    sought()
