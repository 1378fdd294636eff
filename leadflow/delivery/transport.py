"""The one place that speaks SMTP. It says not only that sending failed, but whether the server may have the mail."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from leadflow.delivery import oauth

TIMEOUT: Final = 30.0
NAME: Final = "leadflow"


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are given away, and in whose name."""

    host: str
    port: int
    security: str
    user: str
    password: str
    from_mail: str
    from_name: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One mail as the server shall get it. `id`: the left part of its Message-ID."""

    id: str
    to: str
    to_name: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """sent | later (not taken, try again) | never (not taken, and will not be) | unknown (it may have it)."""

    result: str
    code: str = ""
    told: str = ""


class Line:
    """A connection that is kept between mails and made anew when it broke."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def give(self, post: Post) -> Answer:
        """Everything before the mail itself can be repeated; what fails after it leaves doubt."""
        try:
            smtp = self._open()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as refused:
            self.close()
            return Answer("later", "login_refused", _said(refused))
        except (OSError, smtplib.SMTPException) as broken:
            self.close()
            return Answer("later", "server_away", _said(broken))
        try:
            smtp.rset()
            smtp.mail(self._server.from_mail)
            code, said = smtp.rcpt(post.to)
        except (OSError, smtplib.SMTPException) as broken:
            self.close()
            return Answer("later", "server_away", _said(broken))
        if code not in (250, 251):
            return Answer("never" if code >= 500 else "later", "address_refused", f"{code} {said!r}"[:300])
        return self._data(smtp, post)

    def _data(self, smtp: smtplib.SMTP, post: Post) -> Answer:
        try:
            code, said = smtp.data(message(self._server, post).as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as refused:
            return _refused(refused.smtp_code, _said(refused))
        except (OSError, smtplib.SMTPException) as broken:
            self.close()
            return Answer("unknown", "line_broke", _said(broken))
        return Answer("sent") if code == 250 else _refused(code, f"{code} {said!r}"[:300])

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            self.close()
        server, context = self._server, ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=NAME, timeout=TIMEOUT, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=NAME, timeout=TIMEOUT)
        self._smtp = smtp
        if server.security == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.token:
            smtp.auth("XOAUTH2", lambda _challenge=None: oauth.sasl(server.user, server.token))
        elif server.user:
            smtp.login(server.user, server.password)
        return smtp

    def close(self) -> None:
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None


def _refused(code: int, said: str) -> Answer:
    return Answer("never" if code >= 500 else "later", "mail_refused", said)


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def message(server: Server, post: Post) -> EmailMessage:
    """Text first, HTML as the better alternative; the same Message-ID however often it is tried."""
    domain = server.from_mail.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = post.subject
    mail["From"] = Address(post.from_name or server.from_name, addr_spec=server.from_mail)
    mail["To"] = Address(post.to_name, addr_spec=post.to)
    if post.reply_to:
        mail["Reply-To"] = post.reply_to
    mail["Date"] = format_datetime(post.at)
    mail["Message-ID"] = f"<{post.id}@{domain}>"
    for name, value in post.headers.items():
        mail[name] = value
    mail.set_content(post.text)
    if post.html:
        mail.add_alternative(post.html, subtype="html")
    return mail
