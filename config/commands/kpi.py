"""`leadflow kpi`: the target from the revenue wanted, and what better leads are worth. Works without a home too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import click

from config import home
from config.answers import answer
from config.figures import Speech
from leadflow.insight import rules
from leadflow.kernel.home import Home

if TYPE_CHECKING:
    from leadflow.insight.rules import Rounding

TARGET: Final = """\b
With --json:
  {"deals": 25, "opportunities": 75, "deals_exact": "25",
   "opportunities_exact": "75", "roundings": []}
"""
UPLIFT: Final = """\b
With --json:
  {"close_rate": 0.33, "deals": 297, "deals_whole": 297,
   "revenue": 1188000, "revenue_whole": 1188000,
   "close_rate_with_uplift": 0.363, "deals_with_uplift": 326.7,
   "deals_with_uplift_whole": 326, "revenue_with_uplift": 1306800,
   "revenue_with_uplift_whole": 1304000, "gain": 118800, "gain_whole": 116000,
   "roundings": [{"figure": "deals_with_uplift", "exact": "326.7",
                  "shown": 326, "way": "down"}]}
"""
GERMAN: Final = {
    "revenue": "Umsatzziel",
    "price": "Durchschnittspreis",
    "close_rate": "Abschlussquote",
    "deals": "Abschlüsse",
    "opportunities": "Opportunities",
    "deals_with_uplift": "Abschlüsse mit Steigerung",
    "turnover": "Umsatz",
    "gain": "Mehr Umsatz",
    "today": "heute",
    "with": "mit",
    "whole": "ganze",
    "up": "{figure} aufgerundet: {exact} auf {shown}.",
    "down": "{figure} abgerundet: {exact} auf {shown}. In Klammern steht, was ganze Abschlüsse bringen.",
    "none": "Nichts gerundet.",
}
ENGLISH: Final = {
    "revenue": "Revenue target",
    "price": "Average price",
    "close_rate": "Close rate",
    "deals": "Deals",
    "opportunities": "Opportunities",
    "deals_with_uplift": "Deals with uplift",
    "turnover": "Revenue",
    "gain": "More revenue",
    "today": "today",
    "with": "with",
    "whole": "whole",
    "up": "{figure} rounded up: {exact} to {shown}.",
    "down": "{figure} rounded down: {exact} to {shown}. In brackets: what whole deals bring.",
    "none": "Nothing rounded.",
}
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def number(text: str) -> Fraction:
    """ "100.000" is asked back, since it is a hundred thousand here and a hundred there."""
    digits = text.replace("_", "").replace(" ", "")
    if _THOUSANDS.fullmatch(digits):
        plain = re.sub("[.,]", "", digits)
        raise click.BadParameter(f"{text} can be read in two ways. Write it without dots: {plain}")
    return _fraction(digits, text)


def share(text: str) -> Fraction:
    """1/3, 0.33, 33% and 33,3 % are shares."""
    digits = text.replace(" ", "")
    over, _, under = digits.removesuffix("%").partition("/")
    whole = _fraction(under, text) if under else Fraction(1)
    if not whole:
        raise click.BadParameter("Nothing is divided by 0.")
    return _fraction(over, text) / whole / (100 if digits.endswith("%") else 1)


def _fraction(digits: str, text: str) -> Fraction:
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?", digits, re.ASCII):
        raise click.BadParameter(f"{text} is no number. Write it like 4000, 0.33, 1/3 or 33%.")
    return Fraction(digits.replace(",", "."))


@click.group()
def kpi() -> None:
    """How many opportunities the target takes, and what better ones are worth."""


@kpi.command(epilog=TARGET)
@click.option("--revenue", type=number, required=True, help="What sales must reach, per month or year.")
@click.option("--price", type=number, required=True, help="The average price of a deal.")
@click.option("--close-rate", type=share, required=True, help="Deals per opportunity: 1/3, 0.33 or 33%.")
def target(revenue: Fraction, price: Fraction, close_rate: Fraction) -> None:
    """Revenue / price = deals, deals / close rate = opportunities. A target is rounded up."""
    found = rules.target(revenue, price, close_rate)
    data = {
        "deals": found.deals,
        "opportunities": found.opportunities,
        "deals_exact": _exact(found.deals_exact),
        "opportunities_exact": _exact(found.opportunities_exact),
        "roundings": _plain(found.roundings),
    }
    answer(data, lambda: _target_words(found, revenue, price, close_rate))


@kpi.command(epilog=UPLIFT)
@click.option("--opportunities", type=number, required=True, help="How many, per month or year.")
@click.option("--close-rate", type=share, required=True, help="Deals per opportunity: 1/3, 0.33 or 33%.")
@click.option("--price", type=number, required=True, help="The average price of a deal.")
@click.option("--uplift", type=share, required=True, help="How much more of them are good: 0.10 or 10%.")
def uplift(opportunities: Fraction, close_rate: Fraction, price: Fraction, uplift: Fraction) -> None:
    """The same opportunities with a greater share of good ones. The uplift is relative: 10% makes 36.3 of 33."""
    found = rules.uplift(opportunities, close_rate, price, uplift)
    data: dict[str, Any] = {"opportunities": _figure(opportunities)}
    for suffix, side in (("", found.before), ("_with_uplift", found.after)):
        data |= {
            f"close_rate{suffix}": _figure(side.close_rate),
            f"deals{suffix}": _figure(side.deals),
            f"deals{suffix}_whole": side.deals_whole,
            f"revenue{suffix}": _figure(side.revenue),
            f"revenue{suffix}_whole": _figure(side.revenue_whole),
        }
    data |= {
        "gain": _figure(found.gain),
        "gain_whole": _figure(found.gain_whole),
        "roundings": _plain(found.roundings),
    }
    answer(data, lambda: _uplift_words(found, uplift))


def _figure(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _exact(value: Fraction) -> str:
    """ "326.7", or "2500/33" where no decimal is exact."""
    return Speech("en").exact(value, grouped=False) or str(value)


def _plain(roundings: Sequence[Rounding]) -> list[dict[str, Any]]:
    return [
        {"figure": r.figure, "exact": _exact(r.exact), "shown": r.shown, "way": r.way.value}
        for r in roundings
    ]


def _facts() -> Home:
    folder = home.find()
    return home.read(folder).facts if folder and home.is_home(folder) else Home()


def _target_words(found: rules.Target, revenue: Fraction, price: Fraction, close_rate: Fraction) -> str:
    facts = _facts()
    say, words = Speech(facts.language), _words(facts)
    rows = [
        (words["revenue"], say.money(revenue, facts.currency)),
        (words["price"], say.money(price, facts.currency)),
        (words["close_rate"], say.share(close_rate)),
        (words["deals"], say.number(Fraction(found.deals))),
        (words["opportunities"], say.number(Fraction(found.opportunities))),
    ]
    return "\n".join([*_table(rows), "", *_rounded(found.roundings, words, say)])


def _uplift_words(found: rules.Uplift, more: Fraction) -> str:
    facts = _facts()
    say, words = Speech(facts.language), _words(facts)
    sides = (found.before, found.after)

    def money(exact: Fraction, whole: Fraction) -> str:
        beside = f" ({say.money(whole, facts.currency)})" if whole != exact else ""
        return say.money(exact, facts.currency) + beside

    def deals(side: rules.Yield) -> str:
        whole = Fraction(side.deals_whole)
        beside = f" ({say.number(whole)} {words['whole']})" if whole != side.deals else ""
        return say.number(side.deals) + beside

    rows = [
        ("", words["today"], f"{words['with']} +{say.share(more)}"),
        (words["close_rate"], *(say.share(side.close_rate) for side in sides)),
        (words["deals"], *(deals(side) for side in sides)),
        (words["turnover"], *(money(side.revenue, side.revenue_whole) for side in sides)),
        (words["gain"], "", money(found.gain, found.gain_whole)),
    ]
    return "\n".join([*_table(rows), "", *_rounded(found.roundings, words, say)])


def _words(facts: Home) -> dict[str, str]:
    return GERMAN if facts.language == "de" else ENGLISH


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (zip(row[1:], widths[1:], strict=True) for row in rows)
    figures = (["  " + cell.rjust(width) for cell, width in line] for line in lines)
    return [row[0].ljust(widths[0]) + "".join(cells) for row, cells in zip(rows, figures, strict=True)]


def _rounded(roundings: Sequence[Rounding], words: dict[str, str], say: Speech) -> list[str]:
    told = [
        words[r.way.value].format(
            figure=words[r.figure], exact=say.number(r.exact), shown=say.number(Fraction(r.shown))
        )
        for r in roundings
    ]
    return told or [words["none"]]
