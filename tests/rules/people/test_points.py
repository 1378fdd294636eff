"""Which address or number is used first: a human's choice, then trust, then the newest; never one that is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from leadflow.kernel.facts import FURTHER, WRONG, Said, current
from leadflow.people.points import Spoken, points
from tests.clock import NOW

OLD, NEW = "alt@muster.example", "neu@muster.example"


def spoken(values: dict[str, Any], *, days: int = 0, trust: int = 50, human: bool = False) -> Spoken:
    return Spoken(Said(values, NOW + timedelta(days=days), trust, human), "csv")


def order(*said: Spoken, dead: tuple[str, ...] = ()) -> list[str]:
    return [point.value for point in points(said, dead)]


def main(*said: Spoken, dead: tuple[str, ...] = ()) -> list[str]:
    return [point.value for point in points(said, dead) if point.main]


def test_the_newest_of_the_highest_trust_is_used_first() -> None:
    old, new = spoken({"person.mail": OLD}), spoken({"person.mail": NEW}, days=1)
    assert main(old, new) == main(new, old) == [NEW]
    assert main(spoken({"person.mail": OLD}, trust=80), new) == [OLD]


def test_a_human_s_choice_beats_every_machine() -> None:
    chosen = spoken({"person.mail": OLD}, human=True)
    assert main(chosen, spoken({"person.mail": NEW}, days=9, trust=100)) == [OLD]


def test_what_is_told_beside_it_is_never_used_first() -> None:
    beside = spoken({FURTHER: [["mail", NEW, "private"]]}, days=9, trust=100, human=True)
    assert order(beside, spoken({"person.mail": OLD})) == [OLD, NEW]
    assert points([beside])[0].use == "private"


def test_where_mails_come_back_the_next_one_is_used() -> None:
    said = spoken({"person.mail": OLD}, human=True), spoken({"person.mail": NEW})
    assert main(*said, dead=(OLD,)) == [NEW]
    assert main(*said, dead=(OLD, NEW)) == []


def test_what_is_wrong_is_no_fact_and_stands_last() -> None:
    said = (
        spoken({"person.mail": NEW}),
        spoken({"person.mail": OLD}),
        spoken({WRONG: [NEW]}, days=1, human=True),
    )
    assert order(*said) == [OLD, NEW]
    assert current(one.said for one in said) == {"person.mail": OLD}


def test_a_machine_that_repeats_a_mistake_is_not_believed_a_human_is() -> None:
    wrong = spoken({WRONG: [NEW]}, days=1, human=True)
    assert main(wrong, spoken({"person.mail": NEW}, days=2)) == []
    assert main(wrong, spoken({"person.mail": NEW}, days=2, human=True)) == [NEW]


def test_numbers_and_mails_have_one_first_each() -> None:
    said = spoken({"person.mail": OLD, "person.phone": "+497251938211", "person.mobile": "+4915112345678"})
    assert main(said) == [OLD, "+497251938211"]
    assert [point.use for point in points([said])] == ["", "", "mobile"]


def test_no_point_is_a_fact() -> None:
    assert current([Said({FURTHER: [["mail", NEW, ""]], "person.given": "Anna"}, NOW, 50, False)]) == {
        "person.given": "Anna"
    }
