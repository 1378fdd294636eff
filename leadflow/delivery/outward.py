"""How mails leave the house: the server's settings, and the test that opens the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leadflow.delivery import grants, secret
from leadflow.delivery.events import OutwardSet
from leadflow.delivery.models import Outward
from leadflow.delivery.rendering import Words, render
from leadflow.delivery.rules import SECURITIES, one_line
from leadflow.delivery.transport import Answer, Line, Post, Server
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.home import home
from leadflow.kernel.ids import public_id
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.refusals import Refusal

KEPT: Final = grants.KEPT
"""Stands in the form for a password that is there and is not changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an admin typed. `password` KEPT: the one that is there."""

    host: str
    port: int
    security: str
    user: str
    password: str
    from_mail: str
    from_name: str = ""
    dkim_selector: str = ""
    grant: int | None = None


def server(now: datetime) -> Server | None:
    """Where mails go; None as long as no test mail was taken: then they are captured."""
    row = Outward.objects.order_by("id").first()
    if row is None or row.tested_at is None:
        return None
    try:
        return _server(row, now)
    except Refusal:
        return _server(row, now, token=WITHDRAWN)


WITHDRAWN: Final = "withdrawn"
"""In place of a token that nobody gives any more: the server refuses the login, and the mails wait and say so."""


def _server(row: Outward, now: datetime, *, token: str = "") -> Server:
    token = token or (grants.token(row.grant_id, now=now) if row.grant_id else "")
    password = secret.opened(row.password)
    user = row.user or (row.from_mail if row.grant_id else "")
    return Server(row.host, row.port, row.security, user, password, row.from_mail, row.from_name, token)


def set_up(wanted: Wanted, *, by: Actor, now: datetime) -> None:
    """Other settings than those tested close the way again until the next test.

    Refusal("mail_invalid" | "host_missing" | "port_invalid" | "unknown_choice").
    """
    address = _checked(wanted)

    def think(change: Change) -> None:
        row = Outward.objects.order_by("id").first()
        password = (
            secret.sealed(wanted.password) if wanted.password != KEPT else (row.password if row else "")
        )
        values = {
            "host": wanted.host.strip(),
            "port": wanted.port,
            "security": wanted.security,
            "user": wanted.user.strip(),
            "grant_id": wanted.grant,
            "from_mail": address,
        }
        moved = row is None or any(getattr(row, name) != value for name, value in values.items())
        moved = moved or wanted.password != KEPT
        values |= {
            "password": password,
            "from_name": one_line(wanted.from_name, 200),
            "dkim_selector": wanted.dkim_selector.strip(),
            "tested_at": None if moved or row is None else row.tested_at,
            "set_at": now,
        }
        key = row.id if row else change.id(Outward)
        if row is None:
            change.insert(Outward, id=key, **values)
        else:
            change.expect(Outward, {key: row.version})
            change.update(Outward, key, **values)
        change.announce([OutwardSet(subject=Ref("outward", key), live=values["tested_at"] is not None)])

    journal.change(think, by=by, now=now)


def _checked(wanted: Wanted) -> str:
    address = normal_mail(wanted.from_mail)
    if address is None:
        raise Refusal("mail_invalid", mail=wanted.from_mail)
    host = wanted.host.strip()
    if not host or any(c.isspace() or ord(c) < 33 for c in host) or len(host) > 253:
        raise Refusal("host_missing")
    if not 0 < wanted.port < 65536:
        raise Refusal("port_invalid")
    if wanted.security not in SECURITIES:
        raise Refusal("unknown_choice", value=wanted.security)
    return address


def test(to: str, *, by: Actor, now: datetime) -> Answer:
    """Sends a test mail at once. Taken by the server, it opens the way; else the answer says what is wrong."""
    address = normal_mail(to)
    row = Outward.objects.order_by("id").first()
    if address is None:
        raise Refusal("mail_invalid", mail=to)
    if row is None:
        raise Refusal("outward_missing")
    line = Line(_server(row, now))
    answer = line.give(_test_post(address, by, now))
    line.close()
    if answer.result == "sent":
        journal.change(lambda change: _open(change, row.id, row.version), by=by, now=now)
    return answer


def _test_post(to: str, by: Actor, now: datetime) -> Post:
    german = home().language == "de"
    subject = "Testmail von Leadflow" if german else "Test mail from Leadflow"
    text = (
        "Diese Mail hat ihren Weg gefunden. Ab jetzt gehen die Mails von Leadflow wirklich hinaus."
        if german
        else "This mail found its way. From now on the mails of Leadflow really leave the house."
    )
    words = render(
        Words(subject, text, home().company or "Leadflow", sender=by.name, language=home().language)
    )
    return Post(public_id().hex, to, "", "", "", subject, words.text, words.html, now)


def _open(change: Change, key: int, version: int) -> None:
    change.expect(Outward, {key: version})
    change.update(Outward, key, tested_at=change.now)
    change.announce([OutwardSet(subject=Ref("outward", key), live=True)])


def is_open() -> bool:
    """Whether mails really leave."""
    return Outward.objects.filter(tested_at__isnull=False).exists()


def close(*, by: Actor, now: datetime) -> None:
    """Mails are captured again, until the next test."""

    def think(change: Change) -> None:
        row = Outward.objects.order_by("id").first()
        if row is None:
            raise Refusal("outward_missing")
        change.expect(Outward, {row.id: row.version})
        change.update(Outward, row.id, tested_at=None)
        change.announce([OutwardSet(subject=Ref("outward", row.id), live=False)])

    journal.change(think, by=by, now=now)
