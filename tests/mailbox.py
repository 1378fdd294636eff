"""A real SMTP server that keeps what it is given, and can be told to misbehave."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from leadflow.delivery import outward
from leadflow.delivery.outward import Wanted
from leadflow.kernel.actor import SYSTEM
from tests.clock import FIRST


@dataclass
class Mailbox:
    """`refuse_address`, `refuse_mail`: the answer to give instead of taking it, as "550 no"."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    refuse_address: str = ""
    refuse_mail: str = ""

    async def handle_RCPT(  # noqa: N802 - the name the server calls
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuse_address:
            return self.refuse_address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        if self.refuse_mail:
            return self.refuse_mail
        self.raw.append(bytes(envelope.content))
        return "250 taken"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]


@contextmanager
def open_mailbox(box: Mailbox | None = None) -> Iterator[Mailbox]:
    """On a free port of this machine."""
    box = box or Mailbox()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        box.port = trial.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def connect(box: Mailbox, *, tested: bool = True) -> None:
    """The home's mails go there, and the test mail has been taken (and forgotten)."""
    wanted = Wanted("127.0.0.1", box.port, "none", "", "", "post@muster.example", "Muster Maschinen GmbH")
    outward.set_up(wanted, by=SYSTEM, now=FIRST)
    if tested:
        assert outward.test("cleo@muster.example", by=SYSTEM, now=FIRST).result == "sent"
        box.raw.clear()


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""
