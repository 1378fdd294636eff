"""Amounts of money in minor units with their currency: never a float, never without saying which money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NO_MINOR: Final = frozenset({"JPY", "KRW", "CLP", "ISK", "VND", "HUF"})
"""Currencies written without cents; HUF has them on paper only."""
THREE_DIGITS: Final = frozenset({"BHD", "KWD", "OMR", "TND", "JOD"})
SIGNS: Final = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "fr.": "CHF",
    "sfr.": "CHF",
    "sfr": "CHF",
    "euro": "EUR",
}
_SHOWN: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_CODE: Final = re.compile(r"\b[A-Z]{3}\b")
_AMOUNT: Final = re.compile(r"(?P<minus>[-−(]?)\s*(?P<digits>\d[\d.,'’\s]*)(?:[.,]?[-–—]{1,2})?\s*\)?")
_GROUPS: Final = re.compile(r"\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor`: cents. Amounts of one currency can be added; two currencies refuse."""

    minor: int
    currency: str = "EUR"

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "EUR") -> Money:
        """From major units, halves rounded away from zero as on an invoice."""
        scaled = Decimal(amount).scaleb(digits_of(currency))
        return cls(int(scaled.quantize(Decimal(1), ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-digits_of(self.currency))

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)


def digits_of(currency: str) -> int:
    """How many digits the minor unit has."""
    return 0 if currency in NO_MINOR else 3 if currency in THREE_DIGITS else 2


def read_money(text: str, currency: str = "EUR") -> Money | None:
    """ "4.000 €", "4,000.00", "EUR 4'000,50", "4.000,- €". None: no amount. `currency`: where it names none."""
    named, bare = _currency(text)
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        return None
    amount = read_decimal(found["digits"])
    if amount is None:
        return None
    return Money.of(-amount if found["minus"] else amount, named or currency)


def _currency(text: str) -> tuple[str, str]:
    """The currency named in the text, if any, and the text without it."""
    bare = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    code = _CODE.search(bare)
    if code:
        return code[0], (bare[: code.start()] + bare[code.end() :]).strip()
    minus = bare[:1] if bare[:1] in "-−" else ""
    lowered = bare.removeprefix(minus).strip().casefold()
    for sign, currency in SIGNS.items():
        if lowered.startswith(sign) or lowered.endswith(sign):
            return currency, minus + lowered.removeprefix(sign).removesuffix(sign).strip()
    return "", bare


def read_decimal(text: str) -> Decimal | None:
    """A number as people write it in either language. One separator before exactly three digits groups thousands."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace("’", "'").replace("−", "-")
    sign, bare = ("-", bare[1:]) if bare.startswith("-") else ("", bare.removeprefix("+"))
    if not re.fullmatch(r"\d[\d.,']*", bare):
        return None
    whole, fraction = _split(bare)
    return Decimal(f"{sign}{whole}.{fraction or 0}") if whole.isdigit() else None


def _split(bare: str) -> tuple[str, str]:
    if _GROUPS.fullmatch(bare):
        if bare.startswith("0"):
            return bare.replace(",", ".").partition(".")[::2]
        return re.sub(r"[.,']", "", bare), ""
    at = max(bare.rfind("."), bare.rfind(","))
    if at < 0:
        return bare.replace("'", ""), ""
    whole, fraction = bare[:at], bare[at + 1 :]
    grouped = not whole.strip("0123456789") or (_GROUPS.fullmatch(whole) and bare[at] not in whole)
    return (re.sub(r"[.,']", "", whole), fraction) if grouped else ("", "")


def shown_money(money: Money, language: str) -> str:
    """ "4.000 €" or "€4,000"; cents only where there are any."""
    digits = digits_of(money.currency)
    whole = money.minor % 10**digits == 0
    text = f"{abs(money.amount):,.{0 if whole else digits}f}"
    sign = _SHOWN.get(money.currency, money.currency)
    minus = "-" if money.minor < 0 else ""
    if language == "de":
        return f"{minus}{text.translate(str.maketrans(',.', '.,'))}\u00a0{sign}"
    return f"{minus}{sign}{'' if len(sign) == 1 else ' '}{text}"
