"""What stands is told by the statements alone: their order changes nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from leadflow.kernel.facts import Said, current, untouched
from tests.clock import NOW

VALUES = st.dictionaries(
    st.sampled_from(["given", "surname", "mail"]),
    st.sampled_from(["", "a", "b", untouched("Select")]),
    min_size=1,
)
SAID = st.builds(
    Said,
    VALUES,
    st.sampled_from([NOW, NOW - timedelta(days=1)]),
    st.sampled_from([10, 50]),
    st.booleans(),
)


@given(st.lists(SAID, max_size=4))
def test_any_order_of_statements_gives_the_same_facts(said: list[Said]) -> None:
    assert len({str(current(order)) for order in permutations(said)}) == 1


@given(st.lists(st.builds(Said, VALUES, st.just(NOW), st.just(10), st.just(False)), min_size=3, max_size=4))
def test_nor_does_it_among_statements_of_the_same_rank(said: list[Said]) -> None:
    assert len({str(current(order)) for order in permutations(said)}) == 1


def test_a_value_that_two_of_them_say_stands_for_the_greater_one() -> None:
    """Accident: the lesser of two that said "x" was compared with the third."""
    told = [{"mail": "x", "given": "a"}, {"mail": "x", "given": "c"}, {"mail": "y", "given": "b"}]
    said = [Said(values, NOW, 10, human=False) for values in told]
    assert {current(order)["mail"] for order in permutations(said)} == {"x"}


def test_a_human_beats_a_machine_that_speaks_later() -> None:
    human = Said({"mail": "a"}, NOW - timedelta(days=9), 10, human=True)
    machine = Said({"mail": "b"}, NOW, 90, human=False)
    assert current([human, machine]) == {"mail": "a"}


def test_newer_beats_older_only_within_the_same_trust() -> None:
    trusted = Said({"mail": "a"}, NOW - timedelta(days=9), 50, human=False)
    newer = Said({"mail": "b"}, NOW, 10, human=False)
    newest = Said({"mail": "c"}, NOW, 50, human=False)
    assert current([trusted, newer]) == {"mail": "a"}
    assert current([trusted, newer, newest]) == {"mail": "c"}
