"""Today: the ordered list with its reasons, the lead in work, and the two keys that finish it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.agenda import queries as agenda
from leadflow.agenda import services as planning
from leadflow.leads import queries as leads
from leadflow.leads.models import Lead, Touch
from leadflow.qualification import services as qualification
from tests import make
from tests.cast import browser, user
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena() -> Client:
    return browser("lena")


def finish(client: Client, lead: Lead, outcome: str, **more: str) -> Any:
    sent = {"outcome": outcome, "opened": (NOW - timedelta(minutes=5)).isoformat(), **more}
    return client.post(f"/today/{lead.public_id}/outcome", sent)


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def test_a_new_lead_says_where_it_came_from_and_until_when_it_is_answered(lena: Client) -> None:
    make.lead()
    page = lena.get("/").text
    assert "New from Website" in page
    assert "answer within 02:00" in page


def test_a_broken_promise_is_red_and_leads(lena: Client) -> None:
    late, new = make.lead(now=NOW - timedelta(hours=2)), make.lead()
    ref, by = make.seen(late, user("lena")), make.actor(user("lena"))
    at = NOW - timedelta(minutes=4)
    call = qualification.Call(ref, "callback", call_again_at=at)
    qualification.log_call(call, by=by, now=NOW - timedelta(hours=1))
    page = lena.get("/").text
    assert "4 min late" in page
    assert page.index(late.title) < page.index(new.title)


def test_the_grade_is_hidden_until_the_first_impression(lena: Client) -> None:
    lead = make.lead()
    assert 'class="grade new"' in lena.get("/").text
    lena.post(f"/today/{lead.public_id}/heat", {"heat": "hot"})
    assert 'class="grade new"' not in lena.get("/").text
    assert fresh(lead).heat == "hot"


def test_the_page_claims_the_lead_it_shows_and_others_see_it(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/today/{lead.public_id}/claim")
    page = browser("ida").get(f"/?lead={lead.public_id}").text
    assert "Lena Vogt is at work on this lead" in page
    assert "data-key" not in page[page.index('id="outcome"') :].split("</form>")[0]


def test_nobody_works_on_what_somebody_else_has_in_hand(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/today/{lead.public_id}/claim")
    answer = finish(browser("ida"), lead, "not_reached", note="mine too")
    assert answer.status_code == 422
    assert "mine too" in answer.text
    assert not Touch.objects.exists()


def test_an_answer_is_kept_at_once_and_the_next_question_follows(lena: Client) -> None:
    lead = make.lead()
    sent = {"fact": "lead.need", "answer": "Zwei Linien"}
    part = lena.post(f"/today/{lead.public_id}/answer", sent, HTTP_HX_REQUEST="true").text
    assert make.facts(lead)["lead.need"] == "Zwei Linien"
    assert "1 of 10 known" in part


@pytest.mark.parametrize(
    ("fact", "typed"), [("lead.budget_amount", "many"), ("lead.budget", "none of these"), ("lead.need", "  ")]
)
def test_an_answer_that_is_none_stands_where_it_was_typed(lena: Client, fact: str, typed: str) -> None:
    lead = make.lead()
    answer = lena.post(
        f"/today/{lead.public_id}/answer", {"fact": fact, "answer": typed}, HTTP_HX_REQUEST="true"
    )
    assert answer.status_code == 422
    assert "mistake" in answer.text
    assert fact not in make.facts(lead)


@pytest.mark.parametrize("outcome", ["callback", "not_yet", "disqualify", "ready"])
def test_an_outcome_that_asks_more_keeps_what_was_typed(lena: Client, outcome: str) -> None:
    lead = make.lead()
    answer = finish(lena, lead, outcome, note="Ruft lieber nachmittags an")
    assert answer.status_code == 422
    assert "Ruft lieber nachmittags an" in answer.text
    assert 'class="inline-ask"' in answer.text
    assert not Touch.objects.exists()


def test_a_promise_is_what_comes_next_and_belongs_to_whoever_gave_it(lena: Client) -> None:
    lead, at = make.lead(), NOW + timedelta(hours=3)
    answer = finish(lena, lead, "callback", when=at.isoformat(), note="gern")
    assert answer.status_code == 303
    due = agenda.item(lead.id)
    assert due is not None
    assert (due.kind, due.due_at, due.owner) == ("promise", at, user("lena").id)


def test_a_promise_in_the_past_is_refused_in_words(lena: Client) -> None:
    lead = make.lead()
    answer = finish(lena, lead, "callback", at="2026-11-20T10:00", note="bleibt")
    assert answer.status_code == 422
    assert "It lies in the past" in answer.text
    assert "bleibt" in answer.text


def test_not_reached_plans_the_next_try(lena: Client) -> None:
    lead = make.lead()
    finish(lena, lead, "not_reached")
    due = agenda.item(lead.id)
    assert due is not None
    assert due.kind == "retry"


def test_out_with_a_reason_and_back_again(lena: Client) -> None:
    lead = make.lead()
    answer = finish(lena, lead, "disqualify", reason="too_small")
    assert fresh(lead).stage == "disqualified"
    assert f"/lead/{lead.public_id}/verdict/undo" in lena.get(answer["Location"]).text
    lena.post(f"/lead/{lead.public_id}/verdict/undo")
    assert fresh(lead).stage == "qualifying"


def test_ready_without_its_gates_names_what_is_missing(lena: Client) -> None:
    lead = make.lead()
    answer = finish(lena, lead, "ready", to="routed")
    assert answer.status_code == 422
    assert "Clarify the budget" in answer.text
    assert fresh(lead).stage != "ready"


def test_ready_all_the_same_goes_to_sales_in_one_step(lena: Client) -> None:
    lead, ben = make.lead(), user("ben")
    finish(lena, lead, "ready", to=f"u{ben.id}", override="Der Chef kennt sie")
    assert (fresh(lead).stage, fresh(lead).sales_owner_id) == ("handed_over", ben.id)


def test_working_time_is_measured_and_can_be_corrected(lena: Client) -> None:
    finish(lena, make.lead(), "not_reached")
    finish(lena, make.lead(), "not_reached", worked="2:30")
    assert list(Touch.objects.order_by("id").values_list("seconds", flat=True)) == [300, 150]


def test_after_an_outcome_the_next_lead_is_there(lena: Client) -> None:
    first, second = make.lead(now=NOW - timedelta(hours=1)), make.lead()
    assert f"<h2>{first.title}</h2>" in lena.get("/").text
    answer = finish(lena, first, "not_reached")
    page = lena.get(answer["Location"]).text
    assert f"<h2>{second.title}</h2>" in page
    assert f'data-draft-done="{first.public_id}"' in page


def test_an_objection_to_calls_stands_beside_the_number(lena: Client) -> None:
    lead = make.lead()
    person = str(min(leads.snapshots([lead.id])[lead.id].contacts))
    lena.post(f"/lead/{lead.public_id}/consent", {"person": person, "said": "phone.objected"})
    page = lena.get("/").text
    assert "wants no calls" in page
    assert 'href="tel:' not in page


def test_the_list_is_paged_by_key(lena: Client) -> None:
    for minutes in range(45):
        make.lead(now=NOW - timedelta(minutes=minutes))
    page = lena.get("/").text
    onward = page.split('href="?after=')[1].split('"')[0]
    assert page.count("data-queue-row") == 30
    assert lena.get(f"/?after={onward.replace('&amp;', '&')}").text.count("data-queue-row") == 15


@pytest.mark.parametrize("after", ["x", "1~", "9e99~1", "~", "1~x", "nan~1"])
def test_a_page_key_nobody_made_begins_at_the_start(lena: Client, after: str) -> None:
    assert lena.get("/", {"after": after}).status_code == 200


def test_an_empty_day_says_so() -> None:
    make.lead()
    assert "All done for now" in browser("dan").get("/").text


def test_a_house_without_leads_says_how_the_first_comes_in(lena: Client) -> None:
    page = lena.get("/").text
    assert ("No lead is here yet" in page, 'href="/intake/import"' in page) == (True, True)


@pytest.mark.parametrize("who", ["ben", "pia", "ada", "cleo"])
def test_who_does_not_qualify_has_no_today(who: str) -> None:
    lead = make.lead()
    assert browser(who).post(f"/today/{lead.public_id}/heat", {"heat": "hot"}).status_code == 404


def test_another_team_sees_nothing_of_it() -> None:
    lead = make.lead()
    dan = browser("dan")
    assert lead.title not in dan.get("/").text
    assert dan.get(f"/?lead={lead.public_id}").status_code == 404
    assert finish(dan, lead, "not_reached").status_code == 404


def test_the_cost_of_today_does_not_grow_with_its_leads(
    lena: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for minutes in range(30):
        make.lead(now=NOW - timedelta(minutes=minutes))
    with django_assert_max_num_queries(55):
        lena.get("/")


def test_a_promise_of_the_team_leads_however_long_the_queue_is(lena: Client) -> None:
    late = [make.lead(NOW - timedelta(days=20)) for _ in range(45)]
    promised, ida = late[-1], user("ida")
    planning.promise(make.seen(promised, ida), NOW + timedelta(minutes=30), by=make.actor(ida), now=NOW)
    page = lena.get("/").text
    assert page.index(promised.title) < page.index(late[0].title)
