"""`leadflow import`, `balance`, `doctor`: lists in, and the proof that nothing is lost."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from config.answers import Exit, answer, as_json, note
from config.opening import open_list, require_home, set_up_django
from config.supervisor import LAST_CHANCE, Child

IMPORTED: Final = """\b
With --json:
  {"file": "fair.csv", "rows": 212, "received": 210, "repeated": 2, "opened": 195, "joined": 12,
   "unclear": 3, "seconds": 0.4, "rows_per_second": 530.0, "campaign": "fair", "channel": "list",
   "offer": "solution", "columns": [{"heading": "Firma", "target": "company.name"}],
   "faults": [{"row": 7, "code": "nobody_named"}]}
"""
BALANCED: Final = """\b
With --json:
  {"arrivals": {"received": 212, "waiting": 0, "unconfirmed": 0, "unclear": 3, "noise": 0,
                "opened": 195, "joined": 14, "erased": 0, "undone": 0, "difference": 0,
                "named": []},
   "leads": {"opened": 195, "new": 180, "qualifying": 9, "nurturing": 2, "ready": 1, "handed_over": 1,
             "accepted": 0, "won": 1, "lost": 0, "disqualified": 1, "merged": 0, "erased": 0, "undone": 0,
             "difference": 0, "named": []}}
"""
EXAMINED: Final = """\b
With --json:
  {"sound": false, "differences": [{"code": "lead_missing", "lead": 17}]}
