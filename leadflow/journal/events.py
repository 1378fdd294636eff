"""How old entries are read: steps that raise a payload to today's event version."""

from __future__ import annotations

from typing import Final

from leadflow.kernel.events import Upcasters

upcasters: Final = Upcasters()
