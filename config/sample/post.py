"""What comes in by the door, bundled as the channels deliver it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from config.sample.dice import dice
from config.sample.market import COLLECTED_EVERY, OFFER
from config.sample.people import Prospect
from config.sample.stories import Story

FORM: Final = "website"
"""The channel of the form on the website: what came another way says so itself."""
SPOKEN: Final = {"search": "Suchmaschine", "referral": "Empfehlung", "phone": "Telefon"}
NAMELESS: Final = ("Bitte Unterlagen zusenden.", "Test", "Wann haben Sie geöffnet?", "Rückruf erbeten!")


@dataclass(frozen=True, slots=True)
class Sending:
    """One arrival; `number` is the prospect's, None where nobody can be told from it."""

    key: str
    number: int | None
    written: float
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Arrivals that come together: same moment, channel, campaign and offer."""

    at: float
    client: str
    channel: str
    campaign: str
    offer: str
    sendings: tuple[Sending, ...]


def bundles(seed: int, stories: Sequence[Story]) -> list[Bundle]:
    found: dict[tuple[float, str, str, str, str], list[Sending]] = {}
    for aim, sending in _sendings(seed, stories):
        found.setdefault(aim, []).append(sending)
    return [Bundle(*aim, tuple(sendings)) for aim, sendings in sorted(found.items(), key=lambda one: one[0])]


def _sendings(
    seed: int, stories: Iterable[Story]
) -> Iterable[tuple[tuple[float, str, str, str, str], Sending]]:
    for story in stories:
        who, chance = story.prospect, dice(seed, "post", story.prospect.number)
        written = story.arrives - chance.uniform(0.01, COLLECTED_EVERY.get(who.channel, 0.15))
        yield _aim(who, story.arrives), Sending(f"{who.number}", who.number, max(written, 0), _content(who))
        if story.again is not None:
            note = {"note": "Ich warte noch auf Ihren Rückruf."}
            morning = int(story.again) + 0.06
            if morning > story.arrives:
                again = Sending(f"{who.number} again", who.number, morning - 0.02, {**who.sent, **note})
                yield _form(morning), again
        if chance.chance(0.01):
            nobody = Sending(f"{who.number} nobody", None, story.arrives, {"note": chance.choice(NAMELESS)})
            yield _form(int(story.arrives) + 0.06), nobody


def _content(who: Prospect) -> dict[str, str]:
    spoken = SPOKEN.get(who.channel)
    return {**who.sent, "channel": spoken} if spoken else dict(who.sent)


def _aim(who: Prospect, at: float) -> tuple[float, str, str, str, str]:
    if who.campaign is None:
        return _form(at)
    return at, who.channel, who.channel, who.campaign.name, who.offer


def _form(at: float) -> tuple[float, str, str, str, str]:
    return at, "form", FORM, "", OFFER
