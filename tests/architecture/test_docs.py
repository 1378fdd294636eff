"""The documents stay true: a page for each room, links that lead somewhere, words that exist in the code."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from config.cli import COMMANDS
from tests.architecture.source import ROOT

DOCS = ROOT / "docs"
ROOMS = [*sorted(p.parent.name for p in (ROOT / "leadflow").glob("*/apps.py")), "kernel"]
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_a_page_that_begins_with_its_guarantees(room: str) -> None:
    lines = (DOCS / "rooms" / f"{room}.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("**It guarantees**")
    assert lines[3].startswith("- ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert gone == []


def test_commands_that_are_named_exist() -> None:
    text = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"leadflow (?:--\w+ )?(\w[\w-]*)[ `\n]", text)) & set(re.findall(r"[a-z-]+", text))
    known = {command.partition(" ")[0] for command in COMMANDS}
    spoken = {word for word in named if f"`leadflow {word}" in text or f"\nleadflow {word}" in text}
    assert spoken <= known, spoken - known


def test_the_words_name_places_that_exist() -> None:
    text = (DOCS / "words.md").read_text(encoding="utf-8")
    places = re.findall(r"`([a-z]+\.[\w.]+)`", text)
    assert [place for place in places if not exists(place)] == []


def exists(place: str) -> bool:
    """A module of a room, or something in one; "person.role" is a fact of the playbook."""
    if place.partition(".")[0] in ("person", "company", "lead"):
        return True
    head, _, name = place.rpartition(".")
    try:
        import_module(f"leadflow.{place}")
    except ModuleNotFoundError:
        return hasattr(import_module(f"leadflow.{head}"), name)
    return True
