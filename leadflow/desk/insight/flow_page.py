"""The flow as one picture (a Sankey of one trunk): wide where many are, where they stand today, and the balance."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.rules import Right
from leadflow.agenda import risk
from leadflow.desk import words
from leadflow.desk.insight import frame
from leadflow.desk.insight.frame import Period
from leadflow.insight import flow, queries
from leadflow.intake import queries as intake
from leadflow.kernel.actor import Actor
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
WIDTH: Final = 1000
HEIGHT: Final = 300
TRUNK: Final = 210
TOP: Final = 34
LABELS: Final = {
    "opened": _("Opened"),
    "qualified": _("Qualified"),
    "ready": _("Ready"),
    "offered": _("Handed over"),
    "accepted": _("Opportunities"),
    "won": _("Won"),
}


def page(actor: Actor, period: Period, now: datetime) -> Values:
    found = flow.flow(period.start, period.end)
    arrivals, opened = intake.balance(), leads.balance()
    this = queries.months(now, 1)[0]
    counted = risk.counted(now)
    at_risk = counted.unplanned + counted.overdue
    names = {c.key: c.label.in_(words.language()) for c in playbook.at(now).section(LeadsPolicy).channels}
    whole = found.reached["opened"]
    return {
        "periods": frame.periods(period.key),
        "title": _title(found),
        "empty": whole == 0,
        "reaches": _reaches(found),
        "width": WIDTH,
        "height": HEIGHT,
        "steps": _steps(found),
        "channels": [
            {"name": names.get(key, key), "count": words.number(n), "share": n / whole}
            for key, n in sorted(found.channels.items(), key=lambda one: -one[1])
        ]
        if whole
        else [],
        "standing": [
            {
                "name": str(words.STAGES[stage]),
                "count": words.number(n),
                "url": f"{reverse('desk:leads')}?stage={stage}",
            }
            for stage, n in found.standing.items()
            if stage in words.STAGES
        ],
        "balances": [
            {
                "name": gettext("Arrivals"),
                "whole": words.number(arrivals.received),
                "difference": arrivals.difference,
            },
            {"name": gettext("Leads"), "whole": words.number(opened.opened), "difference": opened.difference},
        ],
        "intake_url": reverse("desk:intake") if actor.may(Right.SEE_INTAKE) else "",
        "risk": {"count": words.number(at_risk), "url": reverse("desk:risk"), "any": at_risk > 0},
        "month": {
            "done": this.opportunities,
            "target": this.target.opportunities,
            "said": gettext("%(done)s of %(target)s opportunities this month")
            % {"done": words.number(this.opportunities), "target": words.number(this.target.opportunities)},
            "url": reverse("desk:kpi"),
        },
    }


def _title(found: flow.Flow) -> str:
    """Where most are lost on the way."""
    steps = [found.reached[name] for name in flow.STEPS[:5]]
    if not steps[0]:
        return gettext("The flow")
    facts = {"opened": words.number(steps[0]), "accepted": words.number(steps[4])}
    return gettext("Of %(opened)s leads %(accepted)s became opportunities") % facts


def _reaches(found: flow.Flow) -> list[Values]:
    """One ribbon through all steps, its height the number of leads; smooth where two steps meet."""
    whole = max(found.reached["opened"], 1)
    heights = [max(TRUNK * found.reached[name] / whole, 2) for name in flow.STEPS]
    step = WIDTH / len(heights)
    middle = TOP + TRUNK / 2
    made = []
    for at, high in enumerate(heights):
        left, right = at * step, (at + 1) * step - 3
        after = heights[at + 1] if at + 1 < len(heights) else high
        ease, bend = right - step * 0.34, right - 40
        over, over_next = middle - high / 2, middle - after / 2
        below, below_next = middle + high / 2, middle + after / 2
        path = (
            f"M{left:.1f} {over:.1f} H{ease:.1f}"
            f" C{ease + 40:.1f} {over:.1f} {bend:.1f} {over_next:.1f} {right:.1f} {over_next:.1f}"
            f" V{below_next:.1f}"
            f" C{bend:.1f} {below_next:.1f} {ease + 40:.1f} {below:.1f} {ease:.1f} {below:.1f}"
            f" H{left:.1f} Z"
        )
        made.append({"path": path, "x": round(left + 2), "tone": at})
    return made


def _steps(found: flow.Flow) -> list[Values]:
    whole, before = found.reached["opened"], 0
    made = []
    for at, name in enumerate(flow.STEPS):
        count = found.reached[name]
        share = f"{round(100 * count / before)} %" if at and before else ""
        made.append(
            {
                "name": str(LABELS[name]),
                "count": words.number(count),
                "of_before": share,
                "bar": count / whole if whole else 0,
                "x": round(at * WIDTH / len(flow.STEPS)),
            }
        )
        before = count
    return made
