"""What a mail says: who wrote, what is new in it, whether anybody typed it, and whether it is ours that came back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from leadflow.intake.doors.mailbox.letterhead import decoded, named, spoken
from leadflow.intake.doors.mailbox.reading import key_parts, read
from tests.rules.mailbox.corpus import AWAY, BOUNCES, NEW, OURS, REPLIES, html, mail, report

SAMPLES: Final = Path(__file__).parents[3].parent / "shared" / "data" / "samples" / "email"


@pytest.mark.parametrize("shape", REPLIES)
def test_only_what_is_new_is_left_of_a_reply(shape: str) -> None:
    assert " ".join(read(REPLIES[shape]).new_text.split()) == " ".join(NEW.split())


@pytest.mark.parametrize("shape", AWAY)
def test_an_automatic_answer_is_one_and_says_until_when(shape: str) -> None:
    raw, until = AWAY[shape]
    letter = read(raw)
    assert (letter.kind, letter.away_until) == ("automatic", date.fromisoformat(until) if until else None)


@pytest.mark.parametrize("shape", BOUNCES)
def test_what_came_back_names_whom_why_and_which(shape: str) -> None:
    raw, code, hard = BOUNCES[shape]
    bounce = read(raw).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.code, bounce.hard, bounce.about) == (
        "reuter@abnehmer.example",
        code,
        hard,
        OURS,
    )


def test_a_server_that_still_tries_is_no_loss() -> None:
    bounce = read(report("4.4.7", "Delivery time expired, will retry", action="delayed")).bounce
    assert bounce is not None
    assert (bounce.delayed, bounce.hard) == (True, False)


def test_a_receipt_of_delivery_is_no_bounce() -> None:
    assert read(report("2.0.0", "delivered", action="delivered")).kind == "automatic"


def test_an_ordinary_mail_is_no_bounce_and_not_automatic() -> None:
    assert (
        read(mail("Können Sie bis 4.12.2026 liefern? Der letzte Server war unzustellbar.")).kind == "enquiry"
    )
    assert read(mail("Guten Tag", more="Auto-Submitted: no\r\n")).kind == "enquiry"


@pytest.mark.parametrize(
    "more", ["List-Id: <news.example>\r\n", "Precedence: bulk\r\n", "List-Unsubscribe: <x>\r\n"]
)
def test_newsletters_are_bulk(more: str) -> None:
    assert read(mail("Neu bei uns", more=more)).kind == "bulk"


def test_the_greeting_and_a_postscript_stay() -> None:
    text = read(
        mail("Gern.\n\nMit freundlichen Grüßen\nEva Reuter\nEinkauf\nTel. 1\n\nPS: Dienstag geht auch.")
    ).new_text
    assert text == "Gern.\n\nMit freundlichen Grüßen\nEva Reuter\n\nPS: Dienstag geht auch."


def test_where_all_seems_quoted_nothing_is_cut() -> None:
    assert read(mail("> nur das")).new_text == "> nur das"


def test_markup_becomes_text_and_runs_nothing() -> None:
    text = read(
        html("<style>p{}</style><script>alert(1)</script><p>Hallo <b>Welt</b></p><p hidden>x</p>")
    ).text
    assert text == "Hallo Welt"


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße".encode("cp1252"), "utf-8", "Grüße"),
        ("„Grüße“ €".encode("cp1252"), "iso-8859-1", "„Grüße“ €"),
        ("Grüße".encode("utf-16"), "utf-16", "Grüße"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("Grüße".encode(), "x-unknown", "Grüße"),
        ("Grüße".encode(), "rot13", "Grüße"),
        (b"\x81\x8d", "ascii", "\x81\x8d"),
    ],
)
def test_letters_are_read_whatever_the_sender_claims(raw: bytes, charset: str, text: str) -> None:
    assert decoded(raw, charset) == text


def test_headers_are_read_also_where_words_are_cut_in_two() -> None:
    assert spoken("=?utf-8?B?R3LDvMOf?= =?utf-8?Q?e_aus_M=C3?= =?utf-8?Q?=BCnchen?=") == "Grüße aus München"
    assert spoken("Gr\udcfc\udcdfe") == "Grüße"


def test_half_a_letter_is_replaced_for_it_can_be_written_nowhere() -> None:
    letter = read(mail("Guten Tag", subject="=?utf-7?Q?+2AE-?="))
    assert letter.subject == "\ufffd"
    assert str(letter.values()).encode()


def test_a_date_at_the_end_of_time_ruins_no_more_than_its_mail() -> None:
    raw = mail("Ich bin bis 24.12. nicht da.", more="Auto-Submitted: auto-replied\r\n")
    date_line = next(line for line in raw.split(b"\r\n") if line.startswith(b"Date:"))
    letter = read(raw.replace(date_line, b"Date: Wed, 01 Dec 9999 09:00:00 +0000"))
    assert (letter.kind, letter.sender.mail) == ("unreadable", "reuter@abnehmer.example")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Eva Reuter <Reuter@Abnehmer.example>", ("reuter@abnehmer.example", "Eva Reuter")),
        ('"Reuter, Eva" <reuter@abnehmer.example>', ("reuter@abnehmer.example", "Eva Reuter")),
        ("reuter@abnehmer.example (Eva Reuter)", ("reuter@abnehmer.example", "Eva Reuter")),
        ('"x@y.example" <reuter@abnehmer.example>', ("reuter@abnehmer.example", "")),
        ("nobody", ("", "")),
    ],
)
def test_a_sender_is_an_address_and_perhaps_a_name(text: str, who: tuple[str, str]) -> None:
    assert named(text) == who


def test_a_website_that_writes_for_a_visitor_names_the_visitor() -> None:
    raw = mail(
        "Bitte anrufen", sender="noreply@muster.example", more="Reply-To: Eva <reuter@abnehmer.example>\r\n"
    )
    assert read(raw).sender.mail == "reuter@abnehmer.example"


def test_files_are_gathered_and_small_pictures_of_signatures_are_not() -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nAnbei.\r\n--b\r\nContent-Type: application/pdf\r\n"
        "Content-Disposition: attachment; filename*=utf-8''Pflichtenheft%20M%C3%BCller.pdf\r\n\r\n%PDF-1.7\r\n"
        "--b\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline; filename=logo.png\r\n\r\n"
        "\x89PNG\r\n--b--\r\n"
    )
    letter = read(mail(body, more="Content-Type: multipart/mixed; boundary=b\r\n"))
    assert ([one.name for one in letter.enclosures], letter.text) == (["Pflichtenheft Müller.pdf"], "Anbei.")


def test_a_trap_is_told_by_its_head_alone() -> None:
    body = "".join(
        f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(3_000)
    )
    letter = read(mail(body, more="Content-Type: multipart/mixed; boundary=b0\r\n"))
    assert (letter.kind, letter.sender.mail, letter.subject) == (
        "unreadable",
        "reuter@abnehmer.example",
        "Re: Ihre Anfrage",
    )


def test_the_same_mail_is_known_again_by_another_way() -> None:
    raw = mail("Guten Tag")
    assert key_parts(b"Received: from x\r\n" + raw) == key_parts(raw.replace(b"\r\n", b"\n"))
    assert key_parts(raw)[1] != key_parts(mail("Guten Abend"))[1]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public lists are not here")
def test_public_samples_say_hello() -> None:
    texts = {path.stem: read(path.read_bytes()).new_text for path in SAMPLES.glob("*.eml")}
    assert {name for name, text in texts.items() if text != "Hello"} == {"reply-quotations-share-block"}
