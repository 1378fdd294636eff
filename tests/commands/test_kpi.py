"""`leadflow kpi`: figures for people in their language, and for machines in plain keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config import home
from config.answers import Exit
from config.cli import run
from leadflow.kernel.home import Home

TARGET = ("kpi", "target", "--revenue", "100000", "--price", "4000", "--close-rate")
UPLIFT = (
    "kpi",
    "uplift",
    "--opportunities",
    "900",
    "--close-rate",
    "0.33",
    "--price",
    "4000",
    "--uplift",
    "0.10",
)
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a folder without a home."""
    monkeypatch.setenv(home.VARIABLE, str(tmp_path))
    return tmp_path


def as_json(capsys: Captured, *arguments: str) -> dict[str, Any]:
    assert run([*arguments, "--json"]) == Exit.OK
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def words(capsys: Captured, *arguments: str) -> str:
    assert run(arguments) == Exit.OK
    return capsys.readouterr().out


def test_the_target_of_the_source(capsys: Captured) -> None:
    answer = as_json(capsys, *TARGET, "1/3")
    assert (answer["deals"], answer["opportunities"], answer["roundings"]) == (25, 75, [])


@pytest.mark.parametrize("rate", ["1/4", "0.25", "0,25", "25%", "25 %"])
def test_a_rate_may_be_written_as_people_write_it(capsys: Captured, rate: str) -> None:
    assert as_json(capsys, *TARGET, rate)["opportunities"] == 100


def test_the_uplift_of_the_source(capsys: Captured) -> None:
    answer = as_json(capsys, *UPLIFT)
    assert (answer["deals"], answer["revenue"]) == (297, 1_188_000)
    assert (answer["deals_with_uplift"], answer["deals_with_uplift_whole"]) == (326.7, 326)
    assert (answer["revenue_with_uplift"], answer["revenue_with_uplift_whole"]) == (1_306_800, 1_304_000)
    assert (answer["gain"], answer["gain_whole"]) == (118_800, 116_000)


def test_each_rounding_is_named(capsys: Captured) -> None:
    assert as_json(capsys, *UPLIFT)["roundings"] == [
        {"figure": "deals_with_uplift", "exact": "326.7", "shown": 326, "way": "down"}
    ]


def test_without_a_home_it_speaks_german(capsys: Captured) -> None:
    told = words(capsys, *UPLIFT)
    assert "1.306.800 € (1.304.000 €)" in told
    assert "326,7 (326 ganze)" in told


def test_an_english_home_reads_english_figures_in_its_currency(capsys: Captured, nowhere: Path) -> None:
    home.create(nowhere, Home(language="en", currency="CHF"))
    told = words(capsys, *UPLIFT)
    assert "CHF 1,306,800 (CHF 1,304,000)" in told
    assert "36.3%" in told


@pytest.mark.parametrize("revenue", ["100.000", "1,000,000", "many", "1e5", "", "٣"])
def test_what_cannot_be_read_is_asked_back(revenue: str) -> None:
    assert run(["kpi", "target", "--revenue", revenue, "--price", "4", "--close-rate", "1/3"]) == Exit.USAGE


@pytest.mark.parametrize(("price", "rate"), [("0", "1/3"), ("4000", "0"), ("4000", "4/3"), ("-1", "1/3")])
def test_senseless_figures_are_refused_with_a_code(capsys: Captured, price: str, rate: str) -> None:
    arguments = ["kpi", "target", "--revenue", "1", "--price", price, "--close-rate", rate, "--json"]
    assert run(arguments) == Exit.REFUSED
    assert json.loads(capsys.readouterr().out)["error"] in {"figure_not_positive", "rate_above_one"}


@pytest.mark.parametrize("command", ["target", "uplift"])
def test_help_shows_one_answer_in_json(capsys: Captured, command: str) -> None:
    shown = words(capsys, "kpi", command, "--help").partition("With --json:")[2]
    real = as_json(capsys, *(UPLIFT if command == "uplift" else (*TARGET, "1/3")))
    assert json.loads(shown).items() <= real.items()
