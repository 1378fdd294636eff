"""What an audit finds: true facts of a real funnel, planted truths of the sample company, nothing in its twin."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from leadflow.insight.audit.aiming import Aim
from leadflow.insight.audit.auditing import Audit
from leadflow.insight.audit.told import told as as_json
from tests import old_system
from tests.rules.moving.reading import judged, listed, read

DATA: Final = Path(__file__).resolve().parents[4] / "shared" / "data"
FUNNEL: Final = ("olist_mql.csv.gz", "olist_closed_deals.csv.gz")
SEED: Final = 1


@cache
def funnel() -> Audit:
    if not (DATA / FUNNEL[0]).exists():
        pytest.skip("the public lists are not here")
    return judged(read(*((name, (DATA / name).read_bytes()) for name in FUNNEL)))


@cache
def sample(*, twin: bool = False) -> Audit:
    _, stories = old_system.told(SEED, 3_000, twin=twin)
    return judged(read(("export.zip", old_system.bundle(stories))))


def leads(*rows: str) -> Audit:
    return judged(listed("Id;Created;Letzter Kontakt;Status;Zuständig;E-Mail;Nachname", *rows))


def test_half_of_the_funnel_is_won_within_14_days() -> None:
    winning = funnel().pacing.winning
    assert winning is not None
    assert [round(days) for _, days in winning.quantiles] == [5, 14, 55, 162]
    assert (winning.won, winning.longest, winning.backward) == (841, 427, 1)


def test_the_funnel_is_read_as_it_is() -> None:
    found = funnel()
    assert (len(found.history.pasts), found.won, found.lost) == (8_000, 842, 0)
    assert (found.known.basis, found.history.links[0].theirs.heading) == ("ripe", "mql_id")
    assert "business_segment" in found.history.leaks


def test_the_funnel_says_what_it_cannot_say() -> None:
    assert dict(funnel().unsaid) == {"answering": "answered", "twice": "mail"}


def test_every_planted_truth_is_found_in_the_shape_of_hubspot() -> None:
    planted, _ = old_system.told(SEED, 1)
    found = sample().winners
    assert found is not None
    up = {(one.attribute, one.value): one.table.odds > 1 for one in found.found}
    wanted = {(old_system.HEADINGS[one.fact], one.value): one.odds > 1 for one in planted.truths}
    assert {key: up.get(key) for key in wanted} == wanted


def test_a_twin_without_truths_makes_nobody_claim_any() -> None:
    found = sample(twin=True)
    assert found.winners is not None
    assert found.winners.found == ()
    assert found.channels is not None
    assert not any(one.better or one.worse for one in found.channels.channels)


def test_forgotten_leads_are_counted_as_they_were_left() -> None:
    _, stories = old_system.told(SEED, 3_000)
    found = sample()
    edge = found.history.as_of - timedelta(days=90)
    silent = 0
    for story in stories:
        ended = bool(story.steps) and story.steps[-1].what in old_system.OUT
        talks = [step.at for step in story.steps if step.what in old_system.TALKS]
        last = old_system.YEAR.moment(talks[-1] if talks else story.arrives).replace(second=0, microsecond=0)
        silent += not ended and last < edge
    assert found.lying is not None
    assert found.lying.forgotten.part == silent > 0


def test_what_was_never_touched_is_told_apart() -> None:
    rows = [f"{at};2026-01-05;;Neu;Lena;m{at}@a{at}.example;Sauter{at}" for at in range(3)]
    found = leads(*rows, "9;2026-09-01;2026-09-02;Neu;Ben;x@y.example;Huber").lying
    assert found is not None
    assert (found.forgotten.part, found.never, found.owners) == (3, 3, (("Lena", 3, 3),))


def test_whoever_stands_there_twice_is_found_and_who_works_on_both() -> None:
    rows = (
        "1;2026-01-05;;Neu;Lena;a.sauter@firma.example;Sauter",
        "2;2026-02-05;;Neu;Ben;A.Sauter@firma.example;Sauter",
    )
    found = leads(*rows, "3;2026-02-05;;Neu;Ben;huber@firma.example;Huber").twice
    assert found is not None
    assert (found.surplus.part, found.apart, found.examples) == (1, 1, ((1, 2),))


def test_a_shared_mailbox_makes_nobody_the_same() -> None:
    rows = (
        "1;2026-01-05;;Neu;Lena;info@firma.example;Sauter",
        "2;2026-02-05;;Neu;Ben;info@firma.example;Huber",
    )
    found = leads(*rows).twice
    assert found is not None
    assert found.groups == 0


def test_answers_are_timed_in_working_hours_and_the_night_does_not_count() -> None:
    evening = "2026-01-08 16:00;2026-01-09 09:00;Messe"
    found = judged(listed("Created;First call;Kanal", evening, evening)).answering
    assert found is not None
    assert (found.unit, found.median) == ("hours", 2.0)


def test_days_without_a_clock_are_told_in_days() -> None:
    found = judged(
        listed("Created;First call;Kanal", "2026-01-08;2026-01-09;Web", "2026-01-08;2026-01-11;Web")
    ).answering
    assert found is not None
    assert (found.unit, found.median, found.in_time) == ("days", 2.0, None)


def test_stages_with_dates_say_who_is_stuck() -> None:
    headings = 'Created;Deal Stage;Close Date;Date entered "Angebot (Sales Pipeline)"'
    through = [f"2026-01-05;Closed won;2026-02-{day:02};2026-02-01" for day in range(2, 22)]
    found = judged(listed(headings, *through, "2026-01-05;Angebot;;2026-01-06")).pacing
    assert [(one.stage, one.still, one.stuck) for one in found.stages] == [("Angebot", 1, 1)]


def test_the_gap_to_the_target_follows_the_house_s_own_arithmetic() -> None:
    won = [f"2026-01-{day:02};Closed won;2026-06-{day:02};4000" for day in range(1, 21)]
    lost = [f"2026-02-{day:02};Closed lost;;" for day in range(1, 21)]
    told = listed("Created;Deal Stage;Close Date;Amount", *won, *lost)
    found = judged(told, Aim(revenue=10_000_000)).aiming
    assert found is not None
    assert (found.price, found.deals_needed, found.leads_needed) == (400_000, 25, 50)


def test_what_is_worth_most_money_comes_first() -> None:
    _, stories = old_system.told(SEED, 1_000)
    told = read(("export.zip", old_system.bundle(stories)))
    found = judged(told, Aim(revenue=15_000_000))
    assert [one.code for one in found.first][:2] == ["gap", "forgotten_touch"]


def test_the_document_for_machines_says_the_same() -> None:
    document: dict[str, Any] = as_json(funnel())
    assert document["sections"]["pacing"]["winning"]["quantiles"][1] == [0.5, 14.0]
    assert document["outcomes"] == {"open": 7_158, "won": 842, "lost": 0}
    assert document["sections"]["answering"] is None
