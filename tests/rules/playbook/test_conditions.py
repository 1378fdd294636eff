"""Conditions: three answers, because what nobody knows is neither right nor wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from leadflow.kernel.facts import untouched
from leadflow.playbook.policy import Condition, facts_in
from leadflow.playbook.rules import Context, holds

CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)
HERE = Context(
    channel="fair", offer="solution", signals=["enquiry", "call.reached"], roles=["director"], fit="B", interest=2,
    free_mail_domains=["gmail.com"],
)  # fmt: skip
FACTS = {
    "company.size": "from_50",
    "company.employees": 180,
    "lead.need": " Neue Linie ",
    "lead.urgent": True,
    "person.mail": "Anna@Gmail.com",
    "company.city": untouched("Select"),
    "lead.timing": "",
}


def truth(condition: object, facts: dict[str, object] | None = None) -> bool | None:
    return holds(CONDITION.validate_python(condition), FACTS if facts is None else facts, HERE)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"fact": "company.size", "is": "from_50"}, True),
        ({"fact": "company.size", "is": "from_10"}, False),
        ({"fact": "company.size", "in": ["from_10", "from_50"]}, True),
        ({"fact": "lead.need", "is": "neue linie"}, True),
        ({"fact": "company.employees", "at_least": 180}, True),
        ({"fact": "company.employees", "at_least": 181}, False),
        ({"fact": "company.employees", "at_most": 180}, True),
        ({"fact": "company.employees", "is": 180}, True),
        ({"fact": "lead.urgent", "is": True}, True),
        ({"fact": "lead.urgent", "is": 1}, False),
        ({"fact": "lead.need", "at_least": 3}, None),
        ({"fact": "person.mail", "free_mail": True}, True),
        ({"fact": "lead.need", "free_mail": True}, None),
        ({"fact": "company.size", "known": True}, True),
        ({"fact": "company.name", "known": True}, False),
        ({"fact": "company.name", "known": False}, True),
        ({"fact": "company.city", "known": True}, False),
        ({"fact": "company.name", "is": "x"}, None),
        ({"fact": "company.city", "is": "Select"}, None),
        ({"fact": "lead.timing", "is": ""}, None),
        ({"signal": "enquiry"}, True),
        ({"signal": "call"}, True),
        ({"signal": "call.reached"}, True),
        ({"signal": "call.reach"}, False),
        ({"channel": "fair"}, True),
        ({"channel": "web"}, False),
        ({"offer": "solution"}, True),
        ({"role": "director"}, True),
        ({"role": "controller"}, False),
        ({"fit": ["A", "B"]}, True),
        ({"interest": [1]}, False),
    ],
)
def test_a_condition_answers(condition: object, expected: bool | None) -> None:
    assert truth(condition) is expected


def test_a_grade_that_is_not_given_yet_cannot_be_told() -> None:
    assert holds(CONDITION.validate_python({"fit": ["A"]}), {}, Context()) is None


TRUTHS = st.sampled_from([True, False, None])
OF: dict[bool | None, object] = {
    True: {"channel": "fair"},
    False: {"channel": "web"},
    None: {"fact": "company.name", "is": "x"},
}


@given(st.lists(TRUTHS, min_size=1, max_size=5))
def test_all_is_false_as_soon_as_one_is_and_open_while_one_is(parts: list[bool | None]) -> None:
    expected = False if False in parts else None if None in parts else True
    assert truth({"all": [OF[part] for part in parts]}) is expected


@given(st.lists(TRUTHS, min_size=1, max_size=5))
def test_any_is_not_all_of_the_contrary(parts: list[bool | None]) -> None:
    any_of = truth({"any": [OF[part] for part in parts]})
    assert any_of is truth({"not": {"all": [{"not": OF[part]} for part in parts]}})


@given(st.lists(TRUTHS, min_size=1, max_size=5), TRUTHS)
def test_learning_more_never_turns_a_certain_answer(parts: list[bool | None], learned: bool) -> None:
    """What was decided on partial knowledge stays decided: only open answers may change."""
    before = truth({"any": [{"all": [OF[part] for part in parts]}]})
    after = truth({"any": [{"all": [OF[learned if part is None else part] for part in parts]}]})
    assert before is None or before is after


def test_no_answer_is_given_on_what_is_not_known_whatever_is_asked() -> None:
    for test in ({"is": 1}, {"in": [1]}, {"at_least": 1}, {"at_most": 1}, {"free_mail": True}):
        condition = {"fact": "lead.budget_amount", **test}
        assert truth(condition, {}) is None
        assert truth({"not": condition}, {}) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"fact": "lead.need"},
        {"fact": "lead.need", "is": "a", "known": True},
        {"fact": "lead.need", "equals": "a"},
        {"fact": "lead.need", "is": ["a"]},
        {"fact": "lead.need", "at_least": "3"},
        {"any": [{"channel": 3}]},
        {"fit": ["E"]},
        "enquiry",
        None,
    ],
)
def test_what_is_no_condition_is_refused(broken: object) -> None:
    with pytest.raises(ValidationError):
        CONDITION.validate_python(broken)


def test_the_facts_of_a_condition_are_found_with_their_places() -> None:
    condition = CONDITION.validate_python(
        {"any": [{"fact": "a.b", "is": 1}, {"not": {"all": [{"fact": "c.d", "known": True}]}}]}
    )
    assert list(facts_in(condition, ("when",))) == [
        (("when", "any", 0, "fact"), "a.b"),
        (("when", "any", 1, "not", "all", 0, "fact"), "c.d"),
    ]
