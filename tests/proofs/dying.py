"""`leadflow`, standing still after so many understood batches and so many statements more, until somebody kills it.

python -m tests.proofs.dying MARK BATCHES STATEMENTS words of leadflow ...
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

LONGEST = 120.0
"""Seconds until it gives up waiting for its end."""


@dataclass
class Standstill:
    """Looks at each statement of the main thread before it is run. A batch counts once the next change begins."""

    mark: Path
    batches: int
    statements: int
    is_understanding: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            self._look(sql)
        return execute(sql, params, many, context)

    def _look(self, sql: str) -> None:
        if self.is_understanding and sql.startswith("BEGIN"):
            self.is_understanding = False
            self.batches -= 1
        elif sql.startswith("UPDATE") and "intake_arrival" in sql:
            self.is_understanding = True
        if self.batches <= 0:
            self.statements -= 1
        if self.statements < 0:
            self.mark.touch()
            time.sleep(LONGEST)


def main() -> None:
    mark, batches, statements, *words = sys.argv[1:]
    still = Standstill(Path(mark), int(batches), int(statements))
    connection_created.connect(lambda connection, **_: connection.execute_wrappers.append(still), weak=False)
    sys.argv = ["leadflow", *words]
    from config.cli import main as leadflow  # noqa: PLC0415 - it reads its words when it is imported

    leadflow()


if __name__ == "__main__":
    main()
