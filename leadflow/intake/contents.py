"""What arrivals hold themselves, and how their door understands it: messages of systems, cards, typed fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from leadflow.intake.doors.cards import reading as cards
from leadflow.intake.doors.webhook import shapes
from leadflow.intake.doors.webhook.leaves import leaves, parsed
from leadflow.intake.models import Arrival, Hook, Receipt
from leadflow.intake.rules import Reading, Unclear

Pairs = list[tuple[str, str]]
CARD: Final = "card"
"""What a scanned card says, kept as scanned; what was typed beside it goes first."""
INTO: Final = "into"
"""The lead a human wants it to belong to."""
BODY: Final = "body"
"""A message of another system, kept as it came."""


def said(receipt: Receipt) -> Callable[[Arrival], Pairs]:
    """(target, text) of arrivals that hold their content, as their door understands it."""
    if receipt.door == "webhook":
        hook = Hook.objects.filter(source=receipt.source).first()
        kind, mapping = (hook.kind, hook.mapping) if hook else ("generic", {})
        return lambda row: hooked(kind, mapping, row.content)
    return lambda row: expanded(row.content)


def hooked(kind: str, mapping: Mapping[str, str], content: Any) -> Pairs:
    """What the paths of a message mean: as chosen on its page, else as usual for messages of this kind."""
    flat = leaves(parsed(str(content.get(BODY, ""))))
    return shapes.pairs({**shapes.guessed(kind, flat), **mapping}, flat)


def expanded(content: Any) -> Pairs:
    """A card is read behind what was typed."""
    typed = [(str(key), str(text)) for key, text in content.items() if key not in (CARD, INTO)]
    return [*typed, *cards.first(str(content[CARD]))] if content.get(CARD) else typed


def checked(door: str, content: Any, found: Reading | Unclear) -> Reading | Unclear:
    """What one door knows beside the words: an id alone is nobody, and only by hand a lead is chosen."""
    if door == "webhook":
        if parsed(str(content.get(BODY, ""))) is None:
            return Unclear("not_json")
        if isinstance(found, Reading) and not (found.person or found.company):
            return Unclear("only_an_id")
    if door == "hand" and isinstance(found, Reading) and content.get(INTO):
        return replace(found, into=int(content[INTO]))
    return found


def as_it_came(door: str, content: Any) -> Pairs:
    """A message of another system by its paths; what cannot be taken apart stands as a whole."""
    if door == "webhook":
        flat = leaves(parsed(str(content.get(BODY, ""))))
        return list(flat.items()) or [(BODY, str(content.get(BODY, "")))]
    return [(str(key), str(text)) for key, text in content.items()]
