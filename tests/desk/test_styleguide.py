"""The look holds what it promises: every page renders, nothing inline, every icon and colour exists and can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from leadflow import desk
from leadflow.desk.look.phases import ORDER
from leadflow.desk.styleguide import pages, samples
from leadflow.desk.templatetags import look

ROOM = Path(desk.__file__).parent
CSS = {sheet.name: sheet.read_text() for sheet in (ROOM / "static/desk/css").glob("*.css")}
ICONS = set(re.findall(r'symbol id="([^"]+)"', (ROOM / "static/desk/icons.svg").read_text()))
TOKENS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", CSS["tokens.css"]))
TEXTS = [
    ("ink", "surface"), ("ink-2", "surface"), ("ink-3", "surface"), ("ink-3", "well"), ("ink-3", "ground"),
    ("accent-2", "soft"), ("on-accent", "accent"), ("red", "surface"), ("red", "red-soft"),
    ("red", "softer"), ("ink-3", "softer"),
    *((f"{phase}-text", ground) for phase in ORDER for ground in ("surface", f"{phase}-chip")),
]  # fmt: skip
MARKS = [
    ("line-3", "surface"),
    ("accent", "surface"),
    ("river-2", "surface"),
    *((phase, "surface") for phase in ORDER),
]


def shown(page: str) -> str:
    template, values = pages.PAGES[page]
    return render_to_string(f"styleguide/pages/{template}.html", samples.shell(page) | values())


def light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    dark, bright = sorted(light(TOKENS[name].split(", ")[theme]) for name in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", pages.PAGES)
def test_a_page_renders_without_anything_inline(page: str) -> None:
    html = shown(page)
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)[^>]*>\s*\S", html)
    assert "{{" not in html


@pytest.mark.parametrize("page", pages.PAGES)
def test_a_page_uses_only_icons_that_are_there(page: str) -> None:
    assert set(re.findall(r"icons(?:\.\w+)?\.svg#([\w-]+)", shown(page))) <= ICONS


@pytest.mark.parametrize("page", pages.PAGES)
def test_a_page_has_one_title_and_no_id_twice(page: str) -> None:
    html = shown(page)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert html.count("<h1") == 1
    assert len(ids) == len(set(ids))


def test_the_style_guide_shows_every_part() -> None:
    html = render_to_string("styleguide/index.html", samples.shell("") | samples.parts())
    for part in (
        "grade first",
        "phase-line",
        "fall",
        "sums",
        "plan",
        "toast",
        "bullet",
        "countdown",
        "steps",
        "outline",
    ):
        assert f'class="{part}' in html


@pytest.mark.parametrize(("text", "ground"), TEXTS)
@pytest.mark.parametrize("theme", [0, 1])
def test_text_can_be_read(text: str, ground: str, theme: int) -> None:
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
@pytest.mark.parametrize("theme", [0, 1])
def test_marks_stand_out(mark: str, ground: str, theme: int) -> None:
    assert contrast(mark, ground, theme) >= 3


@pytest.mark.parametrize("sheet", CSS)
def test_colours_are_named_in_the_tokens_only(sheet: str) -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS[sheet]))
    assert used <= set(re.findall(r"--([\w-]+):", CSS["tokens.css"]))


def test_a_new_lead_shows_a_word_instead_of_a_grade() -> None:
    assert "new" in look.grade("A", 1, new=True)
    assert ">A<" not in look.grade("A", 1, new=True)


def test_a_grade_is_two_cells_and_says_both() -> None:
    assert "<span>B</span><span>2</span>" in look.grade("B", 2)
    assert "fit B, interest 2" in look.grade("B", 2)


@pytest.mark.parametrize(
    ("name", "letters"), [("Dr. Andreas Müller", "AM"), ("Ada", "A"), ("", ""), (None, "")]
)
def test_initials_leave_titles_out(name: str | None, letters: str) -> None:
    assert look.initials(name) == letters


def test_points_carry_their_sign() -> None:
    assert [look.signed(value) for value in (14, -3, 0, None)] == ["+14", "\u22123", "0", "0"]


def test_an_unknown_phase_is_said_and_draws_nothing_passed() -> None:
    assert "Phase not known yet" in look.phase_line(None)
    assert "passed" not in look.phase_line(None)


def test_names_are_escaped() -> None:
    assert "<b>" not in look.phase_chip("awareness") + look.key("<b>")
