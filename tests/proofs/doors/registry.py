"""The doors a fuzzer pours into. A new one adds itself in a few lines: `@door("webhook")`, a Pest in, a Knock out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from django.test import Client

from leadflow.accounts import machines
from tests import cast
from tests.proofs.pest import Pest


class Knock(NamedTuple):
    """What a door said: the status of the answer (0 where it is no HTTP), and how many messages it took by its word."""

    status: int
    taken: int
    seen: str = ""
    """Part of the answer, for the report of a failure."""


Door = Callable[[Pest], Knock]
DOORS: Final[dict[str, Door]] = {}
_FURNISHING: Final[list[Callable[[], None]]] = []
_AT: Final[dict[str, Client]] = {}


def door(name: str) -> Callable[[Door], Door]:
    def enter(knock: Door) -> Door:
        DOORS[name] = knock
        return knock

    return enter


def furnishing(fill: Callable[[], None]) -> Callable[[], None]:
    """What a door needs in a fresh house."""
    _FURNISHING.append(fill)
    return fill


def furnish() -> None:
    _AT.clear()
    machines.forget_shares()
    for fill in _FURNISHING:
        fill()


def stranger() -> Client:
    """Known to nobody each time; the way to the house is laid only once."""
    client = _AT["stranger"] = _AT.get("stranger") or Client(raise_request_exception=False)
    client.cookies.clear()
    return client


def at_the_desk(who: str) -> Client:
    """Logged in once per house; an error is an answer, as it would be out there."""
    if who not in _AT:
        _AT[who] = cast.browser(who)
        _AT[who].raise_request_exception = False
    return _AT[who]


def address(pest: Pest) -> str:
    """Of a network from which nobody knocked before: how often one may try is proved elsewhere."""
    return ".".join(("10", *(str(pest.random.randrange(256)) for _ in range(3))))
