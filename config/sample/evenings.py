"""What the house does by itself every working day: plans run, mails are captured, prospects read what they got."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from config.sample.dice import dice
from config.sample.year import Year
from leadflow.content import services as content
from leadflow.content.rules import Tags
from leadflow.content.services import Wanted
from leadflow.delivery import links, queries, sending
from leadflow.handover import reminding
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.refusals import NotFound
from leadflow.nurture import running

READ: Final = 0.35
"""Share of those who take what they were sent."""
LIVELY: Final = 3
"""Only in the last days somebody reads: what was read earlier would have been answered long ago."""
AGREES: Final = 0.55
"""Share of prospects who let themselves be written to."""
SITE: Final = "https://www.brueckner-lang.example/wissen/"
LIBRARY: Final[tuple[tuple[str, str, str, str, Tags], ...]] = (
    ("Angebotsprozess: wo die Tage bleiben", "whitepaper", "Zwölf Messpunkte.", "whitepaper", Tags()),
    ("Angebote in Tagen statt Wochen", "overview", "Drei Wege und was sie kosten.", "ueberblick", Tags()),
    (
        "Studie: 41 Angebotsprozesse im Vergleich",
        "study",
        "Was die schnellsten Firmen anders machen.",
        "studie",
        Tags(argues=("nothing",)),
    ),
    (
        "So macht es der Maschinenbau",
        "industry",
        "Zahlen und Beispiele aus sechs Betrieben.",
        "maschinenbau",
        Tags(industries=("machinery", "manufacturing")),
    ),
    (
        "Praxisbeispiel: ein Monat bis zum neuen Ablauf",
        "best_practice",
        "Was half und was aufhielt.",
        "praxisbeispiel",
        Tags(argues=("other_kind",)),
    ),
    ("Datenblatt: Aufwand, Rollen, Termine", "data_sheet", "Was auf Sie zukommt.", "datenblatt", Tags()),
    ("Rechenblatt: wann es sich trägt", "roi", "Mit Ihren eigenen Zahlen.", "rechenblatt", Tags()),
)
"""Title, kind, one sentence, key, tags. Nothing for managing directors: a gap that the matrix shows."""
_LINK: Final = re.compile(re.escape(links.PATHS["piece"]) + r"(\S+)")


def furnish(by: Actor, now: datetime) -> None:
    for title, sort, about, key, tags in LIBRARY:
        wanted = Wanted(title, sort, tags, about, key, f"{SITE}{key}")
        content.add(wanted, by=by, now=now)


def agrees(seed: int, number: int | None) -> bool:
    """Whether a prospect ticked that mails are welcome."""
    return number is not None and dice(seed, "agrees", number).chance(AGREES)


@dataclass(slots=True)
class Evenings:
    """The worker of the simulated year."""

    year: Year
    seed: int
    seen: int = 0

    def pass_(self, day: int) -> None:
        """First what was read overnight, then what is due today."""
        now = self.year.moment(day)
        if day >= len(self.year.days) - LIVELY:
            self._read(now)
        running.run_due(now=now, limit=1_000)
        sending.send_due(now=lambda: now)
        reminding.run(now=now)

    def _read(self, now: datetime) -> None:
        """Some take what came the day before; a new signal for the lead manager."""
        found = queries.mails(states=["captured"], limit=40)
        fresh = [mail for mail in reversed(found) if mail.id > self.seen]
        self.seen = max([self.seen, *(mail.id for mail in fresh)])
        for mail in fresh:
            if mail.sort == "plan" and dice(self.seed, "reads", mail.id).chance(READ):
                self._take(self._tokens(mail.public_id), now)

    def _tokens(self, mail: UUID) -> Sequence[str]:
        whole = queries.whole(mail)
        return _LINK.findall(whole.text) if whole else ()

    def _take(self, tokens: Sequence[str], at: datetime) -> None:
        for token in tokens[:1]:
            try:
                content.take(token, by=SYSTEM, now=at)
            except NotFound:
                continue
