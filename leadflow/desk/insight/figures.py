"""Figures as people type and read them in a calculator: 4.000, 1/3, 33,3 %; exact inside, rounded only in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.insight.rules import Rounding, Way
from leadflow.kernel.home import home
from leadflow.kernel.money import read_decimal
from leadflow.kernel.refusals import Refusal

LONGEST: Final = 24
LARGEST: Final = 10**15
NAMES: Final = {
    "deals": _("Deals"),
    "opportunities": _("Opportunities"),
    "deals_with_uplift": _("Deals with better opportunities"),
}


def number(name: str, text: str) -> Fraction:
    """ "100.000" and "100,000" are a hundred thousand. Refusal("figure_unreadable")."""
    bare = re.sub(r"[€$£%\s\u00a0]|EUR|CHF", "", text)
    found = read_decimal(bare) if 0 < len(bare) <= LONGEST else None
    if found is None or abs(found) > LARGEST:
        raise Refusal("figure_unreadable", figure=name)
    return Fraction(found)


def share(name: str, text: str) -> Fraction:
    """ "1/3", "0,33", "33", "33,3 %": what is above one is a percentage."""
    over, slash, under = text.replace("%", "").partition("/")
    if slash:
        below = number(name, under)
        if not below:
            raise Refusal("figure_unreadable", figure=name)
        return number(name, over) / below
    found = number(name, over)
    return found / 100 if found > 1 or "%" in text else found


def spoken(value: Fraction) -> str:
    """Exact where two places are enough, else with a sign that says so."""
    for places in range(3):
        if (value * 10**places).denominator == 1:
            return words.number(Decimal(value.numerator) / Decimal(value.denominator), places)
    return f"≈ {words.number(round(float(value), 2), 2)}"


def money(value: Fraction) -> str:
    shown = spoken(value)
    sign = words.SIGNS.get(home().currency, home().currency)
    if words.language().startswith("de") or len(sign) > 1:
        return f"{shown} {sign}"
    return f"≈ {sign}{shown[2:]}" if shown.startswith("≈") else f"{sign}{shown}"


def percent(value: Fraction) -> str:
    return f"{spoken(value * 100)} %" if words.language().startswith("de") else f"{spoken(value * 100)}%"


def rate(value: Fraction) -> str:
    """A close rate as it is best read: 1/3 stays 1/3, 33 % a percentage."""
    plain = (value * 1000).denominator == 1
    return percent(value) if plain or value.denominator > 12 else f"{value.numerator}/{value.denominator}"


def roundings(found: Sequence[Rounding]) -> str:
    """Each rounding by its name, or that there was none."""
    if not found:
        return gettext("Nothing is rounded.")
    up, down = (
        gettext("%(figure)s rounded up: %(exact)s to %(shown)s."),
        gettext("%(figure)s rounded down: %(exact)s to %(shown)s. Small below: what whole deals bring."),
    )
    return " ".join(
        (up if one.way is Way.UP else down)
        % {
            "figure": NAMES.get(one.figure, one.figure),
            "exact": spoken(one.exact),
            "shown": words.number(one.shown),
        }
        for one in found
    )
