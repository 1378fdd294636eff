"""Sales answers by link, without a login: the dossier, one tap, a reminder, and back when nobody answers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from leadflow.accounts import services as accounts
from leadflow.agenda import queries as agenda
from leadflow.delivery import links, sending
from leadflow.handover import reminding, services
from leadflow.handover.models import Offer
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Verdict
from tests import cast, fold, make
from tests.clock import NOW
from tests.mailbox import Mailbox, body
from tests.public.conftest import Clock


def offered(*, message: str = "Budget ist freigegeben.", to: str = "") -> LeadRef:
    """Handed over by Lena to sales."""
    lead = make.lead(
        company_name="Sauter Elektro GmbH",
        person_surname="Sauter",
        mail="sauter@sauter.example",
        phone="+493023125100",
    )
    ref, by = make.seen(lead, cast.user("lena")), make.actor(cast.user("lena"))
    cast.user("ben")
    qualification.give_verdicts([Verdict(ref, "ready", reason="es eilt")], by=by, now=NOW)
    services.hand_over(ref, by=by, now=NOW, message=message, to=cast.user(to).id if to else None)
    return ref


def address(box: Mailbox, clock: Clock, at: int = -1) -> str:
    sending.send_due(now=lambda: clock.now)
    found = re.search(r"https://leads\.muster\.example(/p/offer/\S+)", body(box.mails[at]))
    assert found
    return found[1]


def stage(ref: LeadRef) -> str:
    return Lead.objects.get(id=ref.id).stage


def test_sales_gets_the_dossier_by_mail_and_accepts_with_one_tap(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    ref = offered()
    link = address(box, clock)
    (mail,) = box.mails
    assert mail["To"] == "Ben Arnold <ben@muster.example>"
    assert mail["Subject"] == "For you: Sauter Elektro GmbH"
    assert "Hello Ben Arnold," in body(mail)
    page = stranger.get(link).content.decode()
    assert "Budget ist freigegeben." in page
    assert "23125100" in page
    assert stage(ref) == "handed_over"
    answer = stranger.post(link, {"answer": "accept"})
    assert "is yours now" in answer.content.decode()
    assert stage(ref) == "accepted"
    assert Offer.objects.get().answered_by_id == cast.user("ben").id
    assert (fold.differences(), health.examine()) == ([], [])
    again = stranger.post(link, {"answer": "accept"})
    assert again.status_code == 422
    assert "answered meanwhile" in again.content.decode()


def test_it_goes_back_with_a_reason_and_never_without(stranger: Client, box: Mailbox, clock: Clock) -> None:
    ref = offered()
    link = address(box, clock)
    without = stranger.post(link, {"answer": "return"})
    assert without.status_code == 422
    assert "choose a reason" in without.content.decode()
    assert stage(ref) == "handed_over"
    stranger.post(link, {"answer": "return", "reason": "not_ripe", "note": "Erst im Mai."})
    assert stage(ref) == "nurturing"
    assert Offer.objects.get().note == "Erst im Mai."
    after = stranger.get(link).content.decode()
    assert "Sauter" not in after


def test_whoever_was_deactivated_sees_nothing(stranger: Client, box: Mailbox, clock: Clock) -> None:
    offered()
    link = address(box, clock)
    accounts.deactivate(cast.user("ben").id, by=SYSTEM, now=NOW)
    assert stranger.get(link).status_code == 404


def test_an_offer_link_is_good_for_its_offer_and_reader_only(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    offered()
    address(box, clock)
    lena = links.sealed("offer", Offer.objects.get().id, cast.user("lena").id)
    assert stranger.get(f"/p/offer/{lena}").status_code == 404
    assert stranger.get(f"/p/offer/{links.sealed('offer', 999, cast.user('ben').id)}").status_code == 404
    assert stranger.get(f"/p/offer/{links.sealed('offer', 1)}").status_code == 404


def test_one_person_is_told_when_it_is_offered_to_one(box: Mailbox, clock: Clock) -> None:
    offered(to="ben")
    sending.send_due(now=lambda: clock.now)
    assert [mail["To"] for mail in box.mails] == ["Ben Arnold <ben@muster.example>"]


def test_a_reminder_comes_once_before_the_deadline(box: Mailbox, clock: Clock) -> None:
    offered()
    by = Offer.objects.get().answer_by
    assert reminding.run(now=NOW) == (0, 0)
    clock.now = by - timedelta(hours=1)
    assert reminding.run(now=clock.now) == (1, 0)
    assert reminding.run(now=clock.now) == (0, 0)
    sending.send_due(now=lambda: clock.now)
    assert box.mails[-1]["Subject"] == "Still open: Sauter Elektro GmbH"


def test_silent_sales_loses_the_lead_and_it_stands_on_today_again(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    ref = offered()
    link = address(box, clock)
    by = Offer.objects.get().answer_by
    assert reminding.run(now=by + timedelta(hours=1)) == (0, 0)
    clock.now = by + timedelta(days=4)
    assert reminding.run(now=clock.now) == (0, 1)
    assert (stage(ref), Offer.objects.get().state) == ("ready", "lapsed")
    due = agenda.item(ref.id)
    assert due is not None
    assert (due.kind, due.reason) == ("handover", {"do": "hand_over"})
    assert "went back" in stranger.get(link).content.decode()
    assert (fold.differences(), health.examine()) == ([], [])


@pytest.mark.parametrize("who", ["ben", "lena"])
def test_the_dossier_is_one_page_on_the_desk(who: str) -> None:
    ref = offered()
    page = cast.browser(who).get(f"/handover/{ref.public_id}/dossier")
    assert page.status_code == 200
    assert "Sauter Elektro GmbH" in page.content.decode()
