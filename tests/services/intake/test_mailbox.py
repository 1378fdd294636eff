"""A mailbox is read without losing or doubling a mail, and what came goes where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientError

from leadflow.agenda import queries as agenda
from leadflow.delivery import sending
from leadflow.delivery.models import Mail
from leadflow.files import storage
from leadflow.files.models import File
from leadflow.intake import corresponding, fetching, mailboxes, queries, services
from leadflow.intake.doors.mailbox import reading
from leadflow.intake.imap import Line
from leadflow.intake.models import Arrival, Letter, Receipt
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import keeping
from leadflow.leads.models import Attachment, Contact, Lead, Touch
from leadflow.nurture import running
from leadflow.nurture.models import Plan, Step
from leadflow.privacy.models import Consent
from tests import fold, make
from tests.clock import NOW
from tests.letterbox import Letterbox
from tests.mailbox import connect, open_mailbox
from tests.rules.mailbox.corpus import mail, report
from tests.services.nurture.test_plans import nurtured

pytestmark = pytest.mark.django_db
ENQUIRY = mail("Wir suchen eine Anlage.\n\nEva Reuter", subject="Anfrage", id="e1@abnehmer.example")


def states() -> list[tuple[str, str]]:
    rows = Letter.objects.order_by("arrival").values_list("sort", "arrival__state")
    return [(sort, state) for sort, state in rows]


def is_sound() -> bool:
    assert (fold.differences(), health.examine()) == ([], [])
    return make.balance_closes()


def written_to(address: str = "lena.kern@abnehmer.example") -> Mail:
    """A mail of a plan has really left for somebody who is nurtured."""
    with open_mailbox() as box:
        connect(box)
        nurtured()
        at = NOW + timedelta(days=2)
        running.run_due(now=at)
        sending.send_due(now=lambda: at)
    return Mail.objects.get(sort="plan", state="sent")


def answer(to: Mail, text: str = "Ja, gern.", **how: str) -> bytes:
    domain = "muster.example"
    more = f"In-Reply-To: <{to.public_id.hex}@{domain}>\r\n{how.pop('more', '')}"
    how.setdefault("sender", f"<{to.to}>")
    return mail(text, more=more, **how)


LATER = NOW + timedelta(days=3)


def test_an_enquiry_opens_a_lead_with_what_was_written(box: Letterbox) -> None:
    box.comes(ENQUIRY)
    lead = Lead.objects.get()
    assert "Wir suchen eine Anlage." in lead.facts["note"]
    assert (lead.channel, states()) == ("website", [("enquiry", "opened")])
    assert is_sound()


def test_read_twice_nothing_is_there_twice(box: Letterbox) -> None:
    box.comes(ENQUIRY)
    box.comes(ENQUIRY, b"Received: from elsewhere\r\n" + ENQUIRY)
    receipt = Receipt.objects.get()
    assert (receipt.seen, receipt.received, receipt.repeated) == (3, 1, 2)
    assert box.read() == 0
    assert is_sound()


def test_another_mail_under_the_same_message_id_is_not_lost(box: Letterbox) -> None:
    box.comes(ENQUIRY, mail("Und noch etwas.", subject="Anfrage", id="e1@abnehmer.example"))
    assert Arrival.objects.count() == 2


def test_a_server_that_numbers_anew_doubles_nothing(box: Letterbox) -> None:
    box.comes(ENQUIRY)
    before = box.box.uidvalidity
    box.server.begin_anew(box.address)
    box.comes(mail("Neu", subject="Anfrage", id="e2@abnehmer.example"))
    assert box.box.uidvalidity != before
    assert Arrival.objects.count() == 2
    assert is_sound()


def test_who_dies_after_the_commit_leaves_a_letter_that_is_judged_next_time(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.set_up()
    box.put(ENQUIRY)
    with monkeypatch.context() as dying:
        dying.setattr(corresponding, "settle", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            fetching._read(box.box, lambda: False, lambda: NOW)
    assert states() == [("letter", "waiting")]
    box.read()
    assert states() == [("enquiry", "opened")]


def test_nothing_is_marked_in_the_mailbox(box: Letterbox) -> None:
    box.comes(ENQUIRY)
    assert box.server.flags(box.address) == [set()]


def test_mails_are_marked_or_moved_where_somebody_chose_it(box: Letterbox) -> None:
    box.comes(ENQUIRY, afterwards="seen")
    assert box.server.flags(box.address) == [{b"\\Seen"}]
    with box.server.client(box.address) as client:
        client.create_folder("Leadflow")
    box.set_up(afterwards="move", moved_to="Leadflow")
    box.comes(mail("Neu", id="e2@abnehmer.example"))
    assert len(box.server.flags(box.address, "Leadflow")) == 1


def test_mails_from_before_are_left_alone(box: Letterbox) -> None:
    box.server.put(box.address, ENQUIRY, at=NOW - timedelta(days=30))
    box.comes(since=date(2026, 11, 20))
    assert Arrival.objects.count() == 0


def test_a_reply_ends_the_plan_and_leads_today_with_its_new_words_only(box: Letterbox) -> None:
    sent = written_to()
    box.comes(answer(sent, "Ja, gern.\n\nAm 20.11.2026 um 09:00 schrieb Lena Vogt:\n> Guten Tag"), now=LATER)
    lead, touch = Lead.objects.get(), Touch.objects.get(inbound=True)
    assert (touch.kind, touch.note, touch.person_id, touch.lead_id) == (
        "mail",
        "Ja, gern.",
        sent.person,
        lead.id,
    )
    assert (Plan.objects.get().state, lead.stage) == ("stopped", "qualifying")
    due = agenda.item(lead.id)
    assert due is not None
    assert (due.kind, due.reason) == ("signal", {"signal": "mail"})
    assert states() == [("reply", "joined")]
    assert is_sound()


def test_a_colleague_who_answers_becomes_a_contact(box: Letterbox) -> None:
    sent = written_to()
    box.comes(answer(sent, sender="Kurt Kaiser <kaiser@abnehmer.example>"), now=LATER)
    touch = Touch.objects.get(inbound=True)
    assert touch.person_id != sent.person
    assert Contact.objects.filter(lead=touch.lead_id, person=touch.person_id).exists()
    assert is_sound()


def test_a_reply_without_references_is_known_by_the_seal_in_its_address(box: Letterbox) -> None:
    sent = written_to()
    box.set_up(takes_answers=True, takes_plus=True)
    to = mailboxes.answers_to(sent.id)
    raw = mail("Ja", subject="Neu", sender="Kurt <kurt@anders.example>").replace(
        b"post@muster.example", to.encode()
    )
    box.comes(raw, now=LATER)
    assert states() == [("reply", "joined")]


def test_a_forged_seal_opens_no_lead_of_others(box: Letterbox) -> None:
    sent = written_to()
    box.set_up(takes_answers=True, takes_plus=True)
    to = mailboxes.answers_to(sent.id).replace("+", "+a")
    box.comes(
        mail("Ja", subject="Neu", sender="<kurt@anders.example>").replace(b"post@muster.example", to.encode())
    )
    assert states() == [("enquiry", "opened")]


def test_a_reply_without_any_reference_is_known_by_sender_and_subject(box: Letterbox) -> None:
    sent = written_to()
    box.comes(mail("Ja", subject=f"AW: {sent.subject}", sender=f"<{sent.to}>"), now=LATER)
    assert states() == [("reply", "joined")]


def test_an_answer_to_a_letter_of_theirs_joins_the_same_lead(box: Letterbox) -> None:
    box.comes(ENQUIRY)
    box.comes(mail("Nachtrag", more="In-Reply-To: <e1@abnehmer.example>\r\n", sender="<neu@anders.example>"))
    assert Lead.objects.count() == 1
    assert states() == [("enquiry", "opened"), ("reply", "joined")]


def test_a_reply_to_a_closed_lead_opens_a_successor(box: Letterbox) -> None:
    sent = written_to()
    Lead.objects.update(stage="lost")
    box.comes(answer(sent), now=LATER)
    assert states() == [("enquiry", "opened")]


def test_an_automatic_answer_is_no_reply_and_says_until_when(box: Letterbox) -> None:
    sent = written_to()
    box.comes(
        answer(sent, "Ich bin bis 4.12.2026 im Urlaub.", more="Auto-Submitted: auto-replied\r\n"), now=LATER
    )
    assert not Touch.objects.filter(inbound=True).exists()
    assert Plan.objects.get().state == "running"
    letter = Letter.objects.get()
    assert (letter.sort, letter.away_until, letter.person) == ("automatic", date(2026, 12, 4), sent.person)
    assert is_sound()


def came_back(sent: Mail, status: str, said: str) -> bytes:
    raw = report(status, said, to=sent.to)
    return raw.replace(b"0198a5d1c0de7000800000000000abcd", sent.public_id.hex.encode())


def test_a_mail_that_came_back_holds_the_plan_and_touches_no_consent(box: Letterbox) -> None:
    sent = written_to()
    consents = list(Consent.objects.values())
    box.comes(came_back(sent, "5.1.1", "550 5.1.1 User unknown"), now=LATER)
    sent.refresh_from_db()
    assert (sent.state, sent.code) == ("bounced", "address_unknown")
    due = agenda.item(Lead.objects.get().id)
    assert due is not None
    assert due.reason == {"why": "bounced"}
    running.run_due(now=NOW + timedelta(days=60))
    assert Plan.objects.get().state == "running"
    assert Step.objects.filter(code="unreachable", state="planned").exists()
    assert Mail.objects.filter(sort="plan").count() == 1
    assert list(Consent.objects.values()) == consents
    assert is_sound()


def test_a_full_mailbox_is_noted_and_the_plan_goes_on(box: Letterbox) -> None:
    sent = written_to()
    box.comes(came_back(sent, "5.2.2", "552 5.2.2 Mailbox full"), now=LATER)
    sent.refresh_from_db()
    assert (sent.state, sent.code) == ("bounced", "mailbox_full")
    running.run_due(now=NOW + timedelta(days=60))
    assert Mail.objects.filter(sort="plan").count() > 1


def test_what_waits_for_a_dead_address_is_held(box: Letterbox) -> None:
    sent = written_to()
    box.comes(came_back(sent, "5.1.1", "550 5.1.1 User unknown"), now=LATER)
    Mail.objects.filter(id=sent.id).update(state="bounced")
    other = Mail.objects.get(id=sent.id)
    assert sending._refusal(other, LATER) == "unreachable"


def test_private_senders_leave_no_word(box: Letterbox) -> None:
    raw = mail("Essen um sieben?", subject="Holunder", sender="Tante <tante@familie.example>")
    box.comes(raw, private="@familie.example")
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.content, states()) == ("noise", {}, [("private", "noise")])
    assert File.objects.count() == 0
    assert is_sound()


def test_a_newsletter_is_noise_and_can_still_become_a_lead(box: Letterbox) -> None:
    box.comes(mail("Neu bei uns", more="List-Id: <news.example>\r\n"))
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.fault) == ("noise", {"code": "mail_bulk"})
    done = services.mend(arrival.id, {"mail": "eva@abnehmer.example"}, by=SYSTEM, now=NOW)
    assert done.opened == 1
    assert is_sound()


def with_files(*files: tuple[str, bytes]) -> bytes:
    parts = b"".join(
        b"--b\r\nContent-Disposition: attachment; filename=" + name.encode() + b"\r\n\r\n" + data + b"\r\n"
        for name, data in files
    )
    more = "Content-Type: multipart/mixed; boundary=b\r\n"
    return mail("--b\r\n\r\nAnbei.\r\n@@--b--\r\n", more=more).replace(b"@@", parts)


def test_files_are_kept_with_the_lead_and_programs_are_named_only(box: Letterbox) -> None:
    box.comes(
        with_files(
            ("liste.csv", b"a;b"), ("setup.exe", b"MZ\x90\x00"), ("x.html", b"<html><script>1</script>")
        )
    )
    kept = Attachment.objects.order_by("id").values_list("file__name", flat=True)
    assert list(kept) == ["liste.csv", "x.html"]
    letter = Letter.objects.get()
    assert (len(letter.enclosed or []), letter.left_out) == (2, [{"name": "setup.exe", "code": "file_runs"}])
    box.read()
    assert Attachment.objects.count() == 2
    assert is_sound()


def test_a_mail_that_is_too_large_is_kept_by_its_head_and_named(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 2_000)
    box.comes(mail("x" * 5_000, subject="Pläne"))
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.fault) == ("unclear", {"code": "mail_too_large", "largest": 0})
    assert arrival.content["note"] == "Pläne"
    assert File.objects.get().size < 1_000
    assert is_sound()


@dataclass
class _Crowded:
    """A server with very many small mails that refuses long lines, as real ones do."""

    longest: int = 8_000

    def fetch(self, uids: list[int], parts: list[bytes]) -> dict[int, dict[bytes, Any]]:
        if len(",".join(map(str, uids))) > self.longest:
            raise IMAPClientError("Too long argument")
        return {uid: {b"RFC822.SIZE": 5, b"BODY[]": b"a: b\n"} for uid in uids}


def test_a_mailbox_of_very_many_mails_is_asked_in_lines_a_server_takes() -> None:
    uids = list(range(1_000_000, 1_020_000))
    came = [one.uid for piece in Line(_Crowded()).fetched(uids, reading.LARGEST) for one in piece]
    assert came == uids


@pytest.mark.parametrize("place", [(reading, "read"), (corresponding, "mark")])
def test_a_mail_that_breaks_its_reader_becomes_unclear_and_stops_no_other(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str]
) -> None:
    poison, real = mail("Gift", subject="Gift", id="gift@x.example"), getattr(*place)

    def breaks(told: Any) -> Any:
        if b"gift@" in (told if isinstance(told, bytes) else told.encode()):
            raise ZeroDivisionError
        return real(told)

    monkeypatch.setattr(*place, breaks)
    box.comes(poison, ENQUIRY)
    assert states() == [("unreadable", "unclear"), ("enquiry", "opened")]
    assert (box.box.last_uid, box.box.fault, File.objects.count()) == (2, "", 2)
    assert is_sound()


def test_of_a_private_sender_nothing_is_kept_even_if_the_mail_breaks_its_reader(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", lambda _raw: 1 // 0)
    box.comes(mail("Essen?", sender="Tante <tante@Familie.example>"), private="@familie.example")
    assert (states(), File.objects.count()) == ([("private", "noise")], 0)


def test_a_full_disk_is_told_at_the_mailbox_and_loses_no_mail(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(storage, "put", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
        box.comes(ENQUIRY)
    assert (box.box.fault, box.box.told, box.box.last_uid) == ("house_broke", "OSError", 0)
    box.read()
    assert (box.box.fault, states()) == ("", [("enquiry", "opened")])


def test_a_letter_whose_file_is_gone_becomes_unclear_and_stops_no_other(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.set_up()
    box.put(ENQUIRY)
    with monkeypatch.context() as later:
        later.setattr(corresponding, "settle", lambda *_, **__: 0)
        box.read()
    storage.path(File.objects.get().place).unlink()
    box.comes(mail("Neu", subject="Anfrage", id="e2@abnehmer.example"))
    assert states() == [("letter", "unclear"), ("enquiry", "opened")]


def test_what_fails_after_keeping_is_told_and_stops_no_reading(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(corresponding, "settle", lambda *_, **__: 1 // 0)
        box.comes(ENQUIRY)
        assert (box.box.last_uid, box.read(), box.box.fault) == (1, 0, "house_broke")
    box.read()
    assert (box.box.fault, states()) == ("", [("enquiry", "opened")])


def test_files_that_break_the_house_are_named_and_stop_no_other(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "enclose", lambda *_: 1 // 0)
    box.comes(with_files(("liste.csv", b"a;b")))
    letter = Letter.objects.get()
    assert (letter.enclosed, letter.left_out) == ([], [{"name": "mail.eml", "code": "not_enclosed"}])
    assert (box.box.fault, states()) == ("", [("enquiry", "opened")])


FAULTS: dict[str, dict[str, Any]] = {
    "login_refused": {"password": "falsch"},
    "folder_missing": {"folder": "Gibt es nicht"},
    "not_secure": {"security": "starttls"},
    "server_away": {"port": 1},
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_has_its_code_and_says_no_secret(box: Letterbox, code: str) -> None:
    public = box.set_up(**FAULTS[code]).public_id
    tried = mailboxes.try_out(public, now=NOW)
    assert tried.code == code
    assert "falsch" not in tried.told
    box.read()
    assert (box.box.fault, Arrival.objects.count()) == (code, 0)


def test_a_fault_ends_by_itself(box: Letterbox) -> None:
    box.set_up(password="falsch")
    box.read()
    assert box.box.fault == "login_refused"
    box.set_up()
    box.read()
    assert box.box.fault == ""


def test_answers_go_to_the_mailbox_that_takes_them(box: Letterbox) -> None:
    box.set_up(takes_answers=True)
    with open_mailbox() as outside:
        connect(outside)
        nurtured()
        running.run_due(now=LATER)
        sending.send_due(now=lambda: LATER)
        assert [str(one["Reply-To"]) for one in outside.mails] == [box.address]


def test_the_retry_of_a_receipt_takes_no_reply_for_an_enquiry(box: Letterbox) -> None:
    box.comes(mail("Neu bei uns", more="List-Id: <news.example>\r\n"))
    Arrival.objects.update(state="waiting")
    receipt = Receipt.objects.get().id
    assert queries.waiting(receipt, None, NOW) == []


def test_our_own_mails_are_no_enquiries(box: Letterbox) -> None:
    box.comes(mail("Kopie", sender=box.address))
    assert states() == [("own", "noise")]
