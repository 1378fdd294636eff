"""What the playbook says about leads: what we sell, where leads come from, how they are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook.policy import (
    Book,
    Declares,
    Duration,
    Finding,
    Keyed,
    Many,
    Money,
    Part,
    Section,
    Text,
    Words,
)

Phase = Literal["awareness", "consideration", "investigation", "purchase"]


class OfferDeclaration(Keyed):
    """What we sell. The first one is taken where nobody names another."""

    price: Money


class Channel(Keyed):
    """`also`: how imports write it."""

    also: Many[Text] = ()


class TouchKind(Keyed):
    """A way in which we and the prospect meet; `call` is the one with call results."""


class PhaseWords(Part):
    """Where the buyer is in his decision, and how long buyers usually stay there."""

    label: Words
    usual: Duration


class Phases(Part):
    awareness: PhaseWords
    consideration: PhaseWords
    investigation: PhaseWords
    purchase: PhaseWords

    def of(self, phase: str) -> PhaseWords:
        words: PhaseWords = getattr(self, phase)
        return words


class Heats(Part):
    """The first impression, in words."""

    hot: Words
    warm: Words
    cold: Words


class LeadsPolicy(Section):
    SECTION: ClassVar[str] = "leads"

    offers: Annotated[Many[OfferDeclaration], Declares("offer"), Field(min_length=1)]
    channels: Annotated[Many[Channel], Declares("channel"), Field(min_length=1)]
    touches: Annotated[Many[TouchKind], Declares("touch"), Field(min_length=1)]
    heats: Heats
    phases: Phases
    claim_ends_after: Duration

    def findings(self, book: Book) -> Iterable[Finding]:
        """Call results belong to the touch `call`."""
        if self.touch("call") is None:
            yield Finding(("touches",), "touch_missing", {"name": "call"})

    def offer(self, key: str) -> OfferDeclaration | None:
        return next((offer for offer in self.offers if offer.key == key), None)

    def channel(self, key: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.key == key), None)

    def touch(self, key: str) -> TouchKind | None:
        return next((touch for touch in self.touches if touch.key == key), None)

    @property
    def first_offer(self) -> OfferDeclaration:
        return self.offers[0]
