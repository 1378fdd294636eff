"""`leadflow costs import FILE`: what campaigns cost, month by month, from a list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from config.answers import Exit, answer
from config.opening import require_home, set_up_django

FORM: Final = """\b
The list (CSV) has the headings channel, campaign, month, cost (German: Kanal, Kampagne, Monat, Kosten).
With --json:
  {"file": "costs.csv", "rows": 24, "noted": 24, "faults": []}
  {"file": "costs.csv", "rows": 0, "noted": 0, "faults": [{"line": 7, "code": "month_unreadable", "text": "Mai"}]}
"""


@click.group("costs")
def costs() -> None:
    """What campaigns cost."""


@costs.command("import", epilog=FORM)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_costs(file: Path) -> None:
    """Note the costs of a list. Nothing is noted while one line has a fault; the same list twice changes nothing."""
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.intake import costlists
    from leadflow.kernel.actor import SYSTEM
    from leadflow.kernel.home import home
    from leadflow.leads import campaigns
    from leadflow.leads.policy import LeadsPolicy
    from leadflow.playbook import queries as playbook

    now = timezone.now()
    with file.open("rb") as stream:
        data = stream.read(costlists.LARGEST_LIST + 1)
    found = costlists.read(data, playbook.at(now).section(LeadsPolicy), home().currency)
    noted = campaigns.note_named(found.costs, by=SYSTEM, now=now) if found.costs else 0
    faults = [{"line": fault.line, "code": fault.code, "text": fault.text} for fault in found.faults]
    told = {"file": file.name, "rows": len(found.costs), "noted": noted, "faults": faults}
    lines = [f"{file}:{fault.line}: {fault.code} {fault.text}".rstrip() for fault in found.faults]
    answer(told, "\n".join([*lines, f"{noted} of {len(found.costs)} costs are news."]))
    if faults:
        sys.exit(Exit.FAULTS)
