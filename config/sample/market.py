"""The market of the sample company: how often each channel and attribute occurs, and the year's campaigns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from config.sample.dice import Dice

DAYS: Final = 260
"""Working days of the year that is told."""

CHANNEL: Final = "channel"
MARKET: Final[dict[str, dict[str, float]]] = {
    CHANNEL: {
        "website": 0.21,
        "ads": 0.18,
        "fair": 0.18,
        "mailing": 0.18,
        "download": 0.11,
        "search": 0.06,
        "referral": 0.05,
        "phone": 0.03,
    },
    "company.industry": {
        "machinery": 0.21,
        "manufacturing": 0.19,
        "logistics": 0.16,
        "trade": 0.11,
        "it": 0.09,
        "construction": 0.09,
        "health": 0.08,
        "services": 0.04,
        "public": 0.01,
        "finance": 0.01,
        "education": 0.01,
    },
    "company.size": {"under_10": 0.12, "from_10": 0.25, "from_50": 0.28, "from_250": 0.18, "from_1000": 0.17},
    "person.role": {"user": 0.2, "technical": 0.28, "controller": 0.15, "director": 0.2, "other": 0.17},
    "lead.timing": {"quarter": 0.2, "half_year": 0.3, "year": 0.3, "later": 0.2},
    "lead.decision_stage": {"no_project": 0.1, "collecting": 0.45, "comparing": 0.25, "deciding": 0.2},
    "company.country": {"DE": 0.6, "AT": 0.24, "CH": 0.16},
}
"""Fact -> value -> share. They are drawn independently of each other."""

TOLD: Final = {
    "company.industry": 0.85,
    "company.size": 0.85,
    "person.role": 0.85,
    "lead.timing": 0.7,
    "lead.decision_stage": 0.6,
    "company.country": 0.95,
}
"""How often the enquiry itself already says it."""

OFFER: Final = "solution"
STARTER: Final = "workshop"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Leads of it arrive from `first` on, for `days` working days, most of them early when it `fades`."""

    channel: str
    name: str
    first: int
    days: int
    fades: bool = False
    offer: str = OFFER

    def day(self, chance: Dice) -> int:
        spread = chance.betavariate(1, 4) if self.fades else chance.random()
        return min(self.first + int(spread * self.days), DAYS - 1)


CAMPAIGNS: Final = (
    Campaign("fair", "Messe Werk & Wandel", 24, 3),
    Campaign("fair", "Fertigungsforum Süd", 87, 3),
    Campaign("fair", "Mittelstandstage Linz", 153, 3),
    Campaign("fair", "Messe Werkstatt der Zukunft", 221, 3),
    Campaign("mailing", "Mailing Engpässe finden", 12, 25, fades=True),
    Campaign("mailing", "Gutschein Einstiegsworkshop", 66, 25, fades=True, offer=STARTER),
    Campaign("mailing", "Mailing Rüstzeiten halbieren", 120, 25, fades=True),
    Campaign("mailing", "Gutschein Standortbestimmung", 176, 25, fades=True, offer=STARTER),
    Campaign("mailing", "Mailing Jahresplanung", 232, 25, fades=True),
    Campaign("ads", "AdWords Kapazitätsplanung", 0, 130),
    Campaign("ads", "AdWords Prozessberatung", 130, 130),
    Campaign("download", "Whitepaper Durchlaufzeit", 0, 130),
    Campaign("download", "Whitepaper Angebotsprozess", 130, 130),
)
COLLECTED_EVERY: Final = {"ads": 3, "download": 2}
"""Some channels are fetched only every few working days."""


def campaigns_of(channel: str) -> list[Campaign]:
    return [campaign for campaign in CAMPAIGNS if campaign.channel == channel]
