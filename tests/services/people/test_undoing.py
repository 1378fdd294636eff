"""Joining and merging, then undoing it, is as if it had never been, whatever happened between."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadflow.agenda.models import Item
from leadflow.journal.models import Entry
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as leads
from leadflow.leads import twice
from leadflow.leads.models import Contact, Lead, Merge
from leadflow.leads.services import TouchMade, log_touch, set_heat
from leadflow.people import learning
from leadflow.people.models import Company, Join, Person, Proposal
from leadflow.people.rules import Of
from leadflow.scoring import services as scoring
from leadflow.scoring.models import Score
from tests import make
from tests.cast import user
from tests.clock import NOW
from tests.fold import differences
from tests.house import emptied

pytestmark = pytest.mark.django_db

PEOPLE: Final = (
    {
        "person.given": "Anna",
        "person.surname": "Reuter",
        "mail": "reuter@alpha.example",
        "company.name": "Alpha GmbH",
    },
    {
        "person.given": "Anna",
        "person.surname": "Reuther",
        "mail": "a.reuther@gmx.example",
        "lead.need": "Pumpen",
    },
    {
        "person.given": "Uwe",
        "person.surname": "Krahl",
        "mail": "krahl@beta.example",
        "company.name": "Beta AG",
    },
)
ACTS: Final = ("touch", "heat", "ask", "ask with a firm", "answer")
LATER: Final = NOW + timedelta(days=90)
LEFT_OUT: Final = {"version", "public_id", "set_at", "recorded_at", "as_of"}


def told(before: Sequence[tuple[str, int]], between: Sequence[tuple[str, int]], *, joined: bool) -> list[Any]:
    """The whole house in the end, with a join that was undone or without one."""
    with emptied():
        user("lena")
        for row in PEOPLE:
            make.arrive(row)
        proposal = _proposal()
        _do(before, {0: 0, 1: 1, 2: 2}, 1)
        if joined:
            twice.decide(proposal, same=True, by=make.actor(user("lena")), now=NOW + timedelta(hours=5))
            assert Merge.objects.filter(undone_at__isnull=True).count() == 1
        _do(_with_the_standing_one(before, between), {0: 0, 1: 1, 2: 2}, 6)
        if joined:
            twice.part(Join.objects.get().id, by=make.actor(user("lena")), now=NOW + timedelta(hours=8))
        while scoring.fade(now=NOW + timedelta(days=2)):
            pass
        assert differences() == []
        return _described()


def _with_the_standing_one(
    before: Sequence[tuple[str, int]], between: Sequence[tuple[str, int]]
) -> list[tuple[str, int]]:
    """What is said meanwhile stays with the rows that stand; whoever only points is spoken of by nobody."""
    worked = {who for act, who in before if act in ("touch", "heat")}
    lead = 1 if 1 in worked and 0 not in worked else 0
    asks = 0 if lead == 0 else 2
    return [(act, who if who == 2 else lead if act in ("touch", "heat") else asks) for act, who in between]


def _proposal() -> int:
    older, newer = Person.objects.order_by("id").values_list("id", flat=True)[:2]
    row = Proposal(id=1, kind="person", older_id=older, newer_id=newer, reason="alike", proposed_at=NOW)
    row.save()
    return row.id


def _do(acts: Sequence[tuple[str, int]], of: dict[int, int], hour: int) -> None:
    for at, (act, who) in enumerate(acts):
        now = NOW + timedelta(hours=hour, minutes=at)
        lead = Lead.objects.order_by("id")[of[who]]
        lena = user("lena")
        if act == "touch":
            log_touch(make.seen(lead, lena), TouchMade("call", note=f"{at}"), by=make.actor(lena), now=now)
        elif act == "heat":
            with suppress(Refusal):
                set_heat(make.seen(lead, lena), "hot", by=make.actor(lena), now=now)
        else:
            extra = {"company.name": "Gamma KG"} if act == "ask with a firm" else {"company.industry": "it"}
            make.arrive({**PEOPLE[of[who]], **extra}, now=now)


def _described() -> list[Any]:
    tables: tuple[type[Model], ...] = (Lead, Item, Contact, Person, Company, Score)
    rows = {
        table.__name__: [_plain(row) for row in table._default_manager.order_by("pk")] for table in tables
    }
    own = (
        "lead.merged",
        "lead.merge_undone",
        "people.joined",
        "people.join_undone",
        "people.proposal_decided",
    )
    again = ("agenda.set", "agenda.cleared", "lead.graded")
    journal = (
        Entry.objects.exclude(kind__in=(*own, *again))
        .order_by("id")
        .values_list("kind", "lead_id", "subject_id")
    )
    return [rows, list(journal), leads.balance()]


def _plain(row: Model) -> dict[str, Any]:
    names = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in names if name not in LEFT_OUT and name != "id"}


def _differing(parted: list[Any], never: list[Any]) -> list[Any]:
    """Named, so that a failure can be read."""
    rows, others = parted[0], never[0]
    fields = [
        (table, at, name, value, others[table][at][name])
        for table in rows
        for at, row in enumerate(rows[table])
        for name, value in row.items()
        if others[table][at][name] != value
    ]
    return [
        *fields,
        *((one, other) for one, other in zip(parted[1:], never[1:], strict=True) if one != other),
    ]


acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2)), max_size=4)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=acts, between=acts)
def test_joined_and_parted_is_as_never_joined(
    before: list[tuple[str, int]], between: list[tuple[str, int]]
) -> None:
    assert _differing(told(before, between, joined=True), told(before, between, joined=False)) == []


def test_an_answer_taken_back_opens_the_question_again() -> None:
    for row in PEOPLE:
        make.arrive(row)
    proposal = _proposal()
    twice.decide(proposal, same=True, by=SYSTEM, now=NOW)
    assert Lead.objects.filter(merged_into__isnull=False).count() == 1
    twice.reconsider(proposal, by=SYSTEM, now=LATER)
    assert Lead.objects.filter(merged_into__isnull=False).count() == 0
    assert Proposal.objects.filter(decided_at__isnull=True).count() == 1
    assert differences() == []


def test_a_company_that_was_taken_over_goes_back_with_its_lead() -> None:
    make.arrive(PEOPLE[1], PEOPLE[0])
    proposal = _proposal()
    twice.decide(proposal, same=True, by=SYSTEM, now=NOW)
    assert Lead.objects.get(merged_into__isnull=True).company_id is not None
    twice.part(Join.objects.get().id, by=SYSTEM, now=LATER)
    assert [lead.company_id is None for lead in Lead.objects.order_by("id")] == [True, False]
    assert differences() == []


def three_alike(touched: int | None = None) -> list[int]:
    """The joins by which the second and the third became one with the first, at once."""
    named = {"person.given": "Anna", "person.surname": "Reuter"}
    make.arrive(
        {**named, "mail": "a@alpha.example"}, {**named, "mail": "a@gmx.example", "lead.need": "Pumpen"}
    )
    make.arrive({**named, "mail": "a@web.example", "lead.alternative": "Ventile"})
    if touched is not None:
        lead, lena = Lead.objects.order_by("id")[touched], user("lena")
        log_touch(make.seen(lead, lena), TouchMade("call", note=""), by=make.actor(lena), now=NOW)
    learning.join_alike(Of.PERSON, sorted(Person.objects.values_list("id", flat=True)), now=NOW)
    return list(Join.objects.order_by("gone_id").values_list("id", flat=True))


def test_three_who_become_one_at_once_keep_what_each_of_them_said() -> None:
    second, _ = three_alike()
    known = {"lead.need": "Pumpen", "lead.alternative": "Ventile"}
    assert Lead.objects.get(merged_into__isnull=True).facts == known
    twice.part(second, by=SYSTEM, now=LATER)
    standing = Lead.objects.filter(merged_into__isnull=True).order_by("id")
    assert [lead.facts for lead in standing] == [{"lead.alternative": "Ventile"}, {"lead.need": "Pumpen"}]
    assert differences() == []


def test_who_is_parted_from_the_others_leaves_none_of_their_leads_behind() -> None:
    second, _ = three_alike(touched=1)
    worked = Lead.objects.get(merged_into__isnull=True)
    assert Lead.objects.filter(merged_into=worked).count() == 2
    twice.part(second, by=SYSTEM, now=LATER)
    assert not Lead.objects.filter(merged_into=worked).exists()
    assert differences() == []


def test_put_off_is_asked_last() -> None:
    make.arrive(*PEOPLE)
    proposal = _proposal()
    learning.put_off(proposal, later=True, by=SYSTEM, now=NOW)
    assert Proposal.objects.get().later_at == NOW
    learning.put_off(proposal, later=False, by=SYSTEM, now=NOW)
    assert Proposal.objects.get().later_at is None
