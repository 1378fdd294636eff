"""The three things that matter most, and the title of each section: findings as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from leadflow.desk.audit import figures
from leadflow.desk.insight.attributes import times
from leadflow.insight.audit.auditing import Audit, Finding
from leadflow.insight.cases import CHANNEL

Say = Callable[[Any, Audit, Finding], tuple[str, str]]
"""What is spoken of, the whole, which finding."""


def finding(made: Audit, one: Finding) -> tuple[str, str]:
    """(what was found, what it rests on)."""
    return SAID[one.code](getattr(made, one.section), made, one)


def channel(name: str) -> str:
    return name or gettext("without a source")


def attribute(name: str) -> str:
    return gettext("Channel") if name == CHANNEL else name


def _gap(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "gap": figures.money(found.gap, made.measures.currency),
        "now": figures.money(found.revenue or 0, made.measures.currency),
        "target": figures.money(found.target or 0, made.measures.currency),
        "leads": figures.count(found.leads_needed or 0),
        "had": figures.count(found.leads),
    }
    return gettext("%(gap)s a month are missing to the target") % told, gettext(
        "%(now)s of %(target)s. At the present rate it takes %(leads)s leads a month; %(had)s come."
    ) % told


def _gain(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "more": figures.share(found.uplift),
        "gain": figures.money(found.gain or 0, made.measures.currency),
        "deals": figures.small(found.deals),
        "price": figures.money(found.price or 0, made.measures.currency),
    }
    return gettext("Winning %(more)s more of the same leads is worth %(gain)s a year") % told, gettext(
        "%(deals)s deals a month at %(price)s on average."
    ) % told


def _forgotten_touch(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "n": figures.count(found.forgotten.part),
        "open": figures.count(found.forgotten.whole),
        "days": figures.count(found.limit),
        "amount": figures.money(found.amount, made.measures.currency),
        "never": figures.count(found.never),
    }
    if found.amount:
        title = gettext("%(n)s open leads are forgotten; %(amount)s are noted with them") % told
    else:
        title = gettext("%(n)s open leads are forgotten") % told
    under = gettext("Of %(open)s open leads nobody has touched these for more than %(days)s days.") % told
    if found.never:
        under += " " + gettext("%(never)s of them were never touched at all.") % told
    return title, under


def _forgotten_age(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "n": figures.count(found.forgotten.part),
        "open": figures.count(found.forgotten.whole),
        "days": figures.count(found.limit),
        "most": figures.share(made.measures.most_through),
    }
    return gettext("%(n)s undecided leads are older than most wins ever took") % told, gettext(
        "%(most)s of all wins come within %(days)s days; these of %(open)s undecided leads are older, "
        "and nobody has closed them."
    ) % told


def _median(part: Any, made: Audit, one: Finding) -> tuple[str, str]:
    found = part.winning
    quantiles = dict(found.quantiles)
    told = {
        "half": figures.count(quantiles[0.5]),
        "most": figures.count(quantiles[0.9]),
        "n": figures.count(found.won),
        "low": figures.count(found.middle_range[0]),
        "high": figures.count(found.middle_range[1]),
    }
    return gettext(
        "Half of the won are won within %(half)s days, nine of ten within %(most)s"
    ) % told, gettext(
        "%(n)s won leads with both dates; the median lies between %(low)s and %(high)s days."
    ) % told


def _stuck(part: Any, made: Audit, one: Finding) -> tuple[str, str]:
    stage = next(stage for stage in part.stages if stage.stage == one.facts["stage"])
    told = {
        "n": figures.count(stage.stuck),
        "stage": stage.stage,
        "days": figures.count(stage.border or 0),
        "most": figures.share(made.measures.most_through),
        "still": figures.count(stage.still),
    }
    return gettext("%(n)s leads are stuck in “%(stage)s”") % told, gettext(
        "%(most)s leave it within %(days)s days; of the %(still)s that are in it now, so many are longer there."
    ) % told


def _fast_wins(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "fast": figures.share(found.fast.share),
        "slow": figures.share(found.slow.share),
        "n": figures.count(found.fast.whole),
        "m": figures.count(found.slow.whole),
        "limit": limit(made),
    }
    return gettext("Answered within %(limit)s, %(fast)s are won; answered later, %(slow)s") % told, gettext(
        "%(n)s fast and %(m)s slow ones; more than chance. Speed goes with winning; "
        "whether it is the cause, a trial would show."
    ) % told


def limit(made: Audit) -> str:
    if made.answering is not None and made.answering.unit == "days":
        return ngettext("%(n)s day", "%(n)s days", 1) % {"n": 1}
    hours = round(made.measures.answer_within.total_seconds() / 3600)
    return ngettext("%(n)s working hour", "%(n)s working hours", hours) % {"n": hours}


def _never(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "n": figures.count(found.never.part),
        "all": figures.count(found.never.whole),
        "share": figures.share(found.never.share),
    }
    return gettext("%(n)s leads were never answered") % told, gettext(
        "That is %(share)s of the %(all)s leads that are old enough to say so."
    ) % told


def _late(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "limit": limit(made),
        "share": figures.share(found.in_time.share),
        "n": figures.count(found.in_time.whole),
        "median": figures.small(found.median),
    }
    return gettext("%(share)s are answered within %(limit)s") % told, gettext(
        "%(n)s answers; half of them within %(median)s working hours."
    ) % told


def _channel(part: Any, made: Audit, one: Finding) -> tuple[str, str]:
    found = next(each for each in part.channels if each.name == one.facts["channel"])
    told = {
        "channel": channel(found.name),
        "share": figures.share(found.won.share),
        "average": figures.share(part.average.share),
        "n": figures.count(found.won.whole),
        "range": figures.between(found.won),
    }
    title = (
        gettext("“%(channel)s” wins %(share)s of its leads, against %(average)s on average")
        if found.better
        else gettext("“%(channel)s” wins only %(share)s of its leads, against %(average)s on average")
    )
    return title % told, gettext("%(n)s leads; 95%% interval %(range)s. More than chance.") % told


def _value(part: Any, made: Audit, one: Finding) -> tuple[str, str]:
    facts: Mapping[str, Any] = one.facts
    table = next(
        each.table
        for each in part.found
        if (each.attribute, each.value) == (facts["attribute"], facts["value"])
    )
    up = table.odds > 1
    low, high = table.interval if up else (1 / table.interval[1], 1 / table.interval[0])
    told = {
        "attribute": attribute(facts["attribute"]),
        "value": facts["value"],
        "share": figures.share(table.share),
        "other": figures.share(table.other_share),
        "n": figures.count(table.size),
        "odds": times(table.odds if up else 1 / table.odds),
        "low": times(low),
        "high": times(high),
    }
    title = (
        gettext("%(attribute)s “%(value)s” is won in %(share)s, others in %(other)s")
        if up
        else gettext("%(attribute)s “%(value)s” is won only in %(share)s, others in %(other)s")
    )
    under = (
        gettext("%(n)s leads; the odds are %(odds)s times as high (%(low)s to %(high)s).")
        if up
        else gettext("%(n)s leads; the odds are %(odds)s times lower (%(low)s to %(high)s).")
    )
    return title % told, under % told


def _twice(found: Any, made: Audit, one: Finding) -> tuple[str, str]:
    told = {
        "n": figures.count(found.surplus.part),
        "share": figures.share(found.surplus.share),
        "groups": figures.count(found.groups),
        "apart": figures.count(found.apart),
    }
    under = gettext("%(groups)s people or companies stand in the files more than once, for certain.") % told
    if found.apart:
        under += " " + gettext("With %(apart)s of them, different colleagues are responsible.") % told
    return gettext("%(n)s rows are there twice, %(share)s of all") % told, under


SAID: Mapping[str, Say] = {
    "gap": _gap,
    "gain": _gain,
    "forgotten_touch": _forgotten_touch,
    "forgotten_age": _forgotten_age,
    "median": _median,
    "stuck": _stuck,
    "fast_wins": _fast_wins,
    "never": _never,
    "late": _late,
    "worse": _channel,
    "better": _channel,
    "wins": _value,
    "loses": _value,
    "twice": _twice,
}
