"""Response codes: short enough for a card, no signs one mistakes, and one that catches what was mistyped. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs, a prime: without 0, 1, I, L, O."""
LENGTH: Final = 10
HALF: Final = 5
KINDS: Final = ("coupon", "card", "personal")
_NOISE: Final = re.compile(r"[\s\-–—_.]+")


def check_sign(body: str) -> str:
    """Weights that differ modulo a prime: one wrong sign, and any two exchanged ones, change the sum."""
    total = sum((at + 1) * ALPHABET.index(sign) for at, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def make(count: int, choose: Callable[[str], str] = secrets.choice) -> list[str]:
    """Nine signs by chance, 44 bits, and the tenth that checks them; all different."""
    made: dict[str, None] = {}
    while len(made) < count:
        body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
        made[body + check_sign(body)] = None
    return list(made)


def normal(text: str) -> str | None:
    """As it is kept; None for what was mistyped: too long or short, a strange sign, a check that does not fit."""
    plain = _NOISE.sub("", text).upper()
    if len(plain) != LENGTH or any(sign not in ALPHABET for sign in plain):
        return None
    return plain if check_sign(plain[:-1]) == plain[-1] else None


def shown(code: str) -> str:
    """In two halves, as it is printed."""
    return f"{code[:HALF]}-{code[HALF:]}"
