"""Who works in the sample company, and who asks there. Pure: the same seed gives the same people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from config.sample import words
from config.sample.dice import Dice, dice
from config.sample.market import CHANNEL, COLLECTED_EVERY, DAYS, MARKET, OFFER, TOLD, Campaign, campaigns_of
from leadflow.kernel.names import company_key

COMPANY: Final = "Brückner & Lang Prozessberatung GmbH"
DOMAIN: Final = "brueckner-lang.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """`pace`: how many times as long as others this person takes; `care`: the share of leads not left lying."""

    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    pace: float = 1.0
    care: float = 1.0

    @property
    def mail(self) -> str:
        return f"{slug(self.name, '.')}@{DOMAIN}"


HEAD: Final = Colleague(
    "Hedwig Brückner",
    ("lead_manager", "marketing", "sales", "head", "admin"),
    ("lead-management", "sales"),
)
MANAGERS: Final = (
    Colleague("Lena Vogt", ("lead_manager",), ("lead-management",), 0.5, 0.99),
    Colleague("Jörg Hübner", ("lead_manager",), ("lead-management",), 0.9, 0.96),
    Colleague("Ida Kaltenbach", ("lead_manager",), ("lead-management",), 1.3, 0.95),
    Colleague("Rüdiger Kroll", ("lead_manager",), ("lead-management",), 2.6, 0.86),
)
SELLERS: Final = (
    Colleague("Ben Arnold", ("sales",), ("sales",), 0.6),
    Colleague("Sabine Förster", ("sales",), ("sales",), 0.9),
    Colleague("Matthias Groß", ("sales",), ("sales",), 1.4),
    Colleague("Käthe Wieland", ("sales",), ("sales",), 2.2),
)
OTHERS: Final = (Colleague("Sönke Marten", ("marketing",), ()),)
STAFF: Final = (HEAD, *MANAGERS, *SELLERS, *OTHERS)


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody who asks. `facts` is how it is, `sent` what the enquiry says, as target of the door -> value."""

    number: int
    day: int
    campaign: Campaign | None
    facts: Mapping[str, str]
    sent: Mapping[str, str]

    @property
    def channel(self) -> str:
        return self.facts[CHANNEL]

    @property
    def offer(self) -> str:
        return self.campaign.offer if self.campaign else OFFER


def prospects(seed: int, count: int) -> list[Prospect]:
    """In the order of their numbers, which is not that of their arrival."""
    numbers = _numbers(seed)
    taken: set[str] = set()
    return [_prospect(dice(seed, "prospect", at), at, numbers, taken) for at in range(count)]


def _numbers(seed: int) -> Iterator[str]:
    every = [f"{start}{last:03d}" for start in words.FICTIONAL_NUMBERS for last in range(1000)]
    dice(seed, "numbers").shuffle(every)
    return iter(every)


def _prospect(chance: Dice, number: int, numbers: Iterator[str], taken: set[str]) -> Prospect:
    facts = {fact: chance.weighted(shares) for fact, shares in MARKET.items()}
    campaigns = campaigns_of(facts[CHANNEL])
    campaign = chance.choice(campaigns) if campaigns else None
    day = campaign.day(chance) if campaign else chance.randrange(DAYS)
    every = COLLECTED_EVERY.get(facts[CHANNEL], 1)
    day = min(day - day % every + every - 1, DAYS - 1)
    sent = _company(chance, facts, taken)
    domain = f"{slug(sent['company.name'])}.example"
    sent |= _person(chance, facts, domain)
    if chance.chance(0.9) and (phone := next(numbers, "")):
        sent["phone"] = phone
    sent |= {fact: facts[fact] for fact, share in TOLD.items() if chance.chance(share)}
    if chance.chance(0.5):
        sent["note"] = chance.choice(words.ENQUIRIES).format(need=chance.choice(words.NEEDS))
    return Prospect(number, day, campaign, facts, sent)


def _company(chance: Dice, facts: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    postcode, town = chance.choice(words.TOWNS[facts["company.country"]])
    name = _company_name(chance, facts["company.industry"], town, taken)
    sent = {"company.name": name, "company.postcode": postcode, "company.city": town}
    if chance.chance(0.4):
        sent["company.street"] = f"{chance.choice(words.STREETS)} {chance.randint(1, 90)}"
    return sent


def _company_name(chance: Dice, industry: str, town: str, taken: set[str]) -> str:
    """Each company once; the legal form alone tells nobody apart."""
    while True:
        founder, trade = chance.choice(words.SURNAMES), chance.choice(words.TRADES[industry])
        stem = chance.weighted(
            {
                f"{founder} {trade}": 6,
                f"{trade} {founder}": 2,
                f"{founder} & {chance.choice(words.SURNAMES)} {trade}": 2,
                f"{founder} & Söhne {trade}": 1,
                f"{founder} {trade} {town}": 2,
            }
        )
        if (key := company_key(stem)) not in taken:
            taken.add(key)
            return f"{stem} {chance.weighted(words.FORMS)}"


def _person(chance: Dice, facts: Mapping[str, str], domain: str) -> dict[str, str]:
    given = chance.choice(words.WOMEN if chance.chance(0.45) else words.MEN)
    surname = chance.choice(words.SURNAMES)
    sent = {"person.given": given, "person.surname": surname}
    if chance.chance(0.8):
        sent["person.function"] = chance.choice(words.JOBS[facts["person.role"]])
    if chance.chance(0.06):
        sent["person.title"] = "Dr."
    local = f"{slug(given)}.{slug(surname)}" if chance.chance(0.8) else f"{slug(given)[0]}.{slug(surname)}"
    if chance.chance(0.93):
        sent["mail"] = f"{local}@{domain}"
    return sent


_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ë": "e", "&": " ", ".": " "})
_FORMS: Final = {"gmbh", "ag", "kg", "ohg", "co", "e", "k"}


def slug(name: str, between: str = "-") -> str:
    """As in a web address, without the legal form."""
    parts = name.lower().translate(_LETTERS).split()
    return between.join(part for part in parts if part not in _FORMS)
