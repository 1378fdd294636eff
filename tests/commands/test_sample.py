"""`leadflow sample build`: a company made up from a seed, whose truths are known and whose books close."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.answers import Exit
from config.sample.market import CHANNEL, DAYS, MARKET
from config.sample.people import Prospect, prospects
from config.sample.post import bundles
from config.sample.stories import Story, stories
from config.sample.truth import Planted, plant
from config.sample.words import FICTIONAL_NUMBERS
from config.sample.year import year_until
from leadflow.kernel.names import company_key
from tests.commands.test_init import leadflow, told

SEEDS = range(12)
BERLIN = ZoneInfo("Europe/Berlin")


def lived(seed: int, count: int, planted: Planted | None = None) -> list[Story]:
    return stories(seed, prospects(seed, count), planted or plant(seed, twin=False))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    told(folder, "sample", "build", "--seed", "4", "--leads", "60", "--folder", "one")
    return folder


def rows(home: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(home / "leadflow.sqlite3")) as database:
        return database.execute(query).fetchall()


@pytest.mark.slow
def test_the_same_seed_is_the_same_company(built: Path) -> None:
    again = told(
        built, "sample", "build", "--seed", "4", "--leads", "60", "--folder", "two", "--until", "2026-03-04"
    )
    assert (again["refused"], again["faults"]) == ({}, [])
    assert again["last_day"] == "2026-03-04"
    leads = "SELECT title, stage, channel, heat FROM leads_lead ORDER BY id"
    assert rows(built / "one", leads) == rows(built / "two", leads)
    outcomes = "SELECT lead_id, kind, amount, reason FROM handover_outcome ORDER BY id"
    assert rows(built / "one", outcomes) == rows(built / "two", outcomes) != []
    plans = [json.loads((built / name / "planted.json").read_text()) for name in ("one", "two")]
    assert plans[0]["truths"] == plans[1]["truths"] != []


@pytest.mark.slow
def test_doctor_finds_nothing_and_nothing_happens_before_or_after_its_time(built: Path) -> None:
    assert leadflow(built / "one", ["doctor"]).returncode == Exit.OK
    recorded = [at for (at,) in rows(built / "one", "SELECT recorded_at FROM journal_entry ORDER BY id")]
    assert recorded == sorted(recorded)
    plan = json.loads((built / "one" / "planted.json").read_text())
    assert plan["first_day"] <= recorded[0][:10] <= recorded[-1][:10] <= plan["last_day"]
    assert len({at[:7] for at in recorded}) >= 12


@pytest.mark.slow
def test_a_home_is_not_built_into_another(built: Path) -> None:
    ended = leadflow(built, ["sample", "build", "--seed", "4", "--folder", "one"])
    assert ended.returncode == Exit.USAGE


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_can_be_found_and_is_told_apart_from_what_glitters(seed: int) -> None:
    planted = plant(seed, twin=False)
    assert len(planted.truths) == 5
    assert {truth.odds > 1 for truth in planted.truths if truth.fact == CHANNEL} == {True, False}
    for truth in planted.truths:
        assert 1.55 <= max(truth.odds, 1 / truth.odds) <= 2.55
        assert MARKET[truth.fact][truth.value] >= 0.12
    assert planted.drift is not None
    assert planted.stuck is not None
    facts = [(truth.fact, truth.value) for truth in planted.truths]
    apart = [(CHANNEL, planted.drift.channel), (planted.stuck.fact, planted.stuck.value)]
    assert len({*facts, *apart}) == 7
    assert not {fact for fact, _ in facts} & {one.fact for one in planted.glitter}


def test_a_twin_has_no_truth_and_the_same_people() -> None:
    twin, planted = plant(3, twin=True), plant(3, twin=False)
    assert twin == replace(planted, truths=(), stuck=None, drift=None)
    assert all(twin.log_odds(one.facts, one.day) == 0 for one in prospects(3, 50))


def test_the_odds_planted_are_the_odds_lived() -> None:
    """Among many leads, each counted against those of its fact that carry no truth."""
    planted = replace(plant(5, twin=False), drift=None)
    told = lived(5, 9000, planted)
    for truth in planted.truths:
        special = {other.value for other in planted.truths if other.fact == truth.fact}
        with_it = [s.fate == "won" for s in told if s.prospect.facts[truth.fact] == truth.value]
        without = [s.fate == "won" for s in told if s.prospect.facts[truth.fact] not in special]
        assert math.log(odds(with_it) / odds(without)) == pytest.approx(math.log(truth.odds), abs=0.3)


def odds(won: list[bool]) -> float:
    return sum(won) / (len(won) - sum(won))


def test_shares_are_those_of_the_company_of_the_source() -> None:
    """3,000 raw leads a year, some 900 opportunities, a third of them won."""
    told = lived(1, 2500)
    sold = [story for story in told if any(step.what == "accept" for step in story.steps)]
    ended = Counter(step.what for story in told for step in story.steps if step.what in ("won", "lost"))
    assert 0.27 <= len(sold) / len(told) <= 0.38
    assert 0.28 <= ended["won"] / ended.total() <= 0.42


def test_what_glitters_is_called_hot_and_wins_no_more() -> None:
    planted = plant(2, twin=True)
    told = lived(2, 6000, planted)
    seen = {story.prospect.number: heat for story in told for heat in heats(story)}
    shiny = [s for s in told if planted.glitters(s.prospect.facts)]
    plain = [s for s in told if not planted.glitters(s.prospect.facts)]
    assert hot_share(shiny, seen) > 3 * hot_share(plain, seen)
    won = [[story.fate == "won" for story in part] for part in (shiny, plain)]
    assert odds(won[0]) / odds(won[1]) == pytest.approx(1, abs=0.2)


def heats(story: Story) -> list[str]:
    return [step.values["heat"] for step in story.steps if step.what == "look"]


def hot_share(told: list[Story], seen: dict[int, str]) -> float:
    looked = [seen[story.prospect.number] for story in told if story.prospect.number in seen]
    return looked.count("hot") / len(looked)


def test_a_stuck_segment_takes_longer_and_a_story_never_runs_backwards() -> None:
    planted = plant(1, twin=False)
    told = lived(1, 2000)
    slow: list[float] = []
    usual: list[float] = []
    for story in told:
        times = [step.at for step in story.steps]
        assert times == sorted(times)
        assert all(story.arrives <= at < DAYS for at in times)
        accepted = next((step.at for step in story.steps if step.what == "accept"), None)
        if accepted is not None:
            stuck = planted.slowness(story.prospect.facts) > 1
            (slow if stuck else usual).append(accepted - story.arrives)
    assert sorted(slow)[len(slow) // 2] > 2 * sorted(usual)[len(usual) // 2]


def test_everybody_in_it_is_made_up() -> None:
    people = prospects(1, 3000)
    assert all(one.sent.get("mail", ".example").endswith(".example") for one in people)
    assert all(one.sent.get("mail", "").isascii() for one in people)
    number = re.compile(f"({'|'.join(FICTIONAL_NUMBERS)})\\d{{3}}")
    phones = [one.sent["phone"] for one in people if "phone" in one.sent]
    assert all(number.fullmatch(phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert len({company_key(one.sent["company.name"]) for one in people}) == len(people)


def test_a_year_has_its_working_days_up_to_the_last_evening() -> None:
    before = year_until(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), BERLIN)
    after = year_until(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), BERLIN)
    assert (before.days[-1].isoformat(), after.days[-1].isoformat()) == ("2026-11-20", "2026-11-23")
    assert len(after.days) == DAYS
    assert after.moment(3.5).isoformat()[11:16] == "12:30"
    assert after.promised(DAYS + 0.5).date().isoformat() == "2026-11-24"


def test_what_comes_in_is_bundled_by_moment_and_campaign() -> None:
    told = lived(1, 400)
    post = bundles(1, told)
    sent: list[str] = [one.key for bundle in post for one in bundle.sendings]
    assert len(set(sent)) == len(sent) >= 400
    by_number: dict[int, Prospect] = {story.prospect.number: story.prospect for story in told}
    for bundle in post:
        assert bundle.at < DAYS
        for one in bundle.sendings:
            assert one.written <= bundle.at or one.number is None
            if bundle.campaign and one.number is not None:
                campaign = by_number[one.number].campaign
                assert campaign is not None
                assert campaign.name == bundle.campaign
