"""The flow as one picture (a Sankey): where leads came from, how far they came, where they stand, and the balance."""

from __future__ import annotations

from collections.abc import Mapping
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
from leadflow.desk.look.sankey import WIDTH, Stop, sankey
from leadflow.insight import flow, queries
from leadflow.intake import queries as intake
from leadflow.kernel.actor import Actor
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
CHANNELS: Final = 8
"""So many channels have a ribbon of their own."""
GROUPS: Final = {
    "won": ("won",),
    "accepted": ("accepted",),
    "lost": ("lost",),
    "nurturing": ("nurturing",),
    "open": ("new", "qualifying", "ready", "handed_over"),
    "disqualified": ("disqualified",),
}
WITH_SALES: Final = ("won", "accepted", "lost")
ENDS: Final = {
    "won": _("won"),
    "accepted": _("with sales"),
    "lost": _("lost"),
    "nurturing": _("nurtured"),
    "open": _("open"),
    "disqualified": _("weeded out"),
}
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
        "picture": _picture(found, names) if whole else None,
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


def _picture(found: flow.Flow, names: Mapping[str, str]) -> Values:
    """Channels, the door, sales, and where everybody stands; the smaller channels together."""
    ranked = sorted(found.channels.items(), key=lambda one: (-one[1], one[0]))
    rest = sum(count for _, count in ranked[CHANNELS:])
    sources = ranked[:CHANNELS] + ([("others", rest)] if rest else [])
    stood = {key: sum(found.standing.get(stage, 0) for stage in stages) for key, stages in GROUPS.items()}
    shown = {key: count for key, count in stood.items() if count}
    with_sales = [(key, shown[key]) for key in WITH_SALES if key in shown]
    others = [(key, count) for key, count in shown.items() if key not in WITH_SALES]
    drawn = sankey(sources, with_sales, others)
    return {
        "width": WIDTH,
        "height": drawn.height,
        "ribbons": drawn.ribbons,
        "stops": [*drawn.sources, drawn.door, *([drawn.sales] if drawn.sales.count else []), *drawn.ends],
        "sources": [
            _named(one, names.get(one.key, one.key) if one.key != "others" else gettext("others"))
            for one in drawn.sources
        ],
        "ends": [_named(one, str(ENDS[one.key])) for one in drawn.ends],
        "door": _named(drawn.door, str(LABELS["opened"])),
        "sales": _named(drawn.sales, str(LABELS["accepted"])) if drawn.sales.count else None,
    }


def _named(one: Stop, name: str) -> Values:
    return {"name": name, "count": words.number(one.count), "x": one.x, "middle": one.middle, "y": one.y}


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
