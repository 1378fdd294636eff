"""The page of a lead: who sees what of it, what may be done, and every mistake stands where it was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadflow.agenda import queries as agenda
from leadflow.handover import services as handover
from leadflow.leads import keeping as kept
from leadflow.leads import queries as leads
from leadflow.leads import services as leads_services
from leadflow.leads.models import Contact, Lead, Note
from leadflow.people.models import Proposal
from leadflow.qualification import services as qualification
from tests import make
from tests.cast import browser, user
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena() -> Client:
    return browser("lena")


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def handed(to: str = "ben") -> Lead:
    """A lead that sales has."""
    lead, by = make.lead(), make.actor(user("lena"))
    ref = make.seen(lead, user("lena"))
    leads_services.set_heat(ref, "warm", by=by, now=NOW)
    judged = qualification.Verdict(ref, "ready", reason="all the same")
    qualification.give_verdicts([judged], by=by, now=NOW)
    handover.hand_over(ref, to=user(to).id, by=by, now=NOW)
    return fresh(lead)


ACTS = (
    "", "/journal", "/ask/ready", "/file/1", "/verdict", "/verdict/undo", "/hand-over", "/take-back", "/touch",
    "/promise", "/revisit", "/owner", "/put-back", "/phase", "/fact", "/contact", "/note",
    "/note/1/remove", "/tag", "/file", "/file/1/remove", "/consent", "/proposal", "/apart",
    "/point", "/point/main", "/point/wrong", "/role", "/unsay/1/1", "/belongs",
)  # fmt: skip
READ = ("", "/journal", "/ask/ready", "/file/1")


@pytest.mark.parametrize("who", ["dan", "ben", "pia", "cleo"])
@pytest.mark.parametrize("act", ACTS)
def test_what_one_may_not_see_is_not_there(who: str, act: str) -> None:
    client, url = browser(who), f"/lead/{make.lead().public_id}{act}"
    answer = client.get(url) if act in READ else client.post(url)
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_lead_that_does_not_exist_is_not_there(lena: Client, act: str) -> None:
    url = f"/lead/0190a0a0-0000-7000-8000-000000000000{act}"
    assert (lena.get(url) if act in READ else lena.post(url)).status_code == 404


@pytest.mark.parametrize("who", ["ben", "pia"])
@pytest.mark.parametrize("act", [act for act in ACTS if act not in READ])
def test_sales_sees_the_lead_that_was_handed_over_and_leaves_the_developing_alone(who: str, act: str) -> None:
    lead, client = handed(who), browser(who)
    assert client.get(f"/lead/{lead.public_id}").status_code == 200
    assert client.post(f"/lead/{lead.public_id}{act}").status_code == 404


def test_a_partner_sees_neither_points_nor_notes_nor_journal() -> None:
    lead = handed("pia")
    kept.write_note(make.seen(lead, user("lena")), "Nur für uns", by=make.actor(user("lena")), now=NOW)
    pia = browser("pia")
    page = pia.get(f"/lead/{lead.public_id}").text
    assert lead.title in page
    assert not any(
        word in page for word in ("Nur für uns", "Points as a sum", 'id="journal"', 'class="grade')
    )
    assert pia.get(f"/lead/{lead.public_id}/journal").status_code == 404


def test_marketing_reads_and_changes_nothing() -> None:
    lead, ada = make.lead(), browser("ada")
    assert ada.get(f"/lead/{lead.public_id}").status_code == 200
    assert ada.post(f"/lead/{lead.public_id}/note", {"note": "hallo"}).status_code == 404


def test_points_stay_hidden_until_the_first_impression_and_then_explain_themselves(lena: Client) -> None:
    lead = make.lead()
    assert "appears after your first impression" in lena.get(f"/lead/{lead.public_id}").text
    lena.post(f"/today/{lead.public_id}/heat", {"heat": "skipped"})
    page = lena.get(f"/lead/{lead.public_id}").text
    assert "asked us" in page
    assert "appears after your first impression" not in page


def test_what_is_missing_is_visible_and_leads_to_its_question(lena: Client) -> None:
    lead = make.lead()
    page = lena.get(f"/lead/{lead.public_id}").text
    assert "?ask=fact:lead.budget" in page
    assert "Technical decider" in page
    assert "requested" in lena.get(f"/lead/{lead.public_id}?ask=fact:lead.budget").text


def test_a_fact_stated_by_hand_is_known_from_then_on(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/lead/{lead.public_id}/fact", {"fact": "lead.budget_amount", "answer": "18,000"})
    assert make.facts(lead)["lead.budget_amount"] == 18_000
    assert "€18,000" in lena.get(f"/lead/{lead.public_id}").text


def test_a_german_reads_and_types_german_numbers() -> None:
    lena, lead = browser("lena", language="de"), make.lead()
    lena.post(f"/lead/{lead.public_id}/fact", {"fact": "lead.budget_amount", "answer": "1.306.000 €"})
    assert "1.306.000 €" in lena.get(f"/lead/{lead.public_id}").text


@pytest.mark.parametrize(
    ("act", "sent", "kept"),
    [
        ("fact", {"fact": "lead.budget_amount", "answer": "about that"}, "about that"),
        ("contact", {"person.given": "Rosa", "person.mail": "no mail"}, "no mail"),
        ("note", {"note": "   "}, ""),
        ("touch", {"kind": "smoke", "note": "Rauchzeichen"}, "Rauchzeichen"),
        ("touch", {"kind": "visit", "worked": "long"}, "long"),
        ("promise", {"at": "sometime"}, "sometime"),
        ("promise", {"at": "2020-01-01T10:00"}, "2020-01-01T10:00"),
        ("revisit", {"on": "2020-01-01"}, "2020-01-01"),
        ("revisit", {}, ""),
        ("owner", {"owner": "999999"}, ""),
        ("verdict", {"outcome": "disqualify", "reason": "no such reason"}, ""),
        ("verdict", {"outcome": "ready", "to": "routed", "message": "bitte bald"}, "bitte bald"),
        ("verdict", {"outcome": "not_yet", "on": "never"}, "never"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    lena: Client, act: str, sent: dict[str, str], kept: str
) -> None:
    lead = make.lead()
    answer = lena.post(f"/lead/{lead.public_id}/{act}", sent)
    assert answer.status_code == 422
    assert kept in answer.text


def test_a_contact_joins_and_a_missing_role_is_filled(lena: Client) -> None:
    lead = make.lead()
    sent = {"person.surname": "Maier", "person.role": "controller", "person.phone": "07251 938211"}
    lena.post(f"/lead/{lead.public_id}/contact", sent)
    assert Contact.objects.filter(lead=lead).count() == 2
    assert "Maier" in lena.get(f"/lead/{lead.public_id}").text


def test_what_a_person_said_about_calls_holds_at_once(lena: Client) -> None:
    lead = make.lead()
    person = min(leads.snapshots([lead.id])[lead.id].contacts)
    sent = {"person": str(person), "said": "phone.objected"}
    assert lena.post(f"/lead/{lead.public_id}/consent", sent).status_code == 303
    assert "wants no calls" in lena.get(f"/lead/{lead.public_id}").text


def test_nobody_else_s_contact_can_be_spoken_for(lena: Client) -> None:
    lead, other = make.lead(), make.lead()
    person = min(leads.snapshots([other.id])[other.id].contacts)
    sent = {"person": str(person), "said": "phone.objected"}
    assert lena.post(f"/lead/{lead.public_id}/consent", sent).status_code == 404


def test_a_note_is_kept_removed_and_brought_back(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/lead/{lead.public_id}/note", {"note": "Am liebsten <b>morgens</b>"})
    assert "Am liebsten &lt;b&gt;morgens&lt;/b&gt;" in lena.get(f"/lead/{lead.public_id}").text
    note = Note.objects.get()
    lena.post(f"/lead/{lead.public_id}/note/{note.id}/remove")
    assert Note.objects.get().removed_at is not None
    lena.post(f"/lead/{lead.public_id}/note/{note.id}/remove?restore")
    assert Note.objects.get().removed_at is None


def test_tags_come_and_go(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/lead/{lead.public_id}/tag", {"add": "LogiMAT, Größe"})
    lena.post(f"/lead/{lead.public_id}/tag", {"remove": "LogiMAT"})
    assert fresh(lead).tags == ["Größe"]


def test_a_file_comes_back_as_a_download_and_never_runs_here(lena: Client) -> None:
    lead = make.lead()
    sent = SimpleUploadedFile("Lageplan.pdf", b"%PDF-1.7 plan of line two", content_type="application/pdf")
    assert lena.post(f"/lead/{lead.public_id}/file", {"file": sent}).status_code == 303
    url = next(
        part
        for part in lena.get(f"/lead/{lead.public_id}").text.split('"')
        if f"/lead/{lead.public_id}/file/" in part
    )
    answer = lena.get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == (
        "nosniff",
        "application/octet-stream",
    )
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 plan of line two"  # type: ignore[attr-defined]


def test_a_program_is_refused_in_words(lena: Client) -> None:
    lead = make.lead()
    sent = SimpleUploadedFile("tool.exe", b"MZ\x90\x00" + b"\x00" * 200)
    answer = lena.post(f"/lead/{lead.public_id}/file", {"file": sent})
    assert answer.status_code == 422
    assert "tool.exe" in answer.text


def test_the_next_thing_is_what_a_human_plans(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/lead/{lead.public_id}/revisit", {"on": "2027-02-01"})
    due = agenda.item(lead.id)
    assert due is not None
    assert (due.kind, due.due_at.date().isoformat()) == ("revisit", "2027-02-01")
    assert "as you planned" in lena.get(f"/lead/{lead.public_id}").text


def test_an_owner_is_set_and_given_back(lena: Client) -> None:
    lead, ida = make.lead(), user("ida")
    lena.post(f"/lead/{lead.public_id}/owner", {"owner": str(ida.id)})
    assert fresh(lead).owner_id == ida.id
    lena.post(f"/lead/{lead.public_id}/owner", {"owner": "nobody"})
    assert fresh(lead).owner_id is None


def test_the_phase_set_by_hand_is_shown_as_such(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/lead/{lead.public_id}/phase", {"phase": "investigation"})
    assert "set by hand" in lena.get(f"/lead/{lead.public_id}").text


def test_a_verdict_is_given_and_taken_back(lena: Client) -> None:
    lead = make.lead()
    lena.post(f"/lead/{lead.public_id}/verdict", {"outcome": "not_yet", "when": ""})
    assert fresh(lead).stage == "nurturing"
    lena.post(f"/lead/{lead.public_id}/verdict/undo")
    assert fresh(lead).stage == "qualifying"


def test_an_offer_nobody_answered_is_taken_back(lena: Client) -> None:
    lead = handed()
    assert "Take back" in lena.get(f"/lead/{lead.public_id}").text
    lena.post(f"/lead/{lead.public_id}/take-back")
    assert fresh(lead).stage == "ready"


def test_likeness_is_asked_on_the_page_and_answered_once(lena: Client) -> None:
    make.lead(company_name="Nordhaus GmbH", company_postcode="33602")
    lead = make.lead(company_name="Nordhaus GmbH", person_surname="Lohse", mail="lohse@nordhaus.example")
    proposal = Proposal.objects.get()
    assert "Maybe the same company as Nordhaus GmbH" in lena.get(f"/lead/{lead.public_id}").text
    sent = {"proposal": str(proposal.id), "same": "no"}
    assert lena.post(f"/lead/{lead.public_id}/proposal", sent).status_code == 303
    assert lena.post(f"/lead/{lead.public_id}/proposal", sent).status_code == 422
    assert "Maybe the same" not in lena.get(f"/lead/{lead.public_id}").text


def test_two_leads_become_one_and_two_again(lena: Client) -> None:
    older = make.lead(company_name="Nordhaus GmbH", company_postcode="33602")
    younger = make.lead(company_name="Nordhaus GmbH", person_surname="Lohse", mail="lohse@nordhaus.example")
    sent = {"proposal": str(Proposal.objects.get().id), "same": "yes"}
    answer = lena.post(f"/lead/{younger.public_id}/proposal", sent, follow=True)
    assert fresh(younger).merged_into_id == older.id
    assert answer.redirect_chain[-1][0] == f"/lead/{older.public_id}"
    merge = answer.text.split('name="merge" value="')[1].split('"')[0]
    lena.post(f"/lead/{older.public_id}/apart", {"merge": merge})
    assert fresh(younger).merged_into_id is None


def test_the_journal_tells_what_happened_and_by_whom(lena: Client) -> None:
    lead = make.lead()
    ref, by = make.seen(lead, user("lena")), make.actor(user("lena"))
    call = qualification.Call(ref, "not_reached", note="Mailbox", seconds=120)
    qualification.log_call(call, by=by, now=NOW - timedelta(minutes=1))
    page = lena.get(f"/lead/{lead.public_id}").text
    assert all(word in page for word in ("Call, 2 min", "Unreached. Mailbox", "Lena Vogt", "Lead opened"))
    assert "Lead opened" not in lena.get(f"/lead/{lead.public_id}?journal=decisions").text


def test_a_lead_costs_a_bounded_number_of_queries(
    lena: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = make.lead()
    with django_assert_max_num_queries(90):
        lena.get(f"/lead/{lead.public_id}")
