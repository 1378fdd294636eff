"""`leadflow erase`: nothing of a person is left, and the counts stay."""

from __future__ import annotations

from typing import Final

import click

from config.answers import answer
from config.opening import require_home, set_up_django

ERASED: Final = """\b
With --json:
  {"persons": [17], "rows": {"people": 6, "privacy": 1, "leads": 4, "intake": 1}}
"""


@click.command(epilog=ERASED)
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask. An erasure cannot be undone.")
def erase(who: str, yes: bool) -> None:
    """Erase the person WHO (mail address, phone number or id) from rows, files and logs of this home."""
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.backup import services as backup
    from leadflow.files import services as files
    from leadflow.kernel.actor import SYSTEM
    from leadflow.privacy import services

    persons = services.find(who)
    if not yes:
        click.confirm(f"Erase {len(persons)} person(s)? This cannot be undone.", abort=True)
    rows: dict[str, int] = {}
    for person in persons:
        for room, count in services.erase(person, by=SYSTEM, now=timezone.now()).items():
            rows[room] = rows.get(room, 0) + count
    files.settle_erasures()
    backup.settle_ledger()
    answer(
        {"persons": persons, "rows": rows},
        f"Erased: {', '.join(f'{n} rows of {room}' for room, n in rows.items())}",
    )
