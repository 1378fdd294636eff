"""What secretly matters in a sample company: drawn from its seed, never told to the house. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from config.sample.dice import Dice, dice
from config.sample.market import CHANNEL, DAYS, MARKET

WON: Final = 0.125
"""Share of all raw leads that would be won if the year were long enough. As in the source: of 3,000 a year some 900
become opportunities, and a third of those is won."""
OPPORTUNITY: Final = 0.28
"""Share of those never won that reach sales all the same; independent of everything, so that the odds of a truth are
the same among raw leads and among opportunities."""
LEAST_SHARE: Final = 0.16
"""A truth about fewer leads than this could not be found again in a year."""
WEAKEST, STRONGEST = 1.6, 2.5
"""The odds of a truth, or one divided by them."""
EVERYDAY: Final = 0.65
"""Share from which on even the weakest truth shows in a year; a rarer one must be stronger to be found again."""
GLITTER: Final = {
    "person.role": ("director", "rank"),
    "company.size": ("from_1000", "famous name"),
    "lead.timing": ("quarter", "pushy manner"),
}
"""What impresses: fact -> (value, what the lead managers see in it)."""
DRIFTING: Final = ("website", "ads")
"""Channels with so many leads that half a year of them tells."""
SLOW: Final = (
    ("company.industry", "construction"),
    ("company.industry", "health"),
    ("company.country", "CH"),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """The odds of winning with this value, as a multiple of the odds with the fact's values that carry no truth."""

    fact: str
    value: str
    odds: float


@dataclass(frozen=True, slots=True)
class Glitter:
    """Wins neither more nor less than others and is taken for hot all the same."""

    fact: str
    value: str
    seen_as: str
    hot_share: float
    odds: float = 1.0


@dataclass(frozen=True, slots=True)
class Stuck:
    """Leads with this value take so many times as long for every stage."""

    fact: str
    value: str
    slower: float


@dataclass(frozen=True, slots=True)
class Drift:
    """From that working day on the channel's odds are multiplied; before it carries no truth."""

    channel: str
    from_day: int
    odds: float


@dataclass(frozen=True, slots=True)
class Planted:
    """All truths of one seed. A twin has none of them, and the same habits of its people."""

    truths: tuple[Truth, ...]
    glitter: tuple[Glitter, ...]
    stuck: Stuck | None
    drift: Drift | None

    def log_odds(self, facts: Mapping[str, str], day: float) -> float:
        total = sum(math.log(truth.odds) for truth in self.truths if facts[truth.fact] == truth.value)
        if self.drift and facts[CHANNEL] == self.drift.channel and day >= self.drift.from_day:
            total += math.log(self.drift.odds)
        return total

    def glitters(self, facts: Mapping[str, str]) -> float:
        """The share of such leads that is called hot; 0 where nothing glitters."""
        return max((one.hot_share for one in self.glitter if facts[one.fact] == one.value), default=0)

    def slowness(self, facts: Mapping[str, str]) -> float:
        return self.stuck.slower if self.stuck and facts[self.stuck.fact] == self.stuck.value else 1

    def told(self) -> dict[str, Any]:
        return asdict(self)


def plant(seed: int, *, twin: bool) -> Planted:
    """Two channels and three attributes that matter, up and down; glitter, a slow segment and a drift beside them."""
    chance = dice(seed, "truth")
    glitter = _glitter(chance)
    drift = Drift(
        chance.choice(DRIFTING), DAYS // 2 + chance.randint(-10, 10), round(chance.uniform(0.2, 0.33), 2)
    )
    channels = [key for key in _frequent(CHANNEL) if key != drift.channel]
    up, down = chance.sample(channels, 2)
    truths = [_truth(chance, CHANNEL, up, 1), _truth(chance, CHANNEL, down, -1)]
    facts = [fact for fact in MARKET if fact not in {CHANNEL, *(one.fact for one in glitter)}]
    chosen = chance.sample(facts, 3)
    for at, fact in enumerate(chosen):
        value = chance.choice(_frequent(fact)[1:] if fact == "company.country" else _frequent(fact))
        truths.append(_truth(chance, fact, value, 1 if at % 2 == 0 else -1))
    taken = {(truth.fact, truth.value) for truth in truths}
    fact, value = chance.choice([one for one in SLOW if one not in taken])
    stuck = Stuck(fact, value, round(chance.uniform(3, 4.5), 1))
    if twin:
        return Planted((), glitter, None, None)
    return Planted(tuple(truths), glitter, stuck, drift)


def _glitter(chance: Dice) -> tuple[Glitter, ...]:
    facts = sorted(chance.sample(sorted(GLITTER), 2))
    return tuple(Glitter(fact, *GLITTER[fact], round(chance.uniform(0.65, 0.85), 2)) for fact in facts)


def _frequent(fact: str) -> list[str]:
    return [value for value, share in MARKET[fact].items() if share >= LEAST_SHARE]


def _truth(chance: Dice, fact: str, value: str, sign: int) -> Truth:
    """`sign`: 1 for what wins more often, -1 for what wins less often."""
    rare = max(0.0, 1 - MARKET[fact][value] / EVERYDAY)
    odds = chance.uniform(WEAKEST + (STRONGEST - WEAKEST) * rare, STRONGEST)
    return Truth(fact, value, round(odds**sign, 2))


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def base_rate(log_odds: Sequence[float], wanted: float = WON) -> float:
    """The constant by which, over all these leads, the wanted share is won on average."""
    low, high = -12.0, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        share = sum(logistic(middle + one) for one in log_odds) / len(log_odds)
        low, high = (middle, high) if share < wanted else (low, middle)
    return low
