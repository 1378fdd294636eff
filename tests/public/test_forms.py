"""A stranger asks, confirms, and is answered: kept at once, a lead once it is confirmed, nothing changes on GET."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from leadflow.agenda import queries as agenda
from leadflow.content import services as content
from leadflow.content.rules import Tags
from leadflow.content.services import Wanted
from leadflow.delivery import links, sending
from leadflow.files import services as files
from leadflow.intake import confirming, knocking
from leadflow.intake.doors.form import HONEYPOT
from leadflow.intake.models import Arrival, Confirmation
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead, Touch
from leadflow.leads.queries import snapshots
from leadflow.privacy import queries as privacy
from tests import cast, make
from tests.clock import NOW
from tests.mailbox import Mailbox, body
from tests.public.conftest import Clock

FORM = "/p/form/whitepaper?l=en"
SENT = {
    "token": "t1",
    "person.name": "Dr. Anna Reuter",
    "mail": "Anna.Reuter@reuter-bau.example",
    "company.name": "Reuter Bau GmbH",
    "consent": "mail",
}


def whitepaper() -> None:
    file = files.take(io.BytesIO(b"%PDF-1.4 paper"), "paper.pdf")
    content.add(
        Wanted("Das Whitepaper", "whitepaper", Tags(), key="whitepaper", file=file), by=SYSTEM, now=NOW
    )


def send(stranger: Client, **changed: str) -> str:
    """The address one is led to."""
    answer = stranger.post(FORM, SENT | changed)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def delivered(box: Mailbox, clock: Clock) -> None:
    sending.send_due(now=lambda: clock.now)


def link(text: str, kind: str) -> str:
    found = re.search(rf"https://leads\.muster\.example({re.escape(links.PATHS[kind])}\S+)", text)
    assert found, text
    return found[1]


def confirmed(stranger: Client, box: Mailbox, clock: Clock) -> str:
    """Sent and confirmed; the address of the receipt."""
    send(stranger)
    delivered(box, clock)
    answer = stranger.post(link(body(box.mails[-1]), "confirm"))
    assert answer.status_code == 303
    delivered(box, clock)
    return str(answer["Location"])


def test_what_was_sent_waits_until_it_is_confirmed(stranger: Client, box: Mailbox, clock: Clock) -> None:
    assert send(stranger) == "/p/thanks/whitepaper?l=en"
    arrival = Arrival.objects.get()
    assert (arrival.state, Lead.objects.count()) == ("unconfirmed", 0)
    delivered(box, clock)
    (mail,) = box.mails
    assert mail["To"] == "anna.reuter@reuter-bau.example"
    assert "Hello Dr. Reuter," in body(mail)
    page = stranger.get(link(body(mail), "confirm"))
    assert b"Yes, that was me" in page.content
    assert (Arrival.objects.get().state, Lead.objects.count()) == ("unconfirmed", 0)
    assert make.balance_closes()


def test_one_click_makes_the_lead_and_the_proof(stranger: Client, box: Mailbox, clock: Clock) -> None:
    confirmed(stranger, box, clock)
    lead = Lead.objects.get()
    assert (lead.title, lead.channel) == ("Reuter Bau GmbH", "download")
    proof = Confirmation.objects.get()
    assert proof.confirmed_at == NOW
    assert "send me information" in proof.wording["mail"]
    (person,) = snapshots([lead.id])[lead.id].contacts
    stands = {stand.purpose: stand.stand for stand in privacy.of_persons([person])[person]}
    assert stands == {"mail": "given"}
    assert make.balance_closes()


def test_a_second_click_changes_nothing(stranger: Client, box: Mailbox, clock: Clock) -> None:
    confirmed(stranger, box, clock)
    before = len(box.raw)
    again = stranger.post(link(body(box.mails[0]), "confirm"))
    delivered(box, clock)
    assert again.status_code == 303
    assert (Lead.objects.count(), len(box.raw)) == (1, before)


def test_the_same_page_sent_twice_is_one_arrival(stranger: Client, box: Mailbox, clock: Clock) -> None:
    send(stranger)
    send(stranger)
    delivered(box, clock)
    assert (Arrival.objects.count(), len(box.raw)) == (1, 1)
    send(stranger, **{"company.name": "Anders GmbH"})
    assert Arrival.objects.count() == 2


def test_the_receipt_says_with_whom_and_by_when(stranger: Client, box: Mailbox, clock: Clock) -> None:
    cast.user("lena")
    page = stranger.get(confirmed(stranger, box, clock)).content.decode()
    assert "Lena Vogt" in page
    item = agenda.item(Lead.objects.get().id)
    assert item is not None
    assert f"{item.deadline_at.astimezone():%B} 24" in page
    assert "Reuter" not in page


def test_the_acknowledgement_comes_in_the_name_of_whoever_answers(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    cast.user("lena")
    whitepaper()
    confirmed(stranger, box, clock)
    mail = box.mails[-1]
    assert mail["From"] == "Lena Vogt <post@muster.example>"
    assert mail["Reply-To"] == "lena@muster.example"
    assert "Tuesday, November 24" in body(mail)
    assert link(body(mail), "piece")
    assert link(body(mail), "receipt")
    assert link(body(mail), "you")


def test_taking_the_piece_counts_and_looking_at_it_does_not(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    whitepaper()
    confirmed(stranger, box, clock)
    address = link(body(box.mails[-1]), "piece")
    assert b"Das Whitepaper" in stranger.get(address).content
    assert not Touch.objects.exists()
    answer = stranger.post(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 paper"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    touch = Touch.objects.get()
    assert (touch.kind, touch.inbound) == ("download", True)
    assert b"".join(stranger.post(address).streaming_content) == b"%PDF-1.4 paper"  # type: ignore[attr-defined]
    assert Touch.objects.count() == 1
    assert Lead.objects.get().stage == "new"


def test_a_machine_in_the_honeypot_is_kept_as_noise(stranger: Client, box: Mailbox, clock: Clock) -> None:
    assert send(stranger, **{HONEYPOT: "http://spam.example"}) == "/p/thanks/whitepaper?l=en"
    delivered(box, clock)
    assert (Arrival.objects.get().state, box.raw) == ("noise", [])
    assert make.balance_closes()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mail": ""}, "This is missing."),
        ({"mail": "anna"}, "The @ is missing. What you typed is kept."),
        ({"mail": "a@b@c.example"}, "one address only"),
        ({"person.name": "x" * 201}, "This is too long."),
    ],
)
def test_mistakes_stand_beside_their_field(stranger: Client, changed: dict[str, str], words: str) -> None:
    answer = stranger.post(FORM, SENT | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Reuter Bau GmbH" in page
    assert not Arrival.objects.exists()


def test_what_a_stranger_types_is_shown_as_text(stranger: Client) -> None:
    answer = stranger.post(FORM, SENT | {"mail": "", "company.name": "<script>alert(1)</script>"})
    assert b"<script>" not in answer.content


def test_nobody_can_flood_a_mailbox_through_a_form(stranger: Client, box: Mailbox, clock: Clock) -> None:
    for at in range(knocking.TO_ONE_MAILBOX):
        send(stranger, token=f"t{at}")
    answer = stranger.post(FORM, SENT | {"token": "more"})
    assert answer.status_code == 429
    delivered(box, clock)
    assert len(box.raw) == knocking.TO_ONE_MAILBOX
    clock.now = NOW + knocking.WINDOW + timedelta(seconds=1)
    send(stranger, token="later")


def test_what_nobody_confirms_is_forgotten_and_still_counted(
    stranger: Client, box: Mailbox, clock: Clock
) -> None:
    send(stranger)
    delivered(box, clock)
    clock.now = NOW + timedelta(days=8)
    assert confirming.forget_unconfirmed(now=clock.now) == 1
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.content) == ("erased", None)
    assert make.balance_closes()
    answer = stranger.post(link(body(box.mails[0]), "confirm"))
    assert answer.status_code == 410
    assert b"This link has expired" in answer.content


def test_no_link_can_be_made_up(stranger: Client, box: Mailbox, clock: Clock) -> None:
    receipt = confirmed(stranger, box, clock)
    token = receipt.rpartition("/")[2].partition("?")[0]
    for kind, path in links.PATHS.items():
        if kind != "offer":
            assert stranger.get(f"{path}{token[:-2]}AA").status_code == 404
            assert stranger.get(f"{path}x").status_code == 404
    assert stranger.get(f"{links.PATHS['confirm']}{token}").status_code == 404


def test_the_paths_in_mails_are_those_of_the_pages() -> None:
    for kind in ("confirm", "receipt", "you", "stop", "piece"):
        assert reverse(f"public:{kind}", args=["x"]) == f"{links.PATHS[kind]}x"


def test_one_decides_what_may_be_sent(stranger: Client, box: Mailbox, clock: Clock) -> None:
    confirmed(stranger, box, clock)
    address = link(body(box.mails[-1]), "you")
    (person,) = snapshots([Lead.objects.get().id])[Lead.objects.get().id].contacts

    def stand() -> dict[str, str]:
        return {one.purpose: one.stand for one in privacy.of_persons([person])[person]}

    page = stranger.get(address).content.decode()
    assert page.count("checked") == 3
    assert stand() == {"mail": "given"}
    clock.now = NOW + timedelta(minutes=1)
    assert b"Kept." in stranger.post(address, {"purpose": ["phone", "letter"]}).content
    assert stand() == {"mail": "withdrawn"}
    clock.now = NOW + timedelta(minutes=2)
    stranger.post(address, {})
    assert stand() == {"mail": "withdrawn", "phone": "objected", "letter": "objected"}


def test_unsubscribing_takes_one_click_and_never_a_look(stranger: Client, box: Mailbox, clock: Clock) -> None:
    confirmed(stranger, box, clock)
    (person,) = snapshots([Lead.objects.get().id])[Lead.objects.get().id].contacts
    address = f"/p/stop/{links.sealed('stop', person)}"
    assert b"Stop the mails" in stranger.get(address).content
    assert privacy.stands([person], "mail") == {person: "given"}
    clock.now = NOW + timedelta(minutes=1)
    stranger.post(address, {"List-Unsubscribe": "One-Click"})
    assert privacy.stands([person], "mail") == {person: "withdrawn"}
    again = stranger.post(address)
    assert again.status_code == 200


def test_strangers_get_no_cookie_and_a_strict_page(stranger: Client) -> None:
    answer = stranger.get(FORM)
    assert not answer.cookies
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    inside = stranger.get(f"{FORM}&frame=1")
    assert "frame-ancestors *" in inside["Content-Security-Policy"]
    assert "X-Frame-Options" not in inside


def test_the_form_speaks_both_languages(stranger: Client) -> None:
    assert b"Get the white paper" in stranger.get("/p/form/whitepaper?l=en").content
    german = stranger.get("/p/form/whitepaper?l=de").content.decode()
    assert "Ihre geschäftliche E-Mail" in german
    assert stranger.get("/p/form/nonsense").status_code == 404
