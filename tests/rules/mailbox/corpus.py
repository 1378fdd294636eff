"""Made-up mails in the shapes real programs give them. Bodies use reserved names only."""

from __future__ import annotations

from typing import Final

OURS: Final = "0198a5d1c0de7000800000000000abcd@muster.example"
HEAD: Final = (
    "From: {sender}\r\nTo: Muster Maschinen <post@muster.example>\r\nSubject: {subject}\r\n"
    "Date: Mon, 23 Nov 2026 10:15:00 +0100\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n{more}\r\n{body}"
)


def mail(
    body: str,
    *,
    subject: str = "Re: Ihre Anfrage",
    sender: str = "Eva Reuter <reuter@abnehmer.example>",
    more: str = "Content-Type: text/plain; charset=utf-8\r\n",
    id: str = "a1@abnehmer.example",
) -> bytes:
    return HEAD.format(sender=sender, subject=subject, id=id, more=more, body=body).encode()


def html(body: str, **how: str) -> bytes:
    return mail(body, more="Content-Type: text/html; charset=utf-8\r\n", **how)


NEW: Final = "Ja, Donnerstag passt.\nBringen Sie bitte das Datenblatt mit."
QUOTED: Final = "Guten Tag Frau Reuter,\n\nwann passt es Ihnen?\n\nLena Vogt"
MARKED: Final = "\n".join(f"> {line}" for line in QUOTED.split("\n"))

REPLIES: Final[dict[str, bytes]] = {
    "thunderbird": mail(f"{NEW}\n\nAm 20.11.2026 um 09:00 schrieb Lena Vogt:\n{MARKED}"),
    "gmail de": mail(
        f"{NEW}\n\nAm Fr., 20. Nov. 2026 um 09:00 Uhr schrieb Lena Vogt <\nlena.vogt@muster.example>:\n\n{MARKED}"
    ),
    "gmail en": mail(
        f"{NEW}\n\nOn Fri, Nov 20, 2026 at 9:00 AM Lena Vogt <lena.vogt@muster.example> wrote:\n\n{MARKED}"
    ),
    "outlook de": mail(
        f"{NEW}\n\nVon: Lena Vogt <lena.vogt@muster.example>\nGesendet: Freitag, 20. November 2026 09:00\n"
        f"An: Eva Reuter\nBetreff: Ihre Anfrage\n\n{QUOTED}"
    ),
    "outlook en": mail(
        f"{NEW}\n\n-----Original Message-----\nFrom: Lena Vogt\nSent: Friday, November 20, 2026 9:00 AM\n"
        f"To: Eva Reuter\nSubject: Your enquiry\n\n{QUOTED}"
    ),
    "outlook bold": mail(
        f"{NEW}\n\n*Von:* Lena Vogt\n*Gesendet:* Freitag, 20. November 2026\n*An:* Eva\n*Betreff:* x\n\n{QUOTED}"
    ),
    "gmx": mail(
        f"{NEW}\n\nGesendet: Freitag, 20. November 2026 um 09:00 Uhr\nVon: \"Lena Vogt\" <lena.vogt@muster.example>\n"
        f"An: reuter@abnehmer.example\nBetreff: Ihre Anfrage\n{QUOTED}"
    ),
    "iphone": mail(f"{NEW}\n\nVon meinem iPhone gesendet\n\n> Am 20.11.2026 um 09:00 schrieb Lena Vogt:\n> \n{MARKED}"),
    "below": mail(f"Am 20.11.2026 um 09:00 schrieb Lena Vogt:\n{MARKED}\n\n{NEW}"),
    "between": mail(
        "Am 20.11.2026 um 09:00 schrieb Lena Vogt:\n> Donnerstag?\nJa, Donnerstag passt.\n> Sonst noch etwas?\n"
        "Bringen Sie bitte das Datenblatt mit."
    ),
    "signature": mail(f"{NEW}\n\n-- \nEva Reuter\nAbnehmer AG, Musterweg 1\nTel. 030 23125 111"),
    "gmail html": html(
        "<div dir=ltr>Ja, Donnerstag passt.<br>Bringen Sie bitte das Datenblatt mit.</div>"
        '<div class="gmail_quote"><div>Am Fr. schrieb Lena</div><blockquote>Guten Tag</blockquote></div>'
    ),
    "outlook html": html(
        "<p>Ja, Donnerstag passt.<br>Bringen Sie bitte das Datenblatt mit.</p>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Von:</b> Lena Vogt</p></div><p>Guten Tag</p>'
    ),
    "apple html": html(
        "<div>Ja, Donnerstag passt.</div><div>Bringen Sie bitte das Datenblatt mit.</div>"
        "<blockquote type=cite>Guten Tag</blockquote>"
    ),
}  # fmt: skip

