"""Where visitors come from, what known persons are asked, and what is said at the end."""

from __future__ import annotations

from django.test import Client

from leadflow.delivery import links
from leadflow.intake.models import Arrival, Confirmation
from leadflow.leads.models import Campaign, Lead
from leadflow.leads.queries import snapshots
from tests import make
from tests.mailbox import Mailbox, body
from tests.public.conftest import Clock
from tests.public.test_forms import FORM, SENT, delivered, link, whitepaper

ANNA = {
    "person.given": "Anna",
    "person.surname": "Reuter",
    "mail": "anna.reuter@reuter-bau.example",
    "company.name": "Reuter Bau GmbH",
}
SAID = ("Reuter", "reuter-bau", "Anna")


def personal() -> str:
    """The address of Anna's own link."""
    (lead,) = make.arrive(ANNA).leads.values()
    (person,) = snapshots([lead])[lead].contacts
    return f"{FORM}&you={links.sealed('form', person)}"


def test_the_address_of_the_page_tells_channel_campaign_medium_and_referrer(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    page = f"{FORM}&utm_source=google&utm_medium=cpc&utm_campaign=Rollenbahn&utm_term=palettieren"
    shown = stranger.get(page, headers={"referer": "https://www.fachblatt.example/heft?leser=anna"})
    assert b'name="ref" value="https://www.fachblatt.example/heft?leser=anna"' in shown.content
    stranger.post(page, SENT | {"ref": "https://www.fachblatt.example/heft?leser=anna"})
    delivered(box, clock)
    stranger.post(link(body(box.mails[-1]), "confirm"))
    lead = Lead.objects.get()
    assert (lead.channel, Campaign.objects.get(id=lead.campaign_id or 0).name) == ("ads", "Rollenbahn")
    assert (lead.facts["lead.medium"], lead.facts["lead.referrer"]) == ("cpc", "fachblatt.example/heft")
    assert "leser" not in str(Arrival.objects.get().content)
    assert not shown.cookies


def test_a_known_person_is_asked_what_is_open_and_shown_nothing(stranger: Client) -> None:
    page = stranger.get(personal()).content.decode()
    assert "When shall it begin?" in page
    assert "How far are you?" in page
    assert "What is it about?" not in page
    assert 'name="mail"' not in page
    assert not [word for word in SAID if word in page]


def test_what_a_known_person_says_joins_the_lead_without_another_mail(stranger: Client) -> None:
    page = personal()
    answer = stranger.post(page, {"token": "t", "lead.timing": "quarter"})
    assert "/p/receipt/" in answer["Location"]
    lead = Lead.objects.get()
    assert lead.facts["lead.timing"] == "quarter"
    assert set(Arrival.objects.values_list("state", flat=True)) == {"opened", "joined"}
    assert Confirmation.objects.get().confirmed_at is None
    further = stranger.get(page).content.decode()
    assert "When shall it begin?" not in further
    assert "What is it about?" in further
    assert make.balance_closes()


def test_a_link_of_ones_own_proves_no_other_address(stranger: Client, box: Mailbox, clock: Clock) -> None:
    answer = stranger.post(
        personal(), {"token": "t", "lead.timing": "quarter", "mail": "victim@kern.example"}
    )
    assert "/p/thanks/" in answer["Location"]
    assert Arrival.objects.filter(state="unconfirmed").count() == 1
    delivered(box, clock)
    assert link(body(box.mails[-1]), "confirm")


def test_a_consent_by_a_link_of_ones_own_is_confirmed_by_mail(stranger: Client) -> None:
    stranger.post(personal(), {"token": "t", "lead.timing": "quarter", "consent": "mail"})
    asked = Arrival.objects.get(state="unconfirmed")
    assert asked.content["mail"] == ANNA["mail"]


def test_with_nothing_left_to_ask_nothing_is_asked(stranger: Client) -> None:
    page = personal()
    for said in ({"lead.timing": "quarter", "lead.decision_stage": "deciding"}, {"lead.need": "Rollen"}):
        stranger.post(page, {"token": str(said), **said})
    assert b"no further question" in stranger.get(page).content


def test_a_link_that_is_not_ours_makes_a_stranger(stranger: Client) -> None:
    personal()
    for token in ("x", links.sealed("form", 10**15), links.sealed("you", 1), "a" * 3000):
        page = stranger.get(f"{FORM}&you={token}")
        assert page.status_code == 200
        assert b'name="mail"' in page.content


def test_after_the_piece_its_reader_may_say_more(stranger: Client, box: Mailbox, clock: Clock) -> None:
    whitepaper()
    stranger.post(FORM, SENT)
    delivered(box, clock)
    stranger.post(link(body(box.mails[-1]), "confirm"))
    delivered(box, clock)
    page = stranger.get(link(body(box.mails[-1]), "piece")).content.decode()
    assert "/p/form/whitepaper?you=" in page
