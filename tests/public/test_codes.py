"""Coupons, reply cards and personal addresses: counted once, told apart afterwards, and never guessed."""

from __future__ import annotations

import pytest
from django.test import Client

from leadflow.intake import cards, codes, coding
from leadflow.intake.codes import Wanted
from leadflow.intake.models import Arrival, Code
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads.models import Campaign, Lead
from leadflow.leads.queries import snapshots
from leadflow.privacy import services as privacy
from leadflow.privacy.services import Said
from tests import fold, make
from tests.clock import NOW
from tests.mailbox import Mailbox, body
from tests.public.conftest import Clock
from tests.public.test_forms import delivered, link
from tests.public.test_known import ANNA, SAID

COUPON = Wanted("coupon", "mailing", "Herbstmailing", "solution", "contact")
LETTER = Wanted("personal", "mailing", "Weckruf", "solution", "whitepaper")
FILLED = {
    "token": "t",
    "person.name": "Anna Reuter",
    "mail": "anna@reuter-bau.example",
    "company.name": "Reuter Bau GmbH",
    "lead.need": "Rollenbahn",
}


def coupon(count: int = 1) -> str:
    codes.make(COUPON, count, by=SYSTEM, now=NOW)
    return Code.objects.order_by("-id").values_list("code", flat=True)[0]


def letter() -> tuple[str, int]:
    """Anna's personal code, and Anna."""
    (lead,) = make.arrive(ANNA).leads.values()
    (person,) = snapshots([lead])[lead].contacts
    codes.make_personal(LETTER, [person], by=SYSTEM, now=NOW)
    return Code.objects.get().code, person


def test_a_typed_code_leads_to_the_form_of_its_campaign(stranger: Client, box: Mailbox, clock: Clock) -> None:
    code = coupon()
    led = stranger.post("/p/code?l=en", {"code": f" {coding.shown(code).lower()}"})
    assert led["Location"] == f"/p/c/{code}?l=en"
    assert coding.shown(code) in stranger.get(led["Location"]).content.decode()
    assert Code.objects.get().uses == 0
    stranger.post(led["Location"], FILLED)
    delivered(box, clock)
    stranger.post(link(body(box.mails[-1]), "confirm"))
    lead = Lead.objects.get()
    assert (lead.channel, Campaign.objects.get(id=lead.campaign_id or 0).name) == ("mailing", "Herbstmailing")
    assert health.examine() == []
    assert make.balance_closes()


def test_a_code_counts_once_and_later_uses_are_told_apart(stranger: Client) -> None:
    code = coupon(4)
    for token in ("a", "a", "b"):
        stranger.post(f"/p/c/{code}?l=en", FILLED | {"token": token})
    assert Arrival.objects.count() == 2
    line = codes.series()[0]
    assert (line.count, line.redeemed, line.repeated) == (4, 1, 1)
    assert list(codes.responses().values()) == [(1, 4)]
    assert Code.objects.get(code=code).arrival_id == Arrival.objects.order_by("id")[0].id


@pytest.mark.parametrize("text", ["", "x", "ABCDE-FGHJK", "'; DROP TABLE", "\x00" * 9, "A" * 9999])
def test_what_is_no_code_is_told_so(stranger: Client, text: str) -> None:
    coupon()
    assert stranger.post("/p/code", {"code": text}).status_code == 422


def test_guessing_is_stopped_and_the_right_code_is_no_guess(stranger: Client) -> None:
    right = coupon()
    for guess in coding.make(30):
        assert stranger.post("/p/code", {"code": guess}).status_code == 422
    assert stranger.post("/p/code", {"code": coding.make(1)[0]}).status_code == 429
    assert stranger.get(f"/p/c/{coding.make(1)[0]}").status_code == 429
    assert stranger.post("/p/code", {"code": right}).status_code == 303


def test_a_personal_address_asks_what_is_open_and_shows_nothing_known(stranger: Client) -> None:
    code, _ = letter()
    page = stranger.get(f"/p/c/{code}?l=en").content.decode()
    assert "When shall it begin?" in page
    assert not [word for word in SAID if word in page]
    stranger.post(f"/p/c/{code}?l=en", {"token": "t", "lead.timing": "quarter"})
    lead = Lead.objects.get()
    assert lead.facts["lead.timing"] == "quarter"
    assert codes.series()[0].redeemed == 1


def test_a_personal_address_proves_no_other_mail_address(stranger: Client) -> None:
    code, _ = letter()
    said = {"token": "t", "lead.timing": "quarter", "mail": "victim@kern.example"}
    assert "/p/thanks/" in stranger.post(f"/p/c/{code}?l=en", said)["Location"]
    assert Arrival.objects.get(state="unconfirmed").content["mail"] == "victim@kern.example"


def test_somebody_else_with_the_letter_is_a_stranger(stranger: Client) -> None:
    code, _ = letter()
    page = stranger.get(f"/p/c/{code}?l=en&other=1").content
    assert b'name="mail"' in page


def test_who_objected_to_letters_gets_none() -> None:
    code, person = letter()
    assert code
    privacy.record_consent(Said(person, "letter", "objected", "own_page", NOW), by=SYSTEM, now=NOW)
    with pytest.raises(Refusal, match="nobody_to_reach"):
        codes.make_personal(LETTER, [person], by=SYSTEM, now=NOW)


def test_a_card_is_typed_in_by_hand_and_the_same_card_is_one(stranger: Client) -> None:
    code = coupon()
    said = {"person.name": "Anna Reuter", "company.name": "Reuter Bau GmbH", "phone": "0731 123456"}
    first = cards.enter(coding.shown(code), said, by=SYSTEM, now=NOW)
    again = cards.enter(code, said, by=SYSTEM, now=NOW)
    other = cards.enter(code, said | {"note": "Bitte anrufen"}, by=SYSTEM, now=NOW)
    assert (first.opened, first.again, first.same) == (True, False, False)
    assert (again.lead, again.same) == (first.lead, True)
    assert (other.lead, other.again, other.same) == (first.lead, True, False)
    assert Code.objects.get().uses == 2
    assert fold.differences() == []
    with pytest.raises(Refusal, match="card_empty"):
        cards.enter(code, {}, by=SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        cards.enter(coding.make(1)[0], said, by=SYSTEM, now=NOW)
    assert health.examine() == []


def test_on_a_personal_card_the_code_says_whose_it_is() -> None:
    code, _ = letter()
    entered = cards.enter(code, {}, by=SYSTEM, now=NOW)
    assert (entered.lead, entered.opened) == (Lead.objects.get().id, False)


def test_after_an_erasure_the_address_belongs_to_nobody(stranger: Client) -> None:
    code, person = letter()
    privacy.erase(person, by=SYSTEM, now=NOW)
    assert Code.objects.get().person_id is None
    assert b'name="mail"' in stranger.get(f"/p/c/{code}?l=en").content
