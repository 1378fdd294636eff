"""Mails leave through a real SMTP server: captured until the way is tested, held by gates, never twice by a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from leadflow.delivery import gates, outward, queries, sending, services
from leadflow.delivery.gates import Outgoing
from leadflow.delivery.models import Mail, Outward
from leadflow.delivery.outward import KEPT, Wanted
from leadflow.delivery.rendering import Link, Words, render
from leadflow.delivery.rules import PAUSES
from leadflow.delivery.services import Letter
from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from tests.clock import NOW
from tests.mailbox import Mailbox, body, connect, open_mailbox

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = render(
    Words(
        "Ihre Anfrage: größer & schöner",
        "Guten Tag,\n\nIhre Mail ist <angekommen>.\nWir melden uns.",
        "Müller & Söhne",
        button=Link("Ansehen", "https://leads.muster.example/x?a=1&b=2"),
        sender="Lena Vogt",
        foot=[Link("Abmelden", "https://leads.muster.example/u")],
    )
)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with open_mailbox() as found:
        yield found


def queue(*keys: str, sort: str = "staff", due: datetime | None = None) -> list[int]:
    letters = [
        Letter(key, sort, f"{key}@muster.example", WORDS, to_name="Änne Groß", due_at=due) for key in keys
    ]
    ids = journal.change(lambda c: services.queue_mails(c, letters), by=SYSTEM, now=NOW)
    return [key for key in ids if key is not None]


def send(at: datetime = NOW) -> int:
    return sending.send_due(now=lambda: at)


def states() -> list[str]:
    return list(Mail.objects.order_by("id").values_list("state", flat=True))


def test_until_the_way_is_tested_mails_are_captured(box: Mailbox) -> None:
    connect(box, tested=False)
    queue("a")
    send()
    assert (states(), box.raw) == (["captured"], [])


def test_a_mail_arrives_as_it_was_written(box: Mailbox) -> None:
    connect(box)
    queue("a")
    assert send() == 1
    (mail,) = box.mails
    assert mail["Subject"] == "Ihre Anfrage: größer & schöner"
    assert mail["To"] == "Änne Groß <a@muster.example>"
    assert mail["From"] == "Muster Maschinen GmbH <post@muster.example>"
    assert "Ihre Mail ist <angekommen>.\nWir melden uns." in body(mail).replace("\r\n", "\n")
    html = body(mail, "html")
    assert "&lt;angekommen&gt;" in html
    assert "Müller &amp; Söhne" in html
    assert "a=1&amp;b=2" in html
    assert states() == ["sent"]


def test_a_key_is_queued_once() -> None:
    assert len(queue("a")) == 1
    assert queue("a") == []
    assert Mail.objects.count() == 1


def test_a_header_cannot_be_slipped_in(box: Mailbox) -> None:
    connect(box)
    words = render(Words("Hallo\r\nBcc: evil@x.example", "Text", "Muster"))
    letter = Letter("x", "staff", "a@muster.example", words, to_name="A\r\nBcc: evil@x.example")
    journal.change(lambda c: services.queue_mails(c, [letter]), by=SYSTEM, now=NOW)
    send()
    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hallo Bcc: evil@x.example"


def test_what_is_not_due_waits(box: Mailbox) -> None:
    connect(box)
    queue("a", due=NOW + timedelta(hours=1))
    assert send() == 0
    assert send(NOW + timedelta(hours=1)) == 1


def test_a_gate_is_asked_when_it_is_sent(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(box)

    def gate(mail: Outgoing, now: datetime) -> str:
        return "objected" if mail.key == "b" else ""

    monkeypatch.setattr(gates, "_gates", [gate])
    queue("a", "b")
    send()
    assert states() == ["sent", "held"]
    assert Mail.objects.get(key="b").code == "objected"
    assert len(box.raw) == 1


def test_a_refused_address_is_not_tried_again(box: Mailbox) -> None:
    connect(box)
    box.refuse_address = "550 nobody here"
    queue("a")
    send()
    (mail,) = Mail.objects.all()
    assert (mail.state, mail.code) == ("failed", "address_refused")
    assert "nobody here" in mail.told


def test_a_busy_server_is_asked_again_later(box: Mailbox) -> None:
    connect(box)
    box.refuse_mail = "451 later please"
    queue("a")
    send()
    assert states() == ["waiting"]
    box.refuse_mail = ""
    assert send() == 0
    assert send(NOW + PAUSES[0]) == 1
    assert states() == ["sent"]


def test_a_server_that_stays_away_ends_as_failed_with_its_words() -> None:
    with open_mailbox() as box:
        connect(box)
    queue("a")
    at = NOW
    for pause in (*PAUSES, timedelta()):
        send(at)
        at += pause
    (mail,) = Mail.objects.all()
    assert (mail.state, mail.code, mail.attempts) == ("failed", "server_away", len(PAUSES) + 1)


@pytest.mark.parametrize(
    ("sort", "state"), [("plan", "uncertain"), ("confirm", "waiting"), ("staff", "waiting")]
)
def test_whoever_dies_while_sending_leaves_no_silence(box: Mailbox, sort: str, state: str) -> None:
    connect(box)
    (key,) = queue("a", sort="staff")
    Mail.objects.update(sort=sort)
    assert sending.claim(key, now=NOW) is not None
    assert sending.recover(now=NOW) == 0
    assert sending.recover(now=NOW + timedelta(minutes=5)) == 1
    assert states() == [state]


def test_a_human_sends_an_uncertain_mail_again(box: Mailbox) -> None:
    connect(box)
    (key,) = queue("a")
    Mail.objects.update(state="uncertain")
    services.send_again(key, by=SYSTEM, now=NOW)
    send()
    assert states() == ["sent"]
    with pytest.raises(Refusal, match="mail_not_stopped"):
        services.send_again(key, by=SYSTEM, now=NOW)


def test_a_dropped_mail_is_not_sent(box: Mailbox) -> None:
    connect(box)
    queue("a", "b")
    ids = list(Mail.objects.order_by("id").values_list("id", flat=True))
    dropped = journal.change(
        lambda c: services.drop(c, "stopped", ids=ids[:1], sorts=("staff",)), by=SYSTEM, now=NOW
    )
    send()
    assert (dropped, states(), len(box.raw)) == (1, ["dropped", "sent"], 1)


def test_prospects_get_nothing_without_a_permit() -> None:
    letter = Letter("x", "plan", "a@muster.example", WORDS)
    with pytest.raises(ValueError, match="permit"):
        journal.change(lambda c: services.queue_mails(c, [letter]), by=SYSTEM, now=NOW)


def test_other_settings_close_the_way_until_they_are_tested(box: Mailbox) -> None:
    connect(box)
    same = Wanted("127.0.0.1", box.port, "none", "", KEPT, "post@muster.example", "Ein anderer Name")
    outward.set_up(same, by=SYSTEM, now=NOW)
    assert queries.is_live()
    outward.set_up(
        Wanted("127.0.0.1", box.port, "none", "u", KEPT, "post@muster.example"), by=SYSTEM, now=NOW
    )
    assert not queries.is_live()


def test_the_password_is_not_readable_in_the_database(box: Mailbox) -> None:
    outward.set_up(
        Wanted("127.0.0.1", box.port, "none", "u", "geheim-und-lang", "post@muster.example"),
        by=SYSTEM,
        now=NOW,
    )
    row = Outward.objects.get()
    assert "geheim" not in row.password
    assert outward._server(row, NOW).password == "geheim-und-lang"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("", 25, "none", "", "", "post@muster.example"), "host_missing"),
        (Wanted("h", 0, "none", "", "", "post@muster.example"), "port_invalid"),
        (Wanted("h", 25, "ssl3", "", "", "post@muster.example"), "unknown_choice"),
        (Wanted("h", 25, "none", "", "", "post"), "mail_invalid"),
    ],
)
def test_settings_that_cannot_work_are_refused(wanted: Wanted, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        outward.set_up(wanted, by=SYSTEM, now=NOW)


@pytest.mark.parametrize("odd", ["a\x00b", "\x1b[31m", "\ufffe"])
def test_no_letter_in_a_name_stops_a_mail(odd: str) -> None:
    mail = render(Words(odd, f"Hallo {odd},\n\nhier.", odd))
    assert "hier." in mail.html