_ABSENCES: Final = (
    (
        "rfc 3834",
        "Ihre Anfrage",
        "Ich bin bis 4.12.2026 nicht im Haus.",
        "Auto-Submitted: auto-replied",
        "2026-12-04",
    ),
    (
        "exchange de",
        "Automatische Antwort: Ihre Anfrage",
        "Ich bin vom 23.11. bis einschließlich 4.12.2026 im Urlaub.",
        "",
        "2026-12-04",
    ),
    (
        "back de",
        "Abwesenheitsnotiz",
        "Ich bin ab Montag, dem 7. Dezember 2026 wieder für Sie da.",
        "",
        "2026-12-06",
    ),
    (
        "both de",
        "Automatische Antwort: x",
        "Ich bin vom 23.11.2026 bis 04.12.2026 weg und ab dem 07.12.2026 wieder erreichbar.",
        "",
        "2026-12-06",
    ),
    (
        "reachable",
        "Out of Office: x",
        "Am 7.12. bin ich wieder da.\nBis zum 6.12. hilft Herr Kern.",
        "",
        "2026-12-06",
    ),
    ("new year", "Automatische Antwort", "Wir haben bis zum 6. Januar geschlossen.", "", "2027-01-06"),
    ("english", "Automatic reply: x", "I am out of the office until December 4, 2026.", "", "2026-12-04"),
    (
        "returning",
        "Out of office",
        "I will be returning to the office on Monday, 7 December.",
        "",
        "2026-12-06",
    ),
    ("iso", "Auto: x", "Away. Back on 2026-12-07.", "", "2026-12-06"),
    ("american", "Automatic reply: x", "I am away until 12/24/2026.", "", "2026-12-24"),
    ("nobody knows", "Automatic reply: x", "I am away until 12/08/2026.", "", None),
    ("no date", "Automatische Antwort: x", "Ich bin nicht im Büro.", "", None),
    ("received", "Eingangsbestätigung Ihrer Nachricht", "Danke, wir haben alles.", "", None),
    ("marked", "Ihre Anfrage", "Danke.", "X-Autoreply: yes", None),
    ("precedence", "Ihre Anfrage", "Danke.", "Precedence: auto_reply", None),
)
"""Shape, subject, text, a header, and the last day of the absence where one can know it."""
AWAY: Final[dict[str, tuple[bytes, str | None]]] = {
    shape: (mail(text, subject=subject, more=f"{header}\r\n" if header else ""), until)
    for shape, subject, text, header, until in _ABSENCES
}

_REPORT: Final = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    "Auto-Submitted: auto-replied\r\n"
)


def report(status: str, said: str, *, action: str = "failed", to: str = "reuter@abnehmer.example") -> bytes:
    """RFC 3464, as Postfix writes it."""
    body = (
        "--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system at host mx.example.\r\n\r\n"
        f"<{to}>: {said}\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n"
        f"Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: <{OURS}>\r\nSubject: Ihre Anfrage\r\n\r\nGuten Tag\r\n--b--\r\n"
    )
    return mail(
        body, subject="Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@mx.example", more=_REPORT
    )


DAEMON: Final = "Mail Delivery Subsystem <mailer-daemon@mx.example>"
BOUNCES: Final[dict[str, tuple[bytes, str, bool]]] = {
    "postfix": (report("5.1.1", "550 5.1.1 User unknown in virtual mailbox table"), "address_unknown", True),
    "full": (report("5.2.2", "552 5.2.2 Mailbox is full"), "mailbox_full", False),
    "spam": (report("5.7.1", "550 5.7.1 Message rejected as spam"), "refused", False),
    "generic number, plain words": (report("5.0.0", "550 No such user here"), "address_unknown", True),
    "no domain": (report("5.4.4", "Host or domain name not found"), "domain_unknown", True),
    "moved": (report("5.1.6", "Frau Reuter has moved"), "address_moved", True),
    "closed": (report("5.2.1", "The account is disabled"), "mailbox_closed", True),
    "timeout": (report("4.4.1", "connect: Connection timed out"), "not_reached", False),
    "only a number": (report("5.0.0", "550 Requested action not taken"), "not_delivered", True),
    "exchange": (
        mail(
            "Fehler bei der Nachrichtenzustellung an folgende Empfänger:\r\n\r\nreuter@abnehmer.example\r\n"
            "Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.\r\n\r\nDiagnoseinformationen:\r\n"
            "#550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n\r\nUrsprüngliche Nachrichtenkopfzeilen:\r\n"
            f"Message-ID: <{OURS}>\r\n",
            subject="Unzustellbar: Ihre Anfrage", sender="postmaster@abnehmer.example",
        ), "address_unknown", True,
    ),
    "gmail": (
        mail(
            "Your message wasn't delivered to reuter@abnehmer.example because the address couldn't be found, or is"
            f" unable to receive mail.\r\n\r\n----- Original message -----\r\nMessage-ID: <{OURS}>\r\n",
            subject="Delivery Status Notification (Failure)", sender=DAEMON,
            more="X-Failed-Recipients: reuter@abnehmer.example\r\n",
        ), "address_unknown", True,
    ),
    "qmail": (
        mail(
            "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message to"
            " the following addresses.\r\n\r\n<reuter@abnehmer.example>:\r\nSorry, no mailbox here by that name."
            " (#5.1.1)\r\n\r\n"
            f"--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <{OURS}>\r\nSubject: Ihre Anfrage\r\n",
            subject="failure notice", sender="MAILER-DAEMON@mx.example", more="Return-Path: <>\r\n",
        ), "address_unknown", True,
    ),
    "exim": (
        mail(
            "This message was created automatically by mail delivery software.\r\n\r\n  reuter@abnehmer.example\r\n"
            "    host mx.abnehmer.example: 552 5.2.2 Over quota\r\n\r\n"
            f"------ This is a copy of the message, including all the headers. ------\r\n\r\nMessage-ID: <{OURS}>\r\n",
            subject="Mail delivery failed: returning message to sender", sender=DAEMON,
        ), "mailbox_full", False,
    ),
}  # fmt: skip
