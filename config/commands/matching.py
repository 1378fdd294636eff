"""`leadflow match`: who is who in a list, before it comes in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from config import home as homes
from config.answers import as_json
from config.opening import open_list, playbook_here, require_home, set_up_django

if TYPE_CHECKING:
    from leadflow.intake.comparing import Compared

TOLD: Final = """\b
With --json one line for each row of the list, in its order; the first row below the headings is row 1. Rows
of one cluster are one for certain. "likely" names the rows it would ask a human about; a pair is told once, at
the later row.
  {"row": 17, "cluster": 4, "likely": [{"row": 3, "probability": 0.71}]}
"""
SHOWN: Final = 10


@click.command("match", epilog=TOLD)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--ignore", "ignored", multiple=True, metavar="COLUMNS", help="Headings, with commas between.")
def match(file: Path, ignored: tuple[str, ...]) -> None:
    """Say which rows of a list (CSV, plain or packed as .gz) are the same person or company. Writes nothing.

    It is the rule by which every door recognises people. Without a home it takes what is usual.
    """
    if homes.find() is not None:
        require_home()
    set_up_django()
    from leadflow.intake import comparing
    from leadflow.intake.doors.csv.words import words_of
    from leadflow.intake.policy import IntakePolicy
    from leadflow.kernel.home import home
    from leadflow.people.policy import MatchingPolicy
    from leadflow.playbook.policy import FactsPolicy

    book = playbook_here()
    words = words_of(book.section(FactsPolicy), book.section(IntakePolicy))
    headings = [heading.strip() for told in ignored for heading in told.split(",") if heading.strip()]
    with open_list(file) as stream:
        compared = comparing.match_list(
            stream, words, book.section(MatchingPolicy), country=home().phone_country, ignored=headings
        )
    _tell(compared)


def _tell(compared: Compared) -> None:
    rows = _rows(compared)
    if as_json():
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return
    joined = [group for group in compared.matched.groups if len(group) > 1]
    lines = [
        f"{compared.rows} rows, {len(compared.matched.groups)} different ones.",
        f"{sum(map(len, joined))} rows stand in {len(joined)} groups that are one for certain.",
        f"{len(compared.matched.likely)} pairs are worth a question.",
        "Compared: " + ", ".join(f"{heading} ({how})" for heading, how in compared.columns if how),
        "Not compared: " + (", ".join(heading for heading, how in compared.columns if not how) or "none"),
    ]
    lines += ["one: rows " + ", ".join(str(row + 1) for row in group) for group in joined[:SHOWN]]
    for pair in compared.matched.likely[:SHOWN]:
        one, other = sorted((pair.left, pair.right))
        lines.append(f"one? rows {one + 1} and {other + 1} ({pair.probability:.0%})")
    sys.stdout.write("\n".join(lines) + "\n")


def _rows(compared: Compared) -> list[dict[str, Any]]:
    cluster = {row: at for at, group in enumerate(compared.matched.groups, start=1) for row in group}
    likely: dict[int, list[dict[str, Any]]] = {}
    for pair in compared.matched.likely:
        earlier, later = sorted((pair.left, pair.right))
        likely.setdefault(later, []).append({"row": earlier + 1, "probability": round(pair.probability, 4)})
    return [
        {"row": row + 1, "cluster": cluster[row], "likely": likely.get(row, [])}
        for row in range(compared.rows)
    ]
