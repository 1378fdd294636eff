"""What weeding out early saves, in words: hours that sales did not spend on leads without a future."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.attributes import days
from leadflow.desk.insight.frame import Period
from leadflow.insight import savings
from leadflow.insight.policy import StatisticsPolicy
from leadflow.insight.savings import Reason
from leadflow.playbook import queries as playbook
from leadflow.qualification.policy import QualificationPolicy

Values = dict[str, Any]
AN_HOUR = 3_600


def page(period: Period, now: datetime) -> Values:
    book = playbook.at(now)
    agreed = book.section(StatisticsPolicy).sales_time.total_seconds()
    named = {
        reason.key: reason.label.in_(words.language())
        for reason in book.section(QualificationPolicy).disqualification_reasons
    }
    found = savings.reasons(period.start, period.end)
    whole = savings.whole(found)
    saved = max(whole.leads * agreed - whole.seconds, 0.0)
    most = max((one.leads for one in found), default=1)
    return {
        "tabs": frame.tabs("savings"),
        "periods": frame.periods(period.key),
        "title": gettext("Weeding out early saved sales %(hours)s hours") % {"hours": _hours(saved)}
        if found
        else gettext("Nothing was weeded out yet"),
        "sub": gettext("%(n)s leads taken out after %(days)s days on average, %(rule)s of them by rule")
        % {"n": words.number(whole.leads), "days": days(whole.days), "rule": words.number(whole.by_rule)}
        if found
        else "",
        "how": gettext(
            "%(n)s leads × %(each)s hours that sales would spend on each, as agreed in the playbook, less %(spent)s"
            " hours that lead management spent on them."
        )
        % {
            "n": words.number(whole.leads),
            "each": words.number(agreed / AN_HOUR, 1),
            "spent": _hours(whole.seconds),
        },
        "rows": [_row(one, named.get(one.key, one.key), agreed, most) for one in found],
    }


def _row(one: Reason, name: str, agreed: float, most: int) -> Values:
    return {
        "name": name,
        "leads": words.number(one.leads),
        "bar": one.leads / most,
        "by_rule": words.number(one.by_rule),
        "days": days(one.days),
        "spent": _hours(one.seconds),
        "saved": _hours(max(one.leads * agreed - one.seconds, 0.0)),
    }


def _hours(seconds: float) -> str:
    hours = seconds / AN_HOUR
    return words.number(round(hours, 1 if hours < 10 else 0), 1 if hours < 10 else 0)
