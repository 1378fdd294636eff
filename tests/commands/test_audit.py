"""`leadflow audit`: without a home, one page that needs nothing else, in both languages, whatever the cells hold."""

from __future__ import annotations

import json
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from config import home
from config.answers import Exit
from config.cli import run
from tests import old_system

Captured = pytest.CaptureFixture[str]
EVIL = '"<script>alert(1)</script>"'


class Outside(HTMLParser):
    """Every address a page would ask for, and every script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "link", "img", "iframe", "object") else []
        self.found += [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a folder without a home."""
    monkeypatch.delenv(home.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def export(nowhere: Path) -> Path:
    path = nowhere / "export.zip"
    path.write_bytes(old_system.bundle(old_system.told(1, 600)[1]))
    return path


def test_an_export_becomes_one_page_that_asks_nobody_for_anything(export: Path, capsys: Captured) -> None:
    assert run(["audit", str(export), "--language", "en"]) == Exit.OK
    page = Path("audit.html").read_text(encoding="utf-8")
    outside = Outside()
    outside.feed(page)
    assert outside.found == []
    assert re.findall(r"url\((?!\"data:font)", page) == []
    assert "What 600 leads say" in page
    assert "1. " in capsys.readouterr().out


def test_the_page_speaks_german_throughout(export: Path) -> None:
    assert run(["audit", str(export), "--language", "de", "--out", "befund.html"]) == Exit.OK
    page = Path("befund.html").read_text(encoding="utf-8")
    assert 'lang="de"' in page
    assert "Was 600 Leads über eure Arbeit mit Leads sagen" in page
    assert "leads" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL).replace("hubspot-crm", "")


def test_machines_get_the_figures_and_no_page(export: Path, capsys: Captured) -> None:
    assert run(["audit", str(export), "--json", "--target", "50000"]) == Exit.OK
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["leads"] == 600
    assert document["sections"]["aiming"]["target"] == 5_000_000
    assert not Path("audit.html").exists()


def test_hostile_cells_stay_text(nowhere: Path) -> None:
    rows = "\n".join(f"2026-01-{day:02};{EVIL};{'=cmd()' if day % 2 else EVIL};Neu" for day in range(1, 29))
    (nowhere / "evil.csv").write_text(f"Created;Kanal;{EVIL};Status\n{rows}\n", encoding="utf-8")
    assert run(["audit", "evil.csv"]) == Exit.OK
    assert "<script" not in Path("audit.html").read_text(encoding="utf-8")


def test_a_file_that_is_no_list_is_refused_in_words(nowhere: Path, capsys: Captured) -> None:
    (nowhere / "x.csv").write_bytes(b"Artikel;Preis\nA;1\n")
    assert run(["audit", "x.csv"]) == Exit.REFUSED
    assert "moving_no_leads" in capsys.readouterr().err


def test_a_column_that_was_read_wrongly_can_be_named(nowhere: Path, capsys: Captured) -> None:
    (nowhere / "x.csv").write_bytes(b"Beginn;Kanal\n2026-01-05;Web\n2026-01-06;Web\n")
    assert run(["audit", "x.csv", "--json", "--column", "created=Beginn"]) == Exit.OK
    columns = json.loads(capsys.readouterr().out)["files"][0]["columns"]
    assert (columns[0]["read_as"], columns[0]["how"]) == ("created", "chosen")


@pytest.mark.parametrize("told", [["--target", "nan"], ["--price", "inf"]])
def test_what_is_no_amount_of_money_is_asked_back(told: list[str], export: Path) -> None:
    assert run(["audit", str(export), *told]) == Exit.USAGE


@pytest.mark.parametrize("told", ["created", "=Beginn", "created="])
def test_a_column_without_its_heading_is_asked_back(told: str, export: Path) -> None:
    assert run(["audit", str(export), "--column", told]) == Exit.USAGE


def test_the_commands_of_the_page_about_audits_do_what_it_says(export: Path) -> None:
    _, stories = old_system.told(1, 60)
    Path("contacts.csv").write_bytes(
        b"Start;Reply;Kanal\n2026-01-05;2026-01-06;Web\n2026-01-07;2026-01-08;Web\n"
    )
    Path("deals.csv").write_bytes(old_system.deals(stories))
    text = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    commands = re.findall(r"^leadflow (.+)$", text, re.MULTILINE)
    assert [run(shlex.split(command)) for command in commands] == [Exit.OK] * 5
    assert Path("report.html").exists()
