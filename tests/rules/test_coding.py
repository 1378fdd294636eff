"""Codes on cards: what is mistyped is seen, what is printed in halves is read, and nobody guesses one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leadflow.intake import coding
from leadflow.intake.coding import ALPHABET, check_sign, make, normal, shown

BODIES = st.text(ALPHABET, min_size=9, max_size=9)


@given(BODIES, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_seen(body: str, at: int, sign: str) -> None:
    code = body + check_sign(body)
    wrong = code[:at] + sign + code[at + 1 :]
    assert (normal(wrong) is None) == (wrong != code)


@given(BODIES)
def test_two_exchanged_neighbours_are_seen(body: str) -> None:
    code = body + check_sign(body)
    for at, _ in enumerate(pairwise(body)):
        wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert (normal(wrong) is None) == (wrong != code)


@given(BODIES)
def test_as_it_is_printed_and_typed_it_is_the_same(body: str) -> None:
    code = body + check_sign(body)
    assert normal(shown(code)) == normal(f"  {shown(code).lower()} ") == normal(" ".join(code)) == code


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    found = normal(text)
    assert found is None or len(found) == coding.LENGTH


def test_twenty_thousand_are_all_different_and_leave_room() -> None:
    codes = make(20_000)
    assert len(set(codes)) == 20_000
    assert len(ALPHABET) ** 9 / 20_000 > 10**9
    assert all(normal(code) == code for code in codes[:100])
