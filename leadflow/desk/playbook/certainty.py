"""The playbook's word on statistics and on sleeping leads, as a page of the playbook tells it."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.handover.policy import HandoverPolicy
from leadflow.insight.policy import SleepingPolicy, StatisticsPolicy
from leadflow.playbook.rules import Playbook
from leadflow.qualification.policy import QualificationPolicy


def terms(policy: StatisticsPolicy) -> tuple[tuple[str, str], ...]:
    return (
        (
            gettext("Findings that may be chance"),
            gettext("at most %(share)s") % {"share": _percent(policy.chance)},
        ),
        (
            gettext("A value is judged"),
            gettext("from %(count)s decided leads on") % {"count": policy.least},
        ),
        (
            gettext("Stuck"),
            gettext("longer in a stage than %(share)s of all") % {"share": _percent(policy.stuck_from)},
        ),
        (
            gettext("Learned points"),
            gettext(
                "from %(count)s won and as many lost on; %(doubling)s points double the odds, outcomes move ours by"
                " about %(reach)s"
            )
            % {"count": policy.learned_from, "doubling": policy.doubling, "reach": policy.reach},
        ),
        (gettext("Sales spends on a fruitless lead"), words.span(policy.sales_time)),
    )


def sleeping(book: Playbook) -> tuple[tuple[str, str], ...]:
    declared = (
        *book.section(QualificationPolicy).disqualification_reasons,
        *book.section(HandoverPolicy).lost_reasons,
    )
    named = {reason.key: reason.label.in_(words.language()) for reason in declared}
    return tuple(
        (
            rule.label.in_(words.language()),
            gettext("%(reasons)s: after %(span)s")
            % {
                "reasons": ", ".join(named[key] for key in (*rule.lost, *rule.disqualified)),
                "span": words.span(rule.after),
            },
        )
        for rule in book.section(SleepingPolicy).rules
    )


def _percent(share: Fraction) -> str:
    whole = 100 * share
    return f"{words.number(float(whole), 0 if whole.denominator == 1 else 2)} %"
