"""A lead typed in one line: read, kept, joined where somebody says so."""

from __future__ import annotations

import re

import pytest

from leadflow.intake.models import Arrival
from leadflow.journal import health
from leadflow.leads import services
from leadflow.leads.models import Contact, Lead
from tests import cast, make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
LINE = "Sabine Reuter, Muster GmbH, 0731 555 12, s.reuter@muster.example, wants a quote"


def keep(line: str = LINE, who: str = "lena", **more: str):  # type: ignore[no-untyped-def]
    return cast.browser(who).post("/hand", {"line": line, "token": "t1", "back": "/intake", **more})


def test_enter_keeps_the_line_as_a_lead() -> None:
    answer = keep()
    assert (answer.status_code, answer["Location"]) == (303, "/intake")
    facts = make.facts(Lead.objects.get())
    assert (facts["person.surname"], facts["person.phone"], facts["lead.need"]) == (
        "Reuter",
        "+4973155512",
        "wants a quote",
    )
    assert (Arrival.objects.get().receipt.door, Lead.objects.get().channel) == ("hand", "phone")
    assert make.balance_closes()


def test_the_same_page_sent_twice_is_one_arrival() -> None:
    keep()
    keep()
    assert Arrival.objects.count() == 1


def test_a_field_somebody_corrected_counts() -> None:
    keep(**{"f:person.name": "Sabine Maria Reuter", "w:person.name": "Sabine Reuter"})
    assert make.facts(Lead.objects.get())["person.given"] == "Sabine Maria"


def test_who_names_nobody_is_told_and_the_line_stays() -> None:
    answer = keep("wants something until tomorrow")
    assert (answer.status_code, Arrival.objects.count()) == (422, 0)
    assert 'value="wants something until tomorrow"' in answer.text


def test_while_typing_the_fields_and_the_known_leads_are_shown() -> None:
    lead = make.lead(company_name="Muster GmbH", person_surname="Kern", mail="kern@muster.example")
    answer = cast.browser("lena").post("/hand/read", {"line": "Reuter, Muster GmbH"})
    assert re.search(r'name="f:company.name" value="Muster GmbH"', answer.text)
    assert str(lead.public_id) in answer.text
    assert "same company" in answer.text
    assert Arrival.objects.filter(receipt__door="hand").count() == 0


@pytest.mark.parametrize(
    ("line", "why"), [("anna@berg.example", "same mail"), ("Berg, 0731 99911", "same number")]
)
def test_known_ones_are_found_by_mail_and_number(line: str, why: str) -> None:
    make.lead(person_surname="Berg", person_given="Anna", mail="anna@berg.example", phone="0731 99911")
    assert why in cast.browser("lena").post("/hand/read", {"line": line}).text


def test_what_one_may_not_see_is_not_shown_as_known() -> None:
    make.lead(person_surname="Berg", mail="anna@berg.example", company_name="Berg GmbH")
    assert "Berg GmbH" not in cast.browser("dan").post("/hand/read", {"line": "anna@berg.example"}).text


def test_join_there_adds_the_person_to_the_chosen_lead() -> None:
    lead = make.lead(company_name="Altwerk AG", person_surname="Kern", mail="kern@altwerk.example")
    keep("Jonas Blum, jonas.blum@other.example, wants a workshop", into=str(lead.public_id))
    assert (Lead.objects.count(), Arrival.objects.order_by("-id")[0].state) == (1, "joined")
    assert Contact.objects.filter(lead=lead).count() == 2
    assert make.facts(lead)["lead.need"] == "wants a workshop"


@pytest.mark.parametrize("into", ["nonsense", "0192c0de-0000-7000-8000-000000000000"])
def test_a_lead_that_is_not_there_cannot_be_joined(into: str) -> None:
    assert keep(into=into).status_code in (404, 422)
    assert Arrival.objects.count() == 0


def test_only_who_captures_finds_the_page() -> None:
    assert cast.browser("pia").get("/hand").status_code == 404
    assert cast.browser("ben").get("/hand").status_code == 200


def test_reading_asks_the_database_a_bounded_number_of_times(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for at in range(12):
        make.lead(
            company_name="Muster GmbH",
            company_postcode=f"1000{at % 10}",
            person_surname=f"Kern{at}",
            mail=f"k{at}@muster.example",
        )
    browser = cast.browser("lena")
    browser.post("/hand/read", {"line": LINE})
    with django_assert_max_num_queries(24):
        browser.post("/hand/read", {"line": LINE})


def undo(who: str = "lena"):  # type: ignore[no-untyped-def]
    typed = Arrival.objects.filter(receipt__door="hand").order_by("-id")[0]
    return cast.browser(who).post(
        f"/hand/arrival/{typed.public_id}/undo", headers={"referer": "http://x/intake"}
    )


def test_undo_takes_the_line_back_as_if_it_had_never_been_typed() -> None:
    keep()
    assert undo()["Location"] == "/intake"
    assert Arrival.objects.get().state == "undone"
    assert cast.browser("lena").get("/leads").text.count("Muster GmbH") == 0
    assert make.balance_closes()
    assert health.examine() == []


def test_undo_takes_back_only_this_line_and_not_the_others_of_the_day() -> None:
    lead = make.lead(company_name="Altwerk AG", person_surname="Kern", mail="kern@altwerk.example")
    keep("Jonas Blum, j.blum@other.example, wants a workshop", into=str(lead.public_id), token="a")
    keep("Jonas Blum, j.blum@other.example, wants two workshops", into=str(lead.public_id), token="b")
    undo()
    assert sorted(Arrival.objects.filter(receipt__door="hand").values_list("state", flat=True)) == [
        "joined",
        "undone",
    ]
    assert health.examine() == []


def test_what_somebody_worked_with_stays_and_is_told() -> None:
    keep()
    services.set_heat(
        make.seen(Lead.objects.get(), cast.user("lena")), "hot", by=make.actor(cast.user("lena")), now=NOW
    )
    undo()
    assert Arrival.objects.get().state == "opened"


def test_only_who_typed_it_takes_it_back() -> None:
    keep()
    assert undo("ida").status_code == 404
