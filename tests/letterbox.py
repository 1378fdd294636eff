"""A mailbox of the house in a test: mails are put in by the server, and read as the house reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from leadflow.intake import fetching, mailboxes
from leadflow.intake.mailboxes import Box, Wanted
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW
from tests.dovecot import PASSWORD, Dovecot

SINCE: Final = date(2026, 1, 1)


@dataclass
class Letterbox:
    server: Dovecot
    address: str
    public_id: UUID | None = None

    def set_up(self, now: datetime = NOW, **other: Any) -> Box:
        usual = {"port": self.server.port, "security": "none", "password": PASSWORD, "channel": "website"}
        wanted = Wanted(self.address, "127.0.0.1", **{**usual, "since": SINCE, **other})
        self.public_id = mailboxes.set_up(wanted, by=SYSTEM, now=now, public=self.public_id)
        return mailboxes.box(self.public_id)

    def put(self, *raws: bytes) -> None:
        self.server.put(self.address, *raws)

    def read(self, now: datetime = NOW) -> int:
        return fetching.read(self.box.id, now=lambda: now)

    def comes(self, *raws: bytes, now: datetime = NOW, **other: Any) -> None:
        """Set up where it is not, put in and read."""
        if self.public_id is None:
            self.set_up(now, **other)
        self.put(*raws)
        self.read(now)

    @property
    def box(self) -> Box:
        assert self.public_id is not None
        return mailboxes.box(self.public_id)
