"""Which piece suits whom, with the reason; a machine never sends what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.content.rules import PHASES, Reader, Tags, coverage, fit, ranked

EARLY = Reader("awareness", "director", "machinery", "nothing", "de")


@pytest.mark.parametrize(
    ("tags", "reasons", "against"),
    [
        (Tags(), (), ()),
        (Tags(phases=("awareness",)), ("phase",), ()),
        (Tags(phases=("purchase",)), (), ("too_early",)),
        (Tags(roles=("director",), industries=("machinery",)), ("role", "industry"), ()),
        (Tags(roles=("user",)), (), ("other_role",)),
        (Tags(industries=("trade",)), (), ("other_industry",)),
        (Tags(argues=("nothing",)), ("argues",), ()),
        (Tags(language="en"), (), ("other_language",)),
    ],
)
def test_every_judgement_names_its_reasons(
    tags: Tags, reasons: tuple[str, ...], against: tuple[str, ...]
) -> None:
    found = fit(1, tags, EARLY)
    assert (found.reasons, found.against, found.suits) == (reasons, against, not against)


def test_what_came_too_late_is_told_from_what_came_too_early() -> None:
    assert fit(1, Tags(phases=("awareness",)), Reader("purchase")).against == ("too_late",)


def test_nobody_gets_the_same_piece_twice() -> None:
    assert fit(7, Tags(), Reader("awareness", had=frozenset({7}))).against == ("had_it",)


def test_what_is_not_known_of_a_reader_speaks_against_nothing() -> None:
    assert fit(1, Tags(roles=("user",), industries=("trade",), language="en"), Reader("awareness")).suits


def test_the_moment_counts_before_the_trade() -> None:
    pieces = [
        (1, Tags(industries=("machinery",))),
        (2, Tags(phases=("awareness",))),
        (3, Tags(phases=("purchase",))),
    ]
    assert [one.piece for one in ranked(pieces, EARLY)] == [2, 1, 3]


phases = st.lists(st.sampled_from(PHASES), max_size=4, unique=True).map(tuple)
tags = st.builds(Tags, phases=phases, roles=st.sampled_from([(), ("user",), ("director",)]))


@given(st.lists(tags, max_size=8), st.sampled_from(PHASES), st.sampled_from(["user", "director"]))
def test_the_matrix_counts_what_a_reader_of_that_cell_may_get(
    pieces: list[Tags], phase: str, role: str
) -> None:
    there, waiting = coverage(pieces, ["user", "director"], {(phase, role): 3})[phase, role]
    assert there == sum(fit(1, one, Reader(phase, role)).suits for one in pieces)
    assert waiting == 3
