"""One entry is changed and every other line of the playbook stays, remarks and all."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.kernel.refusals import Refusal
from leadflow.playbook import document, rules
from leadflow.playbook.editing import put_entry

TEXT = Path(rules.__file__).with_name("default.yaml").read_text(encoding="utf-8")
FORMS = document.read(TEXT).values["intake"]["forms"]
SMALL = """\
intake:
  # first remark
  forms:
    - key: one  # of one
      label: {de: Eins, en: One}   # said
      # about the questions
      questions:
        - {asks: mail}
    # about two
    - key: two
      label: {de: Zwei, en: Two}
  # after the list
  more: 1
"""


def changed(text: str, new: str) -> list[str]:
    diff = unified_diff(text.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in diff if line[0] in "+-" and line[:3] not in ("+++", "---")]


def one(**more: object) -> dict[str, object]:
    return {"key": "one", "label": {"de": "Eins", "en": "One"}, "questions": [{"asks": "mail"}]} | more


def test_nothing_changed_is_the_same_text() -> None:
    for form in FORMS:
        assert (
            document.read(put_entry(TEXT, "intake", "forms", form["key"], form)).values
            == document.read(TEXT).values
        )
    assert put_entry(SMALL, "intake", "forms", "one", one()).count("#") == SMALL.count("#")


def test_only_the_line_of_the_change_changes() -> None:
    form = FORMS[0] | {"label": {"de": "Neu", "en": "New"}}
    assert changed(TEXT, put_entry(TEXT, "intake", "forms", form["key"], form)) == [
        "-      label: {de: Whitepaper anfordern, en: Get the white paper}",
        "+      label: {de: Neu, en: New}",
    ]


def test_a_new_one_comes_last_and_an_old_one_goes_alone() -> None:
    new = put_entry(SMALL, "intake", "forms", "three", {"key": "three", "label": {"de": "x: {", "en": "#y"}})
    assert [line[0] for line in changed(SMALL, new)] == ["+", "+"]
    assert document.read(new).values["intake"]["forms"][2]["label"] == {"de": "x: {", "en": "#y"}
    gone = put_entry(SMALL, "intake", "forms", "two", None)
    assert "".join(changed(SMALL, gone)) == "-    - key: two-      label: {de: Zwei, en: Two}"


@pytest.mark.parametrize("written", ["forms: []", "forms: [{key: a}]  # short", "forms:\n  - key: a"])
def test_lists_in_brackets_and_lists_without_indent_are_followed(written: str) -> None:
    text = f"intake:\n  {written}\n  more: 1\n"
    new = put_entry(text, "intake", "forms", "b", {"key": "b", "text": "two\nlines"})
    assert document.read(new).values["intake"]["forms"][-1] == {"key": "b", "text": "two\nlines"}
    assert document.read(new).values["intake"]["more"] == 1


def test_what_cannot_be_followed_is_refused() -> None:
    with pytest.raises(Refusal, match="playbook_not_editable"):
        put_entry("intake: {a: 1}\n", "intake", "forms", "b", {"key": "b"})


@given(st.text(min_size=1, max_size=40), st.text(max_size=40), st.booleans())
def test_whatever_is_typed_is_what_is_read(de: str, en: str, first: bool) -> None:
    values = one(label={"de": de, "en": en}) if first else {"key": "new", "text": de, "note": en}
    try:
        new = put_entry(SMALL, "intake", "forms", str(values["key"]), values)
    except Refusal:
        return
    assert values in document.read(new).values["intake"]["forms"]
    assert "# after the list" in new
