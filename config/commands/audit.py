"""`leadflow audit`: what an old system's export says of the work with leads, before anything is set up."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from config import home as homes
from config.answers import answer, as_json, note
from config.opening import playbook_here, require_home, set_up_django

if TYPE_CHECKING:
    from leadflow.insight.audit.auditing import Audit

TOLD: Final = """\b
With --json one document, its figures as in the report:
  {"leads": 8000, "as_of": "2018-11-14T18:04:19+01:00", "outcomes": {"open": 7158, "won": 842, "lost": 0},
   "findings": [{"section": "pacing", "code": "median", "leads": 841, ...}],
   "sections": {"pacing": {"winning": {"quantiles": [[0.5, 14.0], ...], ...}, ...}, "answering": null, ...},
   "unsaid": [{"section": "answering", "missing": "answered"}], "files": [...], "assumptions": {...}}
"""


def _column(_: click.Context, __: click.Parameter, told: tuple[str, ...]) -> dict[str, str]:
    """MEANING=HEADING, kept by heading."""
    chosen = {}
    for one in told:
        meaning, equals, heading = one.partition("=")
        if not (meaning and equals and heading):
            raise click.BadParameter(f"{one} is no MEANING=HEADING, as in won_at=Closed.")
        chosen[heading.strip()] = meaning.strip()
    return chosen


def _minor(_: click.Context, __: click.Parameter, amount: float | None) -> int | None:
    if amount is not None and not math.isfinite(amount):
        raise click.BadParameter(f"{amount} is no amount of money.")
    return None if amount is None else int(Decimal(str(amount)) * 100)


@click.command(epilog=TOLD)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The report; else audit.html.")
@click.option(
    "--language", type=click.Choice(["de", "en"]), help="Of the report; else that of the home, or German."
)
@click.option(
    "--target", type=click.FloatRange(min=0), callback=_minor, help="Revenue a month that is wanted."
)
@click.option(
    "--price",
    type=click.FloatRange(min=0),
    callback=_minor,
    help="Of a deal, where the files hold no amounts.",
)
@click.option(
    "--forgotten-after",
    type=click.IntRange(1, 3650),
    help="Days without a touch; else as long as a lead rests.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_column,
    metavar="MEANING=HEADING",
    help="What a column means.",
)
def audit(
    files: tuple[Path, ...],
    out: Path | None,
    language: str | None,
    target: int | None,
    price: int | None,
    forgotten_after: int | None,
    columns: dict[str, str],
) -> None:
    """Say what the export of an old system tells of your work with leads. Needs no set-up, writes only the report.

    FILES are lists (CSV, Excel), plain or packed as .gz, or a ZIP of them; several are linked by the ids in them.
    HubSpot, Pipedrive, Salesforce and Odoo are recognised. The report is one HTML file to read and to print.
    """
    if homes.find() is not None:
        require_home()
    set_up_django()
    with _without_collecting():
        made = _made(files, columns, target, price, forgotten_after)
    if as_json():
        from leadflow.insight.audit.told import told

        answer(told(made), "")
        if out is None:
            return
    _write(made, out or Path("audit.html"), language)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Some million values and no circle among them: looking for circles would take a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _made(
    files: tuple[Path, ...], columns: dict[str, str], target: int | None, price: int | None, days: int | None
) -> Audit:
    from dataclasses import replace

    from django.utils import timezone

    from leadflow.insight.audit.aiming import Aim
    from leadflow.insight.audit.auditing import audit as audited
    from leadflow.insight.audit.measures import Measures
    from leadflow.kernel.home import home
    from leadflow.moving.telling import Reader, history

    book = playbook_here()
    measures = Measures.of(book, home())
    if days is not None:
        measures = replace(measures, rest=timedelta(days=days))
    with ExitStack() as opened:
        sources = [(file.name, opened.enter_context(file.open("rb"))) for file in files]
        found = history(sources, Reader.of(book, home()), timezone.now(), columns)
    return audited(found, measures, Aim(target, price))


def _write(made: Audit, out: Path, language: str | None) -> None:
    from leadflow.desk.audit.standalone import standalone
    from leadflow.kernel.home import home

    out.write_text(standalone(made, language or home().language), encoding="utf-8")
    if as_json():
        note(f"The report: {out}")
    else:
        answer({}, lambda: _words(made, out, language or home().language))


def _words(made: Audit, out: Path, language: str) -> str:
    from django.utils import translation

    from leadflow.desk.audit.said import finding

    with translation.override(language):
        told: list[Any] = [finding(made, one) for one in made.first]
    lines = [f"{at}. {title}\n   {under}" for at, (title, under) in enumerate(told, 1)]
    return "\n".join([*lines, f"{out}"])
