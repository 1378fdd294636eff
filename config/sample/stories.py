"""What happens to each lead, step by step, until the year is over. Pure: told before anything is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from config.sample import words
from config.sample.dice import Dice, dice
from config.sample.market import DAYS, OFFER, STARTER
from config.sample.people import HEAD, MANAGERS, SELLERS, Colleague, Prospect
from config.sample.truth import OPPORTUNITY, Planted, base_rate, logistic

ANSWERED: Final = 2.4
"""Working days within which sales answers: later an offer goes back by itself."""
DECIDERS: Final = ("technical", "director")
FATES: Final = {
    "sorted_out": 0.3,
    "talked_out": 0.34,
    "unreachable": 0.12,
    "nurtured": 0.2,
    "sent_back": 0.04,
}
"""Of those that do not become opportunities. What makes a lead win has no say in which of these it is."""
SESSION: Final = 0.9
"""When the day's fruitless leads are taken out."""
CLEARED_ON: Final = (64.9, 129.9, 194.9)
"""Once a quarter the head takes out what was left lying."""
AT_SIGHT: Final = {"wrong_market": 3, "private": 2, "competitor": 1, "wrong_data": 2, "too_small": 2}
IN_CALL: Final = {"no_need": 5, "no_budget": 3, "other_solution": 3, "too_small": 1, "wants_no_contact": 1}
LOST: Final = {"competitor": 3, "price": 3, "no_decision": 4, "budget_gone": 2, "timing": 2, "other_kind": 1}
RETURNED: Final = {"no_decider": 3, "wrong_facts": 2, "not_reached": 3, "not_our_field": 2}
PRICES: Final = {OFFER: 4000, STARTER: 1200}
PROMISED: Final = "promised"
"""Among the values of a step: a working day to be turned into a moment."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing one colleague does with the lead."""

    at: float
    who: Colleague
    what: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """`fate` is what becomes of the lead if the year is long enough."""

    prospect: Prospect
    arrives: float
    again: float | None
    fate: str
    steps: tuple[Step, ...]


def stories(seed: int, prospects: Sequence[Prospect], planted: Planted) -> list[Story]:
    log_odds = [planted.log_odds(one.facts, one.day) for one in prospects]
    base = base_rate(log_odds) if log_odds else 0.0
    return [
        _Telling(seed, prospect, planted).story(logistic(base + extra))
        for prospect, extra in zip(prospects, log_odds, strict=True)
    ]


