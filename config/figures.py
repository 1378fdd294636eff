"""Figures as people write them: 1.306.800 € and 36,3 % in German, €1,306,800 and 36.3% in English."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£"}
MOST_PLACES: Final = 9
SWAPPED: Final = str.maketrans(".,", ",.")


@dataclass(frozen=True, slots=True)
class Speech:
    language: str

    def number(self, value: Fraction) -> str:
        """Exact where a decimal can be, else two places and a sign that says so."""
        return self.exact(value) or f"≈ {self._own(f'{float(value):,.2f}')}"

    def exact(self, value: Fraction, *, grouped: bool = True) -> str:
        """Empty where no short decimal is exact."""
        places = next((n for n in range(MOST_PLACES + 1) if 10**n % value.denominator == 0), None)
        if places is None:
            return ""
        scaled = abs(value.numerator) * 10**places // value.denominator
        whole, rest = divmod(scaled, 10**places)
        digits = (f"{whole:,}" if grouped else str(whole)) + (f".{rest:0{places}}" if places else "")
        return self._own(("-" if value < 0 else "") + digits)

    def money(self, value: Fraction, currency: str) -> str:
        if self.language == "de":
            return f"{self.number(value)} {SIGNS.get(currency, currency)}"
        return f"{SIGNS.get(currency, f'{currency} ')}{self.number(value)}"

    def share(self, value: Fraction) -> str:
        """33 %, 36,3 %, and 1/3 where no percentage is exact."""
        percent = self.exact(value * 100)
        if not percent:
            return str(value)
        return f"{percent} %" if self.language == "de" else f"{percent}%"

    def _own(self, digits: str) -> str:
        return digits.translate(SWAPPED) if self.language == "de" else digits
