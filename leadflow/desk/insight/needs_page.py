"""What the month will bring, and what it takes: from the target on to ripe and to raw leads of each channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from django.utils.translation import gettext

from leadflow.agenda import queries as agenda
from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.attributes import Names, whole_percent
from leadflow.insight import channels, flow, keeping, rules
from leadflow.insight.queries import Month
from leadflow.insight.rules import Forecast
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
MONTHS = 12


def forecast(found: Sequence[Month], now: datetime) -> Forecast | None:
    """Of the present month, `found[0]`, from those before it."""
    this = found[0]
    _policy, hours = agenda.policy(now)
    whole = hours.between(this.span.start, this.span.end)
    left = hours.between(now, this.span.end) / whole if whole else 0.0
    return rules.forecast(this.opportunities, [month.opportunities for month in found[1:]], left)


def told(expected: Forecast | None, target: int) -> Values:
    """For the bullet and the sentence below it."""
    if expected is None:
        return {"forecast": gettext("A forecast needs three months to go by.")}
    facts = {"low": words.number(expected.low), "high": words.number(expected.high)}
    if expected.low >= target:
        said = gettext("With 80 %% certainty it will be %(low)s to %(high)s: the target is safe.")
    elif expected.high < target:
        said = gettext("With 80 %% certainty it will be %(low)s to %(high)s: the target is out of reach.")
    else:
        said = gettext("With 80 %% certainty it will be %(low)s to %(high)s: the target is open.")
    return {
        "forecast": said % facts,
        "low": expected.low,
        "high": expected.high,
        "middle": expected.middle,
    }


def needs(target: int, now: datetime) -> Values:
    book = playbook.at(now)
    period = frame.period("12", now)
    (found, reached), _ = keeping.kept(
        "needs",
        book,
        period.start,
        now,
        lambda: (
            channels.by_channel(channels.lines(period.start, now)),
            flow.flow(period.start, now).reached,
        ),
    )
    lines = rules.needs(target, ((line.channel, line.leads, line.opportunities) for line in found))
    if not lines:
        return {"rows": [], "said": ""}
    ripe = ceil(target * reached["ready"] / reached["accepted"]) if reached["accepted"] else target
    names = Names(book)
    return {
        "said": gettext(
            "For %(target)s opportunities a month it takes %(ripe)s ripe and %(raw)s raw leads, if every channel keeps"
            " its share and its yield of the last twelve months."
        )
        % {
            "target": words.number(target),
            "ripe": words.number(max(ripe, target)),
            "raw": words.number(sum(line.needed for line in lines)),
        },
        "rows": [
            {
                "name": names.value("channel", line.channel),
                "rate": whole_percent(line.opportunities / line.leads),
                "actual": words.number(round(line.leads / MONTHS)),
                "needed": words.number(line.needed),
                "share": min(line.leads / MONTHS / line.needed, 1.0) if line.needed else 1.0,
                "short": line.leads / MONTHS < line.needed,
            }
            for line in lines
        ],
    }
