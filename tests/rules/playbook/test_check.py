"""A broken playbook: every fault at once, each with its line."""

from __future__ import annotations

import ast
import re
from copy import deepcopy
from functools import reduce
from io import StringIO
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from leadflow.content.policy import ContentPolicy
from leadflow.intake.policy import IntakePolicy
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import checking, document, rules
from leadflow.playbook.editing import put_entry
from leadflow.playbook.words import DE, EN, tell
from tests.rules.playbook.conftest import DEFAULT, SECTIONS, TEAMS, Changed

ROOM = Path(checking.__file__).parent


def test_the_default_playbook_has_no_fault(default: str) -> None:
    assert checking.check(default, outside=TEAMS) == []


def line_of(passage: str) -> int:
    return DEFAULT[: DEFAULT.index(passage)].count("\n") + 1


MAIL = "- key: mail\n      label: {de: E-Mail, en: Email}\n      basis"
NEED = "key: lead.need\n      type: "
ELSEWHERE = ("purpose_missing", "another_currency", "missing")
"""Faults between two passages, or of what is not there: told at the other one, or where the entry begins."""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("points: 25", "points: twenty", "wrong_type"),
        ("points: 25", "points: 2.5", "wrong_type"),
        ("points: 25", "points: 900", "too_large"),
        ("points: 25", "pionts: 25", "unknown_key"),
        ("points: 25", "", "missing"),
        ("axis: fit", "axis: fitness", "not_one_of"),
        ("half_life: 14d", "half_life: two weeks", "not_a_span"),
        ("answer_within: 16h", "answer_within: 2d", "not_a_span"),
        ("key: size_large", "key: size_core", "doubled_key"),
        ("key: workshop", "key: Workshop", "not_a_key"),
        ("key: lead.alternative", "key: Lead.Alternative", "not_a_fact_key"),
        ("key: person.function", "key: person.points", "reserved"),
        ("key: person.function", "key: person.wrong", "reserved"),
        ("currency: EUR", "currency: Euro", "not_a_currency"),
        ("{channel: list}", "{channel: lists}", "unknown_name"),
        ("{fact: lead.budget, is: released}", "{fact: lead.budgett, is: released}", "unknown_name"),
        ("{fact: lead.budget, is: released}", "{fact: lead.budget, is: there}", "unknown_choice"),
        ("{fact: lead.budget, is: released}", "{fact: lead.budget, at_least: 3}", "test_does_not_fit"),
        ("{fact: lead.budget, is: released}", "{fact: lead.budget}", "not_one_test"),
        ("{fact: lead.budget, is: released}", "{budget: released}", "not_a_condition"),
        ("role: controller", "role: banker", "unknown_name"),
        ("signal: meeting", "signal: meating", "unknown_name"),
        ("signal: call.callback", "signal: call.back", "unknown_name"),
        ("{A: 55, B: 35, C: 15}", "{A: 55, B: 55, C: 15}", "borders_do_not_descend"),
        ("otherwise: sales", "otherwise: salse", "unknown_name"),
        ("purpose: phone", "purpose: fax", "unknown_name"),
        ("reason: no_need", "reason: no_needs", "unknown_name"),
        ("close_rate: 1/3", "close_rate: 4/3", "not_a_ratio"),
        ('morning_ends: "12:00"', 'morning_ends: "25:00"', "not_a_clock"),
        ('mon: ["08:00-12:00"', 'mon: ["12:00-08:00"', "not_hours"),
        ('mon: ["08:00-12:00"', 'mon: ["08:00-14:00"', "hours_overlap"),
        ('closed_on: ["12-24"', 'closed_on: ["24.12."', "not_a_day"),
        ("order: [promise,", "order: [", "order_not_complete"),
        ("letter: {de: P, en: N}", "letter: {de: R, en: N}", "letter_taken"),
        ("letter: {de: P, en: N}", "letter: {de: p, en: N}", "not_a_letter"),
        ("- fact: company.size", "- fact: lead.need", "asked_twice"),
        (f"{NEED}text", f"{NEED}choice", "choices_do_not_fit"),
        (MAIL, MAIL.replace("key: mail", "key: post"), "purpose_missing"),
        ("{amount: 1200, currency: EUR}", "{amount: 1200, currency: CHF}", "another_currency"),
        ("{amount: 1200, currency: EUR}", "{amount: -1, currency: EUR}", "not_an_amount"),
        ("de: Suchmaschine, en: Search engine", "de: Suche, Maschine, en: Search engine", "comma_cuts_text"),
        ("de: Suchmaschine", "de: ''", "empty_text"),
        ("claim_ends_after: 30min", "claim_ends_after: 30min\n  claim_ends_after: 1h", "said_twice"),
        ("claim_ends_after: 30min", "claim_ends_after: 30", "not_a_span"),
        ("claim_ends_after: 30min", "claim_ends_after: *later", "no_aliases"),
        ("claim_ends_after: 30min", "claim_ends_after: '30min", "not_readable"),
        ("claim_ends_after: 30min", "claim_ends_after: !!python/object 30min", "no_tags"),
        ("targets:", "goals:", "unknown_section"),
    ],
)  # fmt: skip
def test_a_fault_is_found_on_its_line(changed: Changed, old: str, new: str, code: str) -> None:
    faults = changed(old, new)
    told = {fault.code: fault.line for fault in faults}
    assert all(tell(fault, "de") != tell(fault, "en") for fault in faults)
    assert code in told
    near = line_of(old) + new[: len(new)].count("\n")
    assert abs(told[code] - near) <= 1 or code in ELSEWHERE


