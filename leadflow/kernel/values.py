"""Values that are made by the hundred thousand: frozen to whoever reads their types, and quick to make.

A frozen dataclass sets each field through `object.__setattr__`, which takes five times as long as an assignment; in an
import that was a tenth of the time. mypy knows `quick` as `dataclass` and refuses what changes a frozen one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as quick
else:

    def quick(*, frozen: bool, **told: Any) -> Any:
        """As `dataclass`, and hashable where it is frozen; nothing checks at run time that it stays as it is."""
        return dataclass(unsafe_hash=frozen, **told)


__all__ = ["quick"]