"""
SHOWN: Final = 20


@click.command("import", epilog=IMPORTED)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--offer", default="", help="Key of an offer in the playbook; without it, the first one.")
@click.option(
    "--channel", default="", help="Key of a channel in the playbook; without it, the one for lists."
)
@click.option("--campaign", default="", help="Without it, the name of the file.")
@click.option("--column", "columns", multiple=True, metavar="HEADING=TARGET", help="Say what a column means.")
@click.option("--sheet", default="", help="Of a workbook; without it, the visible one with the most rows.")
@click.option("--dry-run", is_flag=True, help="Show how the columns are read, and stop.")
def import_list(
    file: Path, offer: str, channel: str, campaign: str, columns: tuple[str, ...], sheet: str, dry_run: bool
) -> None:
    """Import a list (CSV, plain or packed as .gz, or Excel) into the home. The same list twice creates nothing."""
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.intake import beginning, importing
    from leadflow.kernel.actor import SYSTEM
    from leadflow.queue import services as queue

    with open_list(file) as stream:
        draft = beginning.begin(
            stream, file.name.removesuffix(".gz"), by=SYSTEM, now=timezone.now(), sheet=sheet
        )
    chosen = importing.Choices(_targets(columns, draft.columns), offer, channel, campaign)
    told: dict[str, Any] = {
        "file": file.name,
        "columns": [
            {"heading": c.heading, "target": c.target}
            for c in draft.columns.with_targets(chosen.targets).columns
        ],
    }
    if dry_run:
        answer(told, "\n".join(f"{c['heading'] or '-':40.40} {c['target']}" for c in told["columns"]))
        return
    if importing.finish_abandoned(timezone.now()):
        note("An import that was cut off is finished now.")
    lease = importing.start_here(draft.receipt, chosen, by=SYSTEM, now=timezone.now())
    with queue.at_work(lease), _helped(draft.rows >= importing.HELPED_FROM):
        report = importing.run(draft.receipt, Bar())
    _tell_import(told, draft.receipt, report)


def _targets(columns: tuple[str, ...], known: Any) -> dict[int, str]:
    found = {}
    for told in columns:
        heading, equals, target = told.rpartition("=")
        at = next((c.index for c in known.columns if c.heading == heading), None)
        if not equals or at is None:
            raise click.UsageError(f"--column {told}: write HEADING=TARGET with a heading of the file")
        found[at] = target
    return found


@contextmanager
def _helped(wanted: bool) -> Iterator[None]:
    """While a long list is worked off, a second process understands its share of it."""
    if not wanted:
        yield
        return
    child = Child("importer", dict(os.environ))
    child.start(time.monotonic())
    try:
        yield
    finally:
        child.ask_to_end()
        child.see_off(time.monotonic() + LAST_CHANCE)


class Bar:
    """Progress for people at a terminal, silence for pipes."""

    def progress(self, done: int, total: int | None = None) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done:,} of {total or done:,} rows")
            sys.stderr.flush()

    def should_stop(self) -> bool:
        return False


def _tell_import(told: dict[str, Any], receipt: int, report: Any) -> None:
    from leadflow.intake import queries

    line = queries.receipt_of(receipt)
    faults = [
        {"row": a.number, **(a.fault or {})}
        for a in queries.arrivals(state="unclear", receipt=receipt, limit=SHOWN)
    ]
    told |= {
        "rows": report.rows,
        "received": report.received,
        "repeated": report.repeated,
        "opened": report.opened,
        "joined": report.joined,
        "unclear": report.unclear,
        "seconds": report.seconds,
        "rows_per_second": round(report.rows_per_second, 1),
        "offer": line.offer,
        "channel": line.channel,
        "campaign": queries.campaign_name(line.campaign),
        "faults": faults,
    }
    words = [
        f"{report.rows} rows: {report.opened} new leads, {report.joined} joined known ones, "
        f"{report.repeated} were here before, {report.unclear} need you.",
        f"{report.seconds:.1f} s, {report.rows_per_second:.0f} rows/s",
        *(f"  row {fault['row']}: {fault.get('code')}" for fault in faults),
    ]
    if sys.stderr.isatty() and not as_json():
        note("")
    answer(told, "\n".join(words))


@click.command(epilog=BALANCED)
def balance() -> None:
    """Both balances: what came in = what became of it; leads opened = where they stand. Exit 1 on a difference."""
    require_home()
    set_up_django()
    from leadflow.intake import queries as intake
    from leadflow.journal import health
    from leadflow.leads import queries as leads

    arrivals, opened = intake.balance(), leads.balance()
    named = []
    if arrivals.difference or opened.difference:
        named = [{"code": d.code, **d.facts} for d in health.examine()]
    told = {
        "arrivals": {
            "received": arrivals.received,
            **arrivals.states,
            "difference": arrivals.difference,
            "named": [one for one in named if not one["code"].startswith("lead")],
        },
        "leads": {
            "opened": opened.opened,
            **opened.states,
            "difference": opened.difference,
            "named": [one for one in named if one["code"].startswith("lead")],
        },
    }
    answer(told, lambda: "\n".join(_strip(name, part) for name, part in told.items()))
    if arrivals.difference or opened.difference:
        sys.exit(Exit.FAULTS)


def _strip(name: str, part: dict[str, Any]) -> str:
    head, *rest = [(key, value) for key, value in part.items() if key not in ("difference", "named")]
    shown = " + ".join(f"{value} {key.replace('_', ' ')}" for key, value in rest if value)
    line = f"{name}: {head[1]} {head[0]} = {shown or 0}; difference {part['difference']}"
    return "\n".join([line, *(f"  {one}" for one in part["named"])])


@click.command(epilog=EXAMINED)
def doctor() -> None:
    """Compare door, ledger, journal and rows; name each difference. Exit 1 when there is one."""
    require_home()
    set_up_django()
    from leadflow.journal import health

    found = [{"code": one.code, **one.facts} for one in health.examine()]
    told = {"sound": not found, "differences": found}
    lines = [
        f"{one['code']}: " + ", ".join(f"{k} {v}" for k, v in one.items() if k != "code") for one in found
    ]
    answer(told, "\n".join(lines) or "Sound: door, ledger, journal and rows agree.")
    if found:
        sys.exit(Exit.FAULTS)