def test_all_faults_are_told_at_once(default: str) -> None:
    broken = default.replace("points: 25", "points: x").replace("answer_within: 16h", "answer_within: soon")
    broken = broken.replace("key: workshop", "key: solution").replace("{channel: list}", "{channel: lists}")
    told = checking.check(broken, outside=TEAMS)
    assert {"wrong_type", "not_a_span", "doubled_key", "unknown_name"} <= {fault.code for fault in told}
    assert told == sorted(told)


def test_an_open_quote_in_one_section_does_not_hide_the_faults_of_another(changed: Changed) -> None:
    told = changed("sun: []", "sun: ['")
    assert [fault.code for fault in told] == ["not_readable"]
    broken = DEFAULT.replace("sun: []", "sun: ['").replace("close_rate: 1/3", "close_rate: 3")
    told = checking.check(broken, outside=TEAMS)
    assert [fault.code for fault in told] == ["not_readable", "not_a_ratio"]
    assert told[1].line == line_of("close_rate: 1/3")


def test_a_missing_section_is_one_fault_and_does_not_make_its_names_unknown(default: str) -> None:
    without = re.sub(r"(?ms)^privacy:.*?(?=^content:)", "", default)
    assert [(f.code, f.facts["name"]) for f in checking.check(without, outside=TEAMS)] == [
        ("section_missing", "privacy")
    ]


def test_an_empty_text_lacks_every_section() -> None:
    told = checking.check("")
    assert {fault.path for fault in told} == {section.SECTION for section in SECTIONS}


def test_a_fact_set_after_the_contact_must_not_give_points(changed: Changed) -> None:
    told = changed("key: lead.budget_amount\n", "key: lead.budget_amount\n      never_score: true\n")
    assert [(fault.code, fault.facts["name"]) for fault in told] == [("never_scored", "lead.budget_amount")]
    assert told[0].line == line_of("{fact: lead.budget_amount, at_least") + 1


def test_a_slip_of_the_pen_gets_the_word_that_was_meant(changed: Changed) -> None:
    (fault, *_) = changed("{channel: list}", "{channel: refferal}")
    assert tell(fault, "de") == "„refferal“ ist nirgends festgelegt (Kanal). Meintest du „referral“?"
    assert tell(fault, "en") == '"refferal" is declared nowhere (channel). Did you mean "referral"?'


@pytest.mark.parametrize(
    "text",
    ["", "# nothing", "hello", "[1, 2]", "a: \x00", "\x01", "[" * 2000, "{" * 99, "a: &x [*x]", "? [a]\n: b",
     "---\na: 1\n---\nb: 2", "%YAML 9.9\n---\na: 1", "a:\n\tb: 1", "a: b: c", "- x", "\ufeffa: 1",
     "x" * 1_000_001]
)  # fmt: skip
def test_no_text_makes_the_check_fail(text: str) -> None:
    told = checking.check(text)
    assert told
    for fault in told:
        assert fault.line >= 1
        assert fault.column >= 1
        assert tell(fault, "de") != tell(fault, "en")


