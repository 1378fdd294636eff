"""What is known, from what was said: a human beats a machine, trust beats doubt, newer beats older."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeGuard

import orjson

from leadflow.kernel.values import quick

Facts = dict[str, Any]
UNTOUCHED: Final = "untouched"
FURTHER: Final = "person.points"
"""Addresses and numbers told beside the main ones: lists of kind, value, use. No fact, for none displaces another."""
WRONG: Final = "person.wrong"
"""Addresses and numbers of which a human says that they are wrong. No fact either: it takes facts away."""
POINTS: Final = ("person.mail", "person.phone", "person.mobile")


@quick(frozen=True, slots=True)
class Said:
    """One statement: several values from one source at one time."""

    values: Mapping[str, Any]
    happened_at: datetime
    trust: int
    human: bool


def untouched(shown: str) -> dict[str, str]:
    """The default of a drop-down that nobody changed: neither missing nor an answer."""
    return {UNTOUCHED: shown}


def is_untouched(value: object) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and value.keys() == {UNTOUCHED}


def is_known(value: object) -> bool:
    return value is not None and value != "" and not is_untouched(value)


def current(statements: Iterable[Said]) -> Facts:
    """The values that stand now, whatever order the statements come in.

    A value nobody chose never displaces a chosen one. Equal rank is settled by all that the two statements say, so
    that the same statements give the same facts on every machine, and given name and surname come from the same one.
    """
    statements = list(statements)
    if any(FURTHER in said.values or WRONG in said.values for said in statements):
        statements = _without_asides(statements)
    if len(statements) == 1:
        values = statements[0].values
        return {key: values[key] for key in sorted(values)}
    standing: dict[str, tuple[_Rank, Any, Said]] = {}
    for said in statements:
        for key, value in said.values.items():
            rank = (is_known(value), said.human, said.trust, said.happened_at)
            before = standing.get(key)
            if before is None or rank > before[0] or (rank == before[0] and _beats(value, said, *before[1:])):
                standing[key] = rank, value, said
    return {key: standing[key][1] for key in sorted(standing)}


def _without_asides(statements: Sequence[Said]) -> list[Said]:
    wrong = taken_for_wrong(statements)
    right = [without_wrong(said, wrong) for said in statements]
    return [
        replace(said, values={key: v for key, v in said.values.items() if key not in (FURTHER, WRONG)})
        for said in right
    ]


def taken_for_wrong(statements: Iterable[Said]) -> dict[str, datetime]:
    """Address or number -> since when a human takes it for wrong."""
    wrong: dict[str, datetime] = {}
    for said in statements:
        for value in said.values.get(WRONG, ()):
            wrong[value] = max(said.happened_at, wrong.get(value, said.happened_at))
    return wrong


def without_wrong(said: Said, wrong: Mapping[str, datetime]) -> Said:
    """As far as nobody took it for wrong. A human who states it anew afterwards is believed, a machine is not."""

    def stands(value: object) -> bool:
        since = wrong.get(value) if isinstance(value, str) else None
        return since is None or (said.human and said.happened_at > since)

    values = {key: value for key, value in said.values.items() if key not in POINTS or stands(value)}
    if FURTHER in values:
        values[FURTHER] = [point for point in values[FURTHER] if stands(point[1])]
    return replace(said, values=values)


_Rank = tuple[bool, bool, int, datetime]


def _beats(value: object, said: Said, other: object, before: Said) -> bool:
    """Also where both say the same value: the statement that stands is compared with the next one."""
    if said.values == before.values:
        return False
    return (_text(said.values), _text(value)) > (_text(before.values), _text(other))


def _text(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
