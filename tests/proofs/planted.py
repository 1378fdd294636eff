"""The sample company's stories as cases for the statistics, and what these make of them. Pure: no home is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from config.sample.market import CHANNEL, DAYS
from config.sample.people import prospects
from config.sample.stories import Story, stories
from config.sample.truth import Planted, plant
from leadflow.insight import speed, winners
from leadflow.insight.cases import Case, frequent
from leadflow.insight.statistics import Spell
from leadflow.scoring.learned import Anchor, Example, learn

START: Final = datetime(2025, 11, 25, tzinfo=UTC)
LEVEL, LEAST, NEEDED = 0.05, 15, 30
"""As in the default playbook."""
ANCHOR: Final = Anchor({}, 20, 15)
OUT: Final = ("sort_out", "won", "lost")


@dataclass(frozen=True, slots=True)
class Found:
    """`found` of the `planted` attributes stand as sure, in the right direction; `claims`: sure findings in all."""

    planted: int
    found: int
    claims: int
    channels: bool
    glitter: bool
    slow: bool
    slow_claims: int
    learned: bool


def looked_at(seed: int, leads: int, *, twin: bool = False) -> Found:
    planted = plant(seed, twin=twin)
    told = stories(seed, prospects(seed, leads), planted)
    cases = [_case(at, story) for at, story in enumerate(told)]
    decided = [case for case in cases if case.outcome]
    sure = [one for one in winners.winners(decided, LEVEL, LEAST) if one.believed]
    up = {(one.attribute, one.value): one.table.odds > 1 for one in sure}
    glitters = {(one.attribute, one.value) for one in winners.glitter(cases, LEVEL, LEAST) if one.glitters}
    slow, slow_claims = _slow(told, cases, planted)
    examples = [Example(frozenset(case.values.items()), case.is_won) for case in decided]
    return Found(
        planted=len(planted.truths),
        found=sum(up.get((one.fact, one.value)) == (one.odds > 1) for one in planted.truths),
        claims=len(sure),
        channels=_channels(decided, planted),
        glitter=glitters == {(one.fact, one.value) for one in planted.glitter},
        slow=slow,
        slow_claims=slow_claims,
        learned=learn(examples, frequent(decided, LEAST), ANCHOR, NEEDED).state == "learned",
    )


def _case(number: int, story: Story) -> Case:
    last = story.steps[-1] if story.steps else None
    outcome = last.what if last and last.what in ("won", "lost") else ""
    out = last is not None and (last.what == "sort_out" or last.values.get("result") == "disqualify")
    heat = next((str(step.values["heat"]) for step in story.steps if step.what == "look"), "")
    at = START + timedelta(days=story.arrives)
    stage = outcome or ("disqualified" if out else "nurturing")
    return Case(number, stage, heat, outcome, at, dict(story.prospect.facts))


def _channels(decided: list[Case], planted: Planted) -> bool:
    """The planted best channel wins most of its opportunities, the planted worst or the drifting one least."""
    best = {one.value for one in planted.truths if one.fact == CHANNEL and one.odds > 1}
    worst = {one.value for one in planted.truths if one.fact == CHANNEL and one.odds < 1}
    worst |= {planted.drift.channel} if planted.drift else set()
    shares = {
        value: one.table.log_odds
        for one in winners.winners(decided, LEVEL, LEAST)
        if one.attribute == CHANNEL
        for value in [one.value]
    }
    ranked = sorted(shares, key=shares.__getitem__)
    return bool(ranked) and ranked[-1] in best and ranked[0] in worst


def _slow(told: list[Story], cases: list[Case], planted: Planted) -> tuple[bool, int]:
    """Whether the slow segment is the slowest of all, for certain; and how many are called slow."""
    spells = _spells(told)
    tempos = [
        one for one in speed.tempos(cases, spells, LEVEL, LEAST) if one.believed and one.attribute != CHANNEL
    ]
    slower = [one for one in tempos if one.pace.ratio < 1]
    if planted.stuck is None:
        return False, len(tempos)
    wanted = (planted.stuck.fact, planted.stuck.value)
    return bool(slower) and (slower[0].attribute, slower[0].value) == wanted, len(slower)


def _spells(told: list[Story]) -> dict[str, dict[int, list[Spell]]]:
    """Working days until somebody looks, until the first talk ends, and with sales; as long as the year goes."""
    made: dict[str, dict[int, list[Spell]]] = {"new": {}, "qualifying": {}, "accepted": {}}
    for number, story in enumerate(told):
        first = story.steps[0].at if story.steps else None
        made["new"][number] = [Spell((first or DAYS) - story.arrives, first is not None)]
        if first is None:
            continue
        end = next((step.at for step in story.steps if step.what in ("hand_over", *OUT)), None)
        made["qualifying"][number] = [Spell((end or DAYS) - first, end is not None)]
        taken = next((step.at for step in story.steps if step.what == "accept"), None)
        if taken is not None:
            closed = next((step.at for step in story.steps if step.what in ("won", "lost")), None)
            made["accepted"][number] = [Spell((closed or DAYS) - taken, closed is not None)]
    return made
