"""Two calculators, kept in the address: which target follows from the revenue, what better opportunities are worth."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.desk import refusal_words
from leadflow.desk.insight import figures
from leadflow.desk.insight.figures import money, percent, spoken
from leadflow.insight import rules
from leadflow.insight.queries import Basis
from leadflow.kernel.home import home
from leadflow.kernel.refusals import Refusal

Values = dict[str, Any]
TARGET: Final = ("revenue", "price", "close_rate")
UPLIFT: Final = ("opportunities", "rate", "average", "uplift")
TYPED: Final = (*TARGET, *UPLIFT)
MONTHS: Final = 12


def target(asked: Mapping[str, str], basis: Basis) -> Values:
    """Revenue / price = deals, deals / close rate = opportunities."""
    start = {
        "revenue": spoken(basis.revenue),
        "price": spoken(basis.price).removeprefix("≈ "),
        "close_rate": figures.rate(basis.close_rate).removeprefix("≈ "),
    }
    typed = {name: asked.get(name, "")[: figures.LONGEST] or start[name] for name in TARGET}
    found: Values = {"form_url": f"{reverse('desk:kpi')}#calc-target", "hidden": _kept(asked, UPLIFT)}
    exact = {"revenue": basis.revenue, "price": basis.price, "close_rate": basis.close_rate}
    try:
        told = {name: _read(name, typed[name], start[name], exact[name]) for name in TARGET}
        found |= _target_results(told)
    except Refusal as refusal:
        found |= _mistake(refusal)
        told = exact
    sign = "€" if home().currency == "EUR" else home().currency
    found["sliders"] = [
        _slider("revenue", gettext("Revenue wanted per month"), typed, told, (10_000, 500_000, 5_000), sign),
        _slider("price", gettext("Average price"), typed, told, (500, 50_000, 500), sign),
        _slider("close_rate", gettext("Close rate"), typed, told, (5, 80, 1), "", percentage=True),
    ]
    return found


def _target_results(told: Mapping[str, Fraction]) -> Values:
    result = rules.target(told["revenue"], told["price"], told["close_rate"])
    return {
        "results": [
            _result(
                gettext("Deals"), f"{result.deals}", f"{money(told['revenue'])} / {money(told['price'])}"
            ),
            _result(
                gettext("Opportunities per month"),
                f"{result.opportunities}",
                f"{spoken(result.deals_exact)} / {figures.rate(told['close_rate'])}",
                strong=True,
            ),
        ],
        "note": figures.roundings(result.roundings),
    }


def uplift(asked: Mapping[str, str], basis: Basis, opportunities: int, agreed: Fraction) -> Values:
    """The same number of opportunities, a greater share of them good."""
    exact = {
        "opportunities": Fraction(opportunities),
        "rate": basis.close_rate,
        "average": basis.price,
        "uplift": agreed,
    }
    start = {
        "opportunities": spoken(exact["opportunities"]),
        "rate": figures.rate(basis.close_rate).removeprefix("≈ "),
        "average": spoken(basis.price).removeprefix("≈ "),
        "uplift": spoken(agreed * 100),
    }
    typed = {name: asked.get(name, "")[: figures.LONGEST] or start[name] for name in UPLIFT}
    found: Values = {"form_url": f"{reverse('desk:kpi')}#calc-uplift", "hidden": _kept(asked, TARGET)}
    try:
        told = {name: _read(name, typed[name], start[name], exact[name]) for name in UPLIFT}
        found |= _uplift_results(told)
    except Refusal as refusal:
        found |= _mistake(refusal)
        told = exact
    sign = "€" if home().currency == "EUR" else home().currency
    found["sliders"] = [
        _slider("opportunities", gettext("Opportunities per year"), typed, told, (10, 5_000, 10), ""),
        _slider("rate", gettext("Close rate today"), typed, told, (5, 80, 1), "", percentage=True),
        _slider("average", gettext("Average price"), typed, told, (500, 50_000, 500), sign),
        _slider("uplift", gettext("More good opportunities"), typed, told, (1, 50, 1), "%", percentage=True),
    ]
    return found


def _uplift_results(told: Mapping[str, Fraction]) -> Values:
    result = rules.uplift(told["opportunities"], told["rate"], told["average"], told["uplift"])
    before, after = result.before, result.after
    named = gettext("With %(share)s more good ones") % {"share": percent(told["uplift"])}
    return {
        "results": [
            _result(gettext("Today"), money(before.revenue), _deals(before), _whole(before)),
            _result(named, money(after.revenue), _deals(after), _whole(after)),
            _result(
                gettext("More per year"),
                money(result.gain),
                whole=gettext("whole deals: %(amount)s") % {"amount": money(result.gain_whole)}
                if result.gain_whole != result.gain
                else "",
                strong=True,
            ),
        ],
        "note": figures.roundings(result.roundings),
    }


def _deals(found: rules.Yield) -> str:
    return gettext("%(deals)s deals at %(rate)s") % {
        "deals": spoken(found.deals),
        "rate": percent(found.close_rate),
    }


def _whole(found: rules.Yield) -> str:
    if found.deals == found.deals_whole:
        return ""
    told = {"deals": spoken(Fraction(found.deals_whole)), "amount": money(found.revenue_whole)}
    return gettext("whole %(deals)s: %(amount)s") % told


def _read(name: str, typed: str, start: str, exact: Fraction) -> Fraction:
    """What nobody touched stays exact, also where its words are rounded."""
    if typed == start:
        return exact
    if name == "uplift":
        return figures.number(name, typed) / 100
    return figures.share(name, typed) if name in ("rate", "close_rate") else figures.number(name, typed)


def _kept(asked: Mapping[str, str], names: tuple[str, ...]) -> list[Values]:
    """What the other calculator holds stays in the address."""
    return [{"name": name, "value": asked[name][: figures.LONGEST]} for name in names if asked.get(name)]


def _mistake(refusal: Refusal) -> Values:
    said = refusal_words.said(refusal)
    return {"results": [], "error": f"{said.text} {said.todo}", "note": ""}


def _result(word: str, figure: str, how: str = "", whole: str = "", *, strong: bool = False) -> Values:
    return {"word": word, "figure": figure, "how": how, "whole": whole, "strong": strong}


def _slider(
    name: str,
    label: str,
    typed: Mapping[str, str],
    told: Mapping[str, Fraction],
    reach: tuple[int, int, int],
    unit: str,
    *,
    percentage: bool = False,
) -> Values:
    low, high, step = reach
    at = told[name] * 100 if percentage else told[name]
    return {
        "name": name,
        "label": label,
        "value": typed[name],
        "min": low,
        "max": high,
        "step": step,
        "unit": unit,
        "range_value": str(min(max(round(at), low), high)),
    }
