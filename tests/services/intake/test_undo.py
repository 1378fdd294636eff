"""An import is taken back as if it had never been: rows, figures and leads of others stand as before."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadflow.agenda.models import Item
from leadflow.files import queries as files
from leadflow.insight import channels, flow
from leadflow.intake import beginning, importing, keeping, queries, undoing
from leadflow.intake.models import Arrival, Receipt
from leadflow.journal import health
from leadflow.journal.services import Change, change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.leads import queries as leads
from leadflow.leads import services as lead_services
from leadflow.leads.models import Contact, Lead
from leadflow.people import learning
from leadflow.people.models import Company, Handle, Person, Statement
from leadflow.people.rules import Of
from leadflow.privacy import queries as privacy
from leadflow.scoring.queries import explain
from tests import fold, make
from tests.cast import user
from tests.clock import NOW
from tests.house import emptied
from tests.services.spine.test_same_leads import rows as some_rows

BEFORE = NOW - timedelta(seconds=2)
LATER = NOW + timedelta(minutes=5)
HEADINGS = {
    "company.name": "Firma", "company.postcode": "PLZ", "company.industry": "Branche", "person.given": "Vorname",
    "person.surname": "Nachname", "mail": "E-Mail", "phone": "Telefon", "source.id": "Externe ID",
    "objection.mail": "Keine E-Mail",
}  # fmt: skip
ANNA = {"company.name": "Alpha GmbH", "company.postcode": "10115", "person.surname": "Reuter",
        "mail": "reuter@alpha.example"}  # fmt: skip
BEA = {
    "company.name": "Beta KG",
    "person.surname": "Krahl",
    "mail": "krahl@beta.example",
    "company.industry": "it",
}


def listed(rows: Sequence[make.Row]) -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, list(HEADINGS.values()), delimiter=";", restval="")
    writer.writeheader()
    writer.writerows({HEADINGS[key]: text for key, text in row.items()} for row in rows)
    return out.getvalue().encode()


def imported(*rows: make.Row, name: str = "fair.csv") -> int:
    draft = beginning.begin(BytesIO(listed(rows)), name, by=SYSTEM, now=NOW)
    targets = {c.index: key for c in draft.columns.columns for key, h in HEADINGS.items() if c.heading == h}
    importing.start(draft.receipt, importing.Choices(targets), by=SYSTEM, now=NOW, in_background=False)
    importing.run(draft.receipt, clock=lambda: NOW)
    return draft.receipt


def undone(receipt: int) -> None:
    undoing.undo(receipt, by=SYSTEM, now=LATER)
    undoing.run(receipt, clock=lambda: LATER)


def states(receipt: int) -> dict[str, int]:
    return dict(queries.receipt_of(receipt).states)


def world() -> dict[str, Any]:
    """Everything that shows, without ids of rows that are gone and without versions."""
    living = Lead.objects.filter(erased_at__isnull=True).order_by("id")
    found = leads.snapshots([lead.id for lead in living])
    shots = {key: found[key] for key in sorted(found)}
    known = Person.objects.filter(erased_at__isnull=True)
    return {
        "leads": [
            (lead.id, lead.title, lead.stage, lead.company_id, lead.phase, lead.facts) for lead in living
        ],
        "seen": [(s.facts, s.roles, s.signals, s.contacts, s.firms, s.phase) for s in shots.values()],
        "contacts": sorted(
            Contact.objects.filter(lead__in=living).values_list("lead_id", "person_id", "company_id"), key=str
        ),
        "persons": list(known.order_by("id").values_list("id", "facts", "company_id", "joined_into_id")),
        "companies": list(
            Company.objects.filter(erased_at__isnull=True).order_by("id").values_list("id", "facts", "key")
        ),
        "handles": sorted(Handle.objects.values_list("kind", "value", "person_id", "company_id"), key=str),
        "next": list(Item.objects.order_by("lead_id").values_list("lead_id", "kind", "due_at", "reason")),
        "scores": [(s.id, explain(s, NOW).fit, explain(s, NOW).interest) for s in shots.values()],
        "consents": privacy.stands([one.id for one in known], "mail"),
        "flow": flow.flow(None, LATER),
        "channels": channels.lines(None, LATER),
        "stages": {k: n for k, n in leads.balance().states.items() if k != "undone"},
    }


def changed(before: dict[str, Any]) -> dict[str, Any]:
    now = world()
    return {key: (before[key], now[key]) for key in before if before[key] != now[key]}


def sound() -> None:
    assert fold.differences() == []
    assert list(health.examine()) == []
    assert (queries.balance().difference, leads.balance().difference) == (0, 0)


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=int(os.environ.get("LEADFLOW_UNDOS", "12")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(data=st.data())
def test_undo_is_the_identity_on_everybody_else(data: st.DataObject) -> None:
    with emptied():
        for row in data.draw(st.lists(some_rows(), max_size=4)):
            make.arrive(row, now=BEFORE)
        before = world()
        objecting = some_rows().map(lambda row: {**row, "objection.mail": "ja"})
        receipt = imported(*data.draw(st.lists(st.one_of(some_rows(), objecting), min_size=1, max_size=6)))
        first = states(receipt)
        undone(receipt)
        kept = undoing.kept(receipt, Arrival.objects.values_list("id", flat=True))
        assert {why.why for why in kept.values()} <= {"brought_together"}
        if not kept:
            assert states(receipt) == {"undone": sum(first.values())}
            assert changed(before) == {}
        sound()


@pytest.mark.django_db
def test_the_same_file_creates_again_what_was_undone() -> None:
    make.arrive(ANNA, now=BEFORE)
    rows = ({**ANNA, "phone": "0731 123456"}, BEA, {"company.industry": "it"})
    receipt = imported(*rows)
    first = states(receipt)
    undone(receipt)
    assert (states(receipt), states(imported(*rows))) == ({"undone": 3}, first)
    sound()


@pytest.mark.django_db
def test_what_the_list_knew_of_a_lead_of_others_is_not_known_any_more() -> None:
    lead = Lead.objects.get(id=next(iter(make.arrive(ANNA, now=BEFORE).leads.values())))
    undone(imported({**ANNA, "company.industry": "it", "phone": "0731 123456"}))
    assert not {"company.industry", "person.phone"} & leads.snapshots([lead.id])[lead.id].facts.keys()
    assert not Handle.objects.filter(kind="phone").exists()


@pytest.mark.django_db
def test_who_was_called_stays_and_is_named_with_what_was_done() -> None:
    receipt = imported(ANNA, BEA)
    anna = Lead.objects.get(title="Alpha GmbH")
    lena = user("lena")
    made = lead_services.TouchMade("mail", note="Hallo")
    lead_services.log_touch(make.seen(anna, lena), made, by=make.actor(lena), now=NOW)
    undone(receipt)
    kept = undoing.kept(receipt, Arrival.objects.values_list("id", flat=True))
    assert [(one.why, set(one.what)) for one in kept.values()] == [
        ("worked_on", {"lead.touched", "lead.moved"})
    ]
    assert (states(receipt), Lead.objects.get(id=anna.id).title) == ({"opened": 1, "undone": 1}, "Alpha GmbH")
    sound()


@pytest.mark.django_db
def test_who_is_called_while_it_is_judged_stays() -> None:
    receipt = imported(ANNA)
    arrivals, lena = list(Arrival.objects.values_list("id", flat=True)), user("lena")
    thoughts = [undoing.found(receipt, arrivals)]
    made = lead_services.TouchMade("mail", note="Hallo")
    lead_services.log_touch(make.seen(Lead.objects.get(), lena), made, by=make.actor(lena), now=NOW)

    def think(change: Change) -> None:
        undoing._let_go(change, thoughts.pop() if thoughts else undoing.found(receipt, arrivals))

    change(think, by=SYSTEM, now=LATER)
    assert (states(receipt), thoughts) == ({"opened": 1}, [])
    assert [one.why for one in undoing.kept(receipt, arrivals).values()] == ["worked_on"]
    sound()


@pytest.mark.django_db
def test_a_lead_that_somebody_else_asked_for_too_stays() -> None:
    receipt = imported(ANNA)
    make.arrive({**ANNA, "company.industry": "it"}, now=NOW + timedelta(minutes=1))
    undone(receipt)
    assert [
        one.why for one in undoing.kept(receipt, Arrival.objects.values_list("id", flat=True)).values()
    ] == ["asked_again"]
    sound()


@pytest.mark.django_db
def test_two_lists_are_taken_back_in_any_order() -> None:
    first, second = imported(ANNA), imported({**ANNA, "company.industry": "it"}, name="second.csv")
    undone(first)
    undone(second)
    undone(first)
    assert (states(first), states(second)) == ({"undone": 1}, {"undone": 1})
    assert not Lead.objects.filter(erased_at__isnull=True).exists()
    sound()


@pytest.mark.django_db
def test_nothing_personal_is_left_in_the_tables_of_who_is_gone() -> None:
    undone(imported(ANNA, BEA))
    tables = (Person, Company, Statement, Handle, Lead)
    told = [str(list(model._default_manager.values())) for model in tables]
    assert not [
        word for word in ("Reuter", "alpha.example", "Alpha", "Krahl") if any(word in t for t in told)
    ]


@pytest.mark.django_db
def test_an_undo_that_is_killed_goes_on_and_ends_once() -> None:
    make.arrive(ANNA, now=BEFORE)
    before = world()
    receipt = imported(*({**BEA, "person.surname": f"Krahl{n}", "mail": f"k{n}@b{n}.example",
                          "company.name": f"Beta {n} KG"} for n in range(12)), ANNA)  # fmt: skip
    undoing.undo(receipt, by=SYSTEM, now=LATER)

    class Dies:
        def progress(self, done: int, total: int | None = None) -> None:
            raise SystemExit

        def should_stop(self) -> bool:
            return False

    with pytest.raises(SystemExit):
        undoing.run(receipt, Dies(), clock=lambda: LATER, batch=5)
    assert states(receipt)["undone"] == 5
    undoing.run(receipt, clock=lambda: LATER)
    assert (states(receipt), changed(before)) == ({"undone": 13}, {})
    sound()


@pytest.mark.django_db
def test_an_import_at_work_is_not_taken_back() -> None:
    receipt = imported(ANNA)
    Receipt.objects.filter(id=receipt).update(state="running")
    with pytest.raises(Refusal, match="import_not_in_state"):
        undoing.undo(receipt, by=SYSTEM, now=LATER)


@pytest.mark.django_db
def test_the_list_stays_and_says_what_was_taken_back() -> None:
    receipt = imported(ANNA)
    undone(receipt)
    row = Receipt.objects.get(id=receipt)
    assert b"reuter@alpha.example" in files.read(row.file_id or 0, 0, 4_000)
    assert set(keeping.WORDS) >= {"worked_on", "asked_again"}


@pytest.mark.django_db
def test_two_of_the_list_that_turned_out_to_be_one_go_together() -> None:
    krahl = {"person.surname": "Krahl", "mail": "chef@alpha.example"}
    receipt = imported(
        krahl, {"person.surname": "Krahl", "phone": "+49731123456"}, {**krahl, "phone": "+49731123456"}
    )
    undone(receipt)
    assert states(receipt) == {"undone": 3}
    assert not Lead.objects.filter(erased_at__isnull=True).exists()
    sound()


@pytest.mark.django_db
def test_a_row_that_brought_two_others_together_stays_until_a_human_parts_them() -> None:
    krahl = {"person.surname": "Krahl", "mail": "chef@alpha.example"}
    make.arrive(krahl, now=BEFORE)
    make.arrive({"person.surname": "Krahl", "phone": "+49731123456"}, now=BEFORE)
    receipt = imported({**krahl, "phone": "+49731123456"})
    undone(receipt)
    assert states(receipt) == {"joined": 1}
    kept = undoing.kept(receipt, Arrival.objects.values_list("id", flat=True))
    assert [one.why for one in kept.values()] == ["brought_together"]
    sound()


@pytest.mark.django_db
def test_who_was_joined_to_somebody_because_they_are_alike_stays_until_a_human_parts_them() -> None:
    make.arrive(ANNA, now=BEFORE)
    receipt = imported(
        {**ANNA, "mail": "a.reuter@privat.example", "company.postcode": "", "company.name": ""}
    )
    learning.join_alike(Of.PERSON, sorted(Person.objects.values_list("id", flat=True)), now=NOW)
    undone(receipt)
    kept = undoing.kept(receipt, Arrival.objects.values_list("id", flat=True))
    assert [one.why for one in kept.values()] == ["brought_together"]
    sound()
