"""What a message says of how somebody is reached."""

from __future__ import annotations

from typing import Any

import pytest

from leadflow.intake.rules import Reading
from leadflow.kernel.facts import FURTHER
from tests import make

WORK, HOME = "anna@alpha.example", "x@gmx.example"


def person(*pairs: tuple[str, str]) -> dict[str, Any]:
    found = make.reading(dict(pairs))
    assert isinstance(found, Reading)
    return found.person


@pytest.mark.parametrize("work_first", [True, False])
def test_a_private_address_is_never_the_main_one_beside_another(work_first: bool) -> None:
    pairs = [("mail", WORK), ("mail.private", HOME)]
    found = person(*(pairs if work_first else reversed(pairs)))
    assert (found["person.mail"], found[FURTHER]) == (WORK, [["mail", HOME, "private"]])


def test_a_private_number_makes_way_for_one_of_work_which_stays_told_as_such() -> None:
    found = person(("phone.private", "0731 55512"), ("phone.work", "0731 55513"))
    assert found["person.phone"] == "+4973155513"
    assert found[FURTHER] == [["phone", "+4973155512", "private"], ["phone", "+4973155513", "work"]]


def test_a_private_address_alone_is_the_main_one() -> None:
    assert person(("mail.private", HOME))["person.mail"] == HOME
