"""How a person is reached: each address and number ever stated, who said it, and which is the main one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from leadflow.kernel.facts import FURTHER, Said, taken_for_wrong, without_wrong

MAIL, PHONE = "mail", "phone"
USES: Final = ("work", "mobile", "private")
MAINS: Final = {"person.mail": (MAIL, ""), "person.phone": (PHONE, ""), "person.mobile": (PHONE, "mobile")}
"""Facts that state the one to use; what is told beside them stands in `person.points`."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement about a person with who made it."""

    said: Said
    source: str = ""
    by: int | None = None
    arrival: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """`use`: work, mobile, private, "" where nobody said. `dead`: mails to it come back; `wrong`: a human said so."""

    kind: str
    value: str
    use: str
    source: str
    by: int | None
    arrival: int | None
    happened_at: datetime
    human: bool
    main: bool = False
    dead: bool = False
    wrong: bool = False

    @property
    def reaches(self) -> bool:
        return not self.dead and not self.wrong


class Told(NamedTuple):
    """`as_main`: stated as the one to use."""

    kind: str
    value: str
    use: str
    as_main: bool


@dataclass(frozen=True, slots=True)
class _Best:
    """The statement that speaks for a point with most weight, and the use said with most weight."""

    rank: tuple[Any, ...]
    by: Spoken
    use: str
    use_rank: tuple[Any, ...]


def told(values: Mapping[str, Any]) -> list[Told]:
    """Each address and number that a statement names."""
    mains = [
        Told(kind, value, use, True)
        for key, (kind, use) in MAINS.items()
        if isinstance(value := values.get(key), str) and value
    ]
    return [*mains, *(Told(kind, value, use, False) for kind, value, use in values.get(FURTHER, ()))]


def points(spoken: Sequence[Spoken], dead: Collection[str] = ()) -> tuple[Point, ...]:
    """Mails, then numbers, the main one of each first: stated as such, by a human before a machine, by trust, the
    newest. One that is wrong, or from which mails come back, is never the main one and stands at the end."""
    wrong = taken_for_wrong(one.said for one in spoken)
    best: dict[tuple[str, str], _Best] = {}
    for one in spoken:
        right = told(without_wrong(one.said, wrong).values)
        for place, point in enumerate(told(one.said.values)):
            weight = (one.said.human, one.said.trust, one.said.happened_at, -place)
            found = _Best(
                (point in right, point.as_main, *weight), one, point.use, (point.use != "", *weight)
            )
            before = best.get(point[:2])
            best[point[:2]] = _better(before, found) if before else found
    return _in_order(best, dead)


def _better(one: _Best, other: _Best) -> _Best:
    stands = max(one, other, key=lambda best: best.rank)
    named = max(one, other, key=lambda best: best.use_rank)
    return replace(stands, use=named.use, use_rank=named.use_rank)


def _in_order(best: Mapping[tuple[str, str], _Best], dead: Collection[str]) -> tuple[Point, ...]:
    ordered = sorted(best, key=lambda key: (*best[key].rank, key[1]), reverse=True)
    return tuple(
        point
        for kind in (MAIL, PHONE)
        for point in _first_is_main([_point(key, best[key], dead) for key in ordered if key[0] == kind])
    )


def _point(key: tuple[str, str], best: _Best, dead: Collection[str]) -> Point:
    said = best.by.said
    return Point(
        *key,
        best.use,
        best.by.source,
        best.by.by,
        best.by.arrival,
        said.happened_at,
        said.human,
        dead=key[1] in dead,
        wrong=not best.rank[0],
    )


def _first_is_main(found: Iterable[Point]) -> list[Point]:
    ranked = sorted(found, key=lambda point: (point.wrong, point.dead))
    return [replace(point, main=at == 0 and point.reaches) for at, point in enumerate(ranked)]


def addresses(values: Iterable[Mapping[str, Any]]) -> set[str]:
    """All addresses and numbers in what was said, right or wrong."""
    return {point.value for each in values for point in told(each)}