class _Telling:
    """One story being told; `at` is the working day reached."""

    def __init__(self, seed: int, prospect: Prospect, planted: Planted) -> None:
        self.chance: Final[Dice] = dice(seed, "story", prospect.number)
        self.prospect: Final = prospect
        self.facts: Final = prospect.facts
        self.glitters: Final = planted.glitters(prospect.facts)
        self.slow: Final = planted.slowness(prospect.facts)
        self.manager: Final = self.chance.choice(MANAGERS)
        self.seller: Final = self.chance.choice(SELLERS)
        self.arrives: Final = prospect.day + (0.2 if prospect.campaign else 0.06)
        self.at = self.arrives
        self.steps: Final[list[Step]] = []
        self.known: Final = set(prospect.sent)

    def story(self, winning: float) -> Story:
        fate = self._fate(winning)
        if not self.chance.chance(self.manager.care):
            fate = "left_lying"
        again = self.arrives + self.chance.uniform(0.5, 2.5) if self._asks_again(fate) else None
        getattr(self, f"_{fate}")()
        steps = tuple(step for step in self.steps if step.at < DAYS)
        return Story(self.prospect, self.arrives, again if again and again < DAYS else None, fate, steps)

    def _fate(self, winning: float) -> str:
        if self.chance.chance(winning):
            return "won"
        return "lost" if self.chance.chance(OPPORTUNITY) else self.chance.weighted(FATES)

    def _asks_again(self, fate: str) -> bool:
        return (
            self.chance.chance(0.08) and fate in ("won", "lost", "nurtured") and self.prospect.offer == OFFER
        )

    # The ways a story can go.

    def _left_lying(self) -> None:
        if self.chance.chance(0.4):
            self._look()
        if self.chance.chance(0.6):
            self.at = next((day for day in CLEARED_ON if day > self.at + 5), DAYS)
            self._sort_out("unreachable", HEAD)

    def _sorted_out(self) -> None:
        self._look()
        self._sort_out(self.chance.weighted(AT_SIGHT))

    def _talked_out(self) -> None:
        self._look()
        self._ring()
        answers = self._answers(0.7) | {
            "lead.solution_kind": self.chance.choice(("other_kind", "undecided")),
            "lead.budget": self.chance.choice(("none", "not_told", "requested")),
        }
        self._talk("disqualify", answers, reason=self.chance.weighted(IN_CALL))

    def _unreachable(self) -> None:
        self._look()
        for _ in range(self.chance.randint(2, 4)):
            self._unreached()
        self._wait(0.5)
        self._sort_out("unreachable")

    def _nurtured(self) -> None:
        self._look()
        self._ring()
        for _ in range(self.chance.randint(1, 3)):
            self._not_yet(self.chance.uniform(25, 75))
        if self.chance.chance(0.6):
            self._talk("disqualify", {}, reason=self.chance.weighted(IN_CALL))
        else:
            self._not_yet(self.chance.uniform(40, 90))

    def _sent_back(self) -> None:
        self._to_sales()
        self._wait(0.6 * self.seller.pace, at_most=ANSWERED)
        self._does("give_back", self.seller, reason=self.chance.choice(("not_ripe", "budget_later")))

    def _won(self) -> None:
        self._opportunity()
        self._wait(13)
        amount = max(round(self.chance.around(PRICES[self.prospect.offer], spread=0.35), -2), 400)
        self._does("won", self.seller, amount=int(amount) * 100)

    def _lost(self) -> None:
        self._opportunity()
        self._wait(17)
        self._does("lost", self.seller, reason=self.chance.weighted(LOST))

    # What these ways are made of.

    def _opportunity(self) -> None:
        self._to_sales()
        if self.chance.chance(0.1):
            self._wait(0.6 * self.seller.pace, at_most=ANSWERED)
            self._does("give_back", self.seller, reason=self.chance.weighted(RETURNED))
            self._wait(0.4 * self.manager.pace)
            self._ready()
            self._hand_over()
        self._wait(0.8 * self.seller.pace, at_most=ANSWERED)
        self._does("accept", self.seller)
        if self.chance.chance(0.4):
            self._wait(4)
            self._does("meet", self.seller, kind=self.chance.choice(("meeting", "visit")))

    def _to_sales(self) -> None:
        self._look()
        self._ring()
        if self.chance.chance(0.3):
            self._not_yet(self.chance.uniform(10, 40))
        self._ready()
        self._hand_over()

    def _look(self) -> None:
        """First sight: taken, and judged by its looks."""
        self._wait(0.15 * self.manager.pace)
        if self.chance.chance(0.6):
            self._does("claim")
            self.at += 0.004
        if self.chance.chance(0.93):
            hot = self.chance.chance(self.glitters or 0.15)
            self._does("look", heat="hot" if hot else self.chance.choice(("warm", "warm", "cold")))
            self.at += 0.004

    def _ring(self) -> None:
        """Until somebody picks up; now and then a time is agreed."""
        while self.chance.chance(0.3):
            self._unreached()
        if self.chance.chance(0.12):
            later = self.at + self.chance.uniform(0.5, 3)
            self._call("callback", **{PROMISED: later})
            self.at = later + 0.01

    def _unreached(self) -> None:
        self._call("not_reached", seconds=self.chance.randint(10, 60))
        self._wait(0.6 * self.manager.pace)

    def _not_yet(self, days: float) -> None:
        later = self.at + days * (1 + (self.slow - 1) / 3)
        self._call("not_yet", answers=self._answers(0.5), **{PROMISED: later})
        self.at = later
        self._wait(0.2 * self.manager.pace)

    def _ready(self) -> None:
        decider = self.facts["person.role"] in DECIDERS
        if not decider and "contact" not in self.known and self.chance.chance(0.6):
            self._does("contact", person=self._colleague())
            self.known.add("contact")
            self.at += 0.004
        missing = (not decider and "contact" not in self.known) or self.facts["lead.timing"] == "later"
        answers = self._answers(1) | {
            "lead.need": self.chance.choice(words.NEEDS),
            "lead.solution_kind": "ours",
            "lead.budget": self.chance.choice(("released", "requested")),
        }
        reason = self.chance.choice(words.OVERRIDES) if missing else ""
        self._talk("ready", answers, reason=reason)

    def _colleague(self) -> dict[str, str]:
        """Somebody in the same company who decides about technical things."""
        given = self.chance.choice([*words.WOMEN, *words.MEN])
        surname = self.chance.choice(words.SURNAMES)
        return {"person.given": given, "person.surname": surname, "person.role": "technical"}

    def _hand_over(self) -> None:
        self._wait((1.2 if self.chance.chance(0.2) else 0.05) * self.manager.pace)
        self._does("hand_over", to=self.seller)

    def _sort_out(self, reason: str, who: Colleague | None = None) -> None:
        """Not at once, but in one go with others before closing time."""
        self.at = int(self.at + 1 - SESSION) + SESSION
        self._does("sort_out", who, reason=reason)

    def _talk(self, result: str, answers: Mapping[str, Any], **values: Any) -> None:
        remark = self.chance.choice(words.REMARKS) if self.chance.chance(0.3) else ""
        seconds = self.chance.randint(120, 900)
        self._call(result, answers=answers, note=remark, seconds=seconds, **values)

    def _answers(self, share: float) -> dict[str, str]:
        """What the enquiry had left open."""
        open_ones = [fact for fact in self.facts if fact != "channel" and fact not in self.known]
        told = {fact: self.facts[fact] for fact in open_ones if self.chance.chance(share)}
        self.known.update(told)
        return told

    def _call(self, result: str, **values: Any) -> None:
        self._does("call", result=result, **values)
        self.at += 0.02

    def _wait(self, usual: float, *, at_most: float = 1_000.0) -> None:
        self.at += min(max(self.chance.around(usual) * self.slow, 0.003), at_most)

    def _does(self, what: str, who: Colleague | None = None, **values: Any) -> None:
        self.steps.append(Step(self.at, who or self.manager, what, values))
