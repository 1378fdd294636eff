"""What a door's message means. Pure: no database, no clock."""

from __future__ import annotations

from typing import Final

STATES: Final = ("waiting", "unconfirmed", "unclear", "noise", "opened", "joined", "erased")
RECEIPT_STATES: Final = ("draft", "running", "stopped", "done", "failed", "open")