LINES = DEFAULT.split("\n")


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(["", "  x: 1", "\t", "- [", "key: 'a", "}: {", "a: *b", "\x00"]),
)
def test_whatever_happens_to_a_line_the_check_answers(at: int, instead: str) -> None:
    text = "\n".join([*LINES[:at], instead, *LINES[at + 1 :]])
    assert all(1 <= fault.line <= len(LINES) + 1 for fault in checking.check(text, outside=TEAMS))


CODE_AT = {"fault": 0, "Finding": 1, "Fault": 3, "blame": 1}


def codes_in(path: Path) -> set[str]:
    """What the source blames: the code is always at the same place of the call."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            said = node.args[CODE_AT[name]] if name in CODE_AT and len(node.args) > CODE_AT[name] else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                found.add(said.value)
    return found


def test_every_fault_has_words_in_both_languages() -> None:
    sources = [
        *ROOM.parent.glob("*/policy.py"),
        *(path for path in ROOM.glob("*.py") if path.stem != "words"),
    ]
    blamed = set().union(*map(codes_in, sources))
    assert len(blamed) > 25
    assert blamed <= DE.keys()
    assert DE.keys() == EN.keys()


def test_a_place_counts_from_one_as_people_do() -> None:
    assert document.shown(("scoring", "rules", 2, "when")) == "scoring.rules[3].when"


def test_a_published_text_with_a_value_this_house_does_not_know_any_more_is_still_read(default: str) -> None:
    values = deepcopy(document.read(default).values)
    values["intake"]["trust"]["carrier_pigeon"] = 3
    values["agenda"]["tea_at"] = "16:00"
    read = rules.parse(values, dict)[IntakePolicy]
    assert isinstance(read, IntakePolicy)
    assert read.trust.csv == 40


def test_a_published_text_that_lacks_what_this_house_wants_is_filled_from_the_default(default: str) -> None:
    whole = document.read(default).values
    values = deepcopy(whole)
    del values["content"], values["intake"]["trust"]
    read = rules.parse(values, lambda: whole)
    assert isinstance(intake := read[IntakePolicy], IntakePolicy)
    assert intake.trust.csv == 40
    assert isinstance(content := read[ContentPolicy], ContentPolicy)
    assert content.kind("study")


LATER = (
    ("intake", "webhooks"), ("intake", "fair"), ("intake", "hand"), ("intake", "trust", "webhook"),
    ("intake", "trust", "fair"), ("intake", "trust", "hand"), ("matching", "certain_from"),
    ("matching", "asked_from"), ("matching", "questions_at_most"),
)  # fmt: skip
"""What older playbooks do not say."""


def older_than(values: dict[str, Any]) -> dict[str, Any]:
    older = deepcopy(values)
    for *path, last in LATER:
        del reduce(getitem, path, older)[last]
    return older


def test_an_older_text_means_the_same_as_it_stands(default: str) -> None:
    whole = document.read(default).values
    older = older_than(whole)
    assert checking.check(yaml_of(older), outside=TEAMS) == []
    for section in (IntakePolicy, MatchingPolicy):
        assert section.model_validate(older[section.SECTION]) == section.model_validate(
            whole[section.SECTION]
        )


def test_a_form_of_an_older_text_can_be_edited(default: str) -> None:
    older = older_than(document.read(default).values)
    form = older["intake"]["forms"][0] | {"label": {"de": "Neu", "en": "New"}}
    new = put_entry(yaml_of(older), "intake", "forms", form["key"], form)
    assert checking.check(new, outside=TEAMS) == []


def yaml_of(values: object) -> str:
    out = StringIO()
    YAML(typ="safe", pure=True).dump(values, out)
    return out.getvalue()


def test_a_new_text_with_a_value_nobody_knows_is_a_fault(changed: Changed) -> None:
    faults = changed("trust: {csv: 40,", "trust: {carrier_pigeon: 3, csv: 40,")
    assert faults
    assert all(fault.line for fault in faults)
