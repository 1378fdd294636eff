"""`leadflow playbook`: show, check and publish the agreed process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import click

from config import home
from config.answers import Exit, answer
from config.opening import require_home, set_up_django

if TYPE_CHECKING:
    from leadflow.kernel.actor import Actor
    from leadflow.playbook.document import Fault

SHOWN: Final = """\b
With --json:
  {"number": 2, "valid_from": "2026-11-23T09:00:00+00:00", "digest": "6f1e...",
   "sections": {"process": {...}, "leads": {...}, "scoring": {...}}}
"""
CHECKED: Final = """\b
With --json:
  {"sound": false, "faults": [
    {"line": 12, "column": 15, "path": "scoring.rules[3].points",
     "code": "wrong_type", "message": "A whole number is expected here."}]}
"""
PUBLISHED: Final = """\b
With --json:
  {"published": true, "number": 3, "faults": []}
"""


@click.group()
def playbook() -> None:
    """The agreed process: what is asked, how is it counted, how fast is answered, when is a lead ripe."""


@playbook.command(epilog=SHOWN)
@click.option("--number", type=click.IntRange(min=1), help="Which version; without it the one in force.")
def show(number: int | None) -> None:
    """Print a published version, as it was written."""
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.playbook import queries

    wanted = number or queries.at(timezone.now()).number
    text = queries.text(wanted)
    version = next(version for version in queries.versions() if version.number == wanted)
    head = {"number": wanted, "valid_from": version.valid_from, "digest": version.digest}
    answer({**head, "sections": queries.values(wanted)}, text.rstrip("\n"))


@playbook.command(epilog=CHECKED)
@click.argument("file", type=click.File("rb"))
def check(file: BinaryIO) -> None:
    """Name every fault of FILE with its line and column. Nothing is published; - reads standard input.

    Works without a home too; with one, the teams it names are looked up.
    """
    at_home = home.find() is not None
    if at_home:
        require_home()
    set_up_django()
    from leadflow.playbook import checking, services

    text = _text(file)
    faults = [text] if not isinstance(text, str) else (services.check if at_home else checking.check)(text)
    told = _told(file.name, faults) or [_say(f"{file.name}: kein Fehler.", f"{file.name}: no fault.")]
    answer({"sound": not faults, "faults": _plain(faults)}, "\n".join(told))
    raise SystemExit(Exit.FAULTS if faults else Exit.OK)


@playbook.command(epilog=PUBLISHED)
@click.argument("file", type=click.File("rb"))
@click.option("--by", "mail", metavar="MAIL", help="Who publishes it; without it the house itself.")
def publish(file: BinaryIO, mail: str | None) -> None:
    """Put FILE in force from now on. A faulty one changes nothing, and every fault is named.

    What was decided under an older version keeps that version.
    """
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.playbook import services

    text, now = _text(file), timezone.now()
    try:
        if not isinstance(text, str):
            raise services.PlaybookFaulty([text])
        number = services.publish(text, by=_publisher(mail), now=now)
    except services.PlaybookFaulty as refused:
        kept = _say("Nichts veröffentlicht.", "Nothing was published.")
        told = [*_told(file.name, refused.faults), kept]
        answer({"published": False, "number": None, "faults": _plain(refused.faults)}, "\n".join(told))
        raise SystemExit(Exit.REFUSED) from refused
    words = _say(f"Drehbuch {number} gilt ab jetzt.", f"Playbook {number} is in force from now on.")
    answer({"published": True, "number": number, "faults": []}, words)


def _text(file: BinaryIO) -> str | Fault:
    from leadflow.playbook.document import decoded

    return decoded(file.read())


def _publisher(mail: str | None) -> Actor:
    from leadflow.accounts import queries as accounts
    from leadflow.accounts.rules import Right
    from leadflow.kernel.actor import SYSTEM
    from leadflow.kernel.refusals import Refusal

    if mail is None:
        return SYSTEM
    actor = accounts.actor_of(accounts.model(accounts.by_login(mail).id))
    if not actor.may(Right.PUBLISH_PLAYBOOK):
        raise Refusal("not_allowed", right=Right.PUBLISH_PLAYBOOK.value)
    return actor


def _language() -> str:
    from leadflow.kernel.home import home as here

    return here().language


def _say(german: str, english: str) -> str:
    return german if _language() == "de" else english


def _told(name: str, faults: Sequence[Fault]) -> list[str]:
    """One line each, as compilers write them: many editors jump to the place."""
    from leadflow.playbook.words import tell

    lines = [
        f"{name}:{fault.line}:{fault.column}: {f'{fault.path}: ' if fault.path else ''}{tell(fault, _language())}"
        for fault in faults
    ]
    count = len(lines)
    total = _say(f"{count} Fehler.", f"{count} {'fault' if count == 1 else 'faults'}.")
    return [*lines, total] if lines else []


def _plain(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    from leadflow.playbook.words import tell

    return [
        {
            "line": fault.line,
            "column": fault.column,
            "path": fault.path,
            "code": fault.code,
            "message": tell(fault, _language()),
        }
        for fault in faults
    ]
