"""The figures of lead management: this month against its target, the last twelve, and two calculators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from leadflow.agenda import queries as agenda
from leadflow.desk import words
from leadflow.desk.insight import calculators, figures, frame, needs_page
from leadflow.desk.insight.figures import money
from leadflow.insight import queries
from leadflow.insight.policy import TargetsPolicy
from leadflow.insight.queries import Basis, Month, Span
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.kernel.money import Money, shown_money
from leadflow.leads import lists
from leadflow.leads.lists import Wanted
from leadflow.playbook import queries as playbook

Values = dict[str, Any]
RIPE: Final = 100
CHART_STEP: Final = 42
CHART_HEIGHT: Final = 96


def page(asked: Any, actor: Actor, now: datetime) -> Values:
    found = queries.months(now)
    this = found[0]
    pace = _pace(this, now)
    policy = playbook.at(now).section(TargetsPolicy)
    year = sum(month.opportunities for month in found)
    typed = {name: asked.get(name, "") for name in calculators.TYPED}
    wished = year or this.target.opportunities * queries.YEAR
    return {
        "tabs": frame.tabs("kpi"),
        "title": _title(this, pace),
        "sub": _sub(now),
        "csv_url": reverse("desk:kpi_csv"),
        "month": _month(this, pace, actor, now)
        | needs_page.told(needs_page.forecast(found, now), this.target.opportunities),
        "needs": needs_page.needs(this.target.opportunities, now),
        "months": [_line(month, _top(found)) for month in found],
        "chart": _chart(found, _top(found)),
        "target": calculators.target(typed, this.basis),
        "uplift": calculators.uplift(typed, this.basis, wished, Fraction(policy.uplift)),
    }


def _top(found: Sequence[Month]) -> int:
    """The end of the common scale."""
    return max(max(max(m.opportunities, m.target.opportunities) for m in found), 1)


def _chart(found: Sequence[Month], top: int) -> Values:
    """Twelve columns, the oldest first, each with a tick where its target stood."""
    columns = [
        {
            "x": at * CHART_STEP + 4,
            "y": CHART_HEIGHT * (1 - month.opportunities / top),
            "height": CHART_HEIGHT * month.opportunities / top,
            "mark": CHART_HEIGHT * (1 - month.target.opportunities / top),
            "middle": at * CHART_STEP + CHART_STEP / 2,
            "figure": month.opportunities,
            "label": date_format(month.span.start, "M").rstrip("."),
        }
        for at, month in enumerate(reversed(found))
    ]
    counted = ", ".join(f"{column['label']} {column['figure']}" for column in columns)
    return {
        "columns": columns,
        "said": gettext("Opportunities per month: %(counted)s") % {"counted": counted},
    }


def _pace(this: Month, now: datetime) -> int:
    """Where one would be in step, by working time: weekends and holidays move nobody."""
    _policy, hours = agenda.policy(now)
    whole = hours.between(this.span.start, this.span.end)
    gone = hours.between(this.span.start, now)
    return round(this.target.opportunities * (gone / whole)) if whole else this.target.opportunities


def name(span: Span) -> str:
    return str(date_format(span.start, "F Y"))


def _title(this: Month, pace: int) -> str:
    """The finding."""
    opened = ngettext("%(n)s opportunity", "%(n)s opportunities", this.opportunities)
    facts = {
        "month": date_format(this.span.start, "F"),
        "opened": opened % {"n": words.number(this.opportunities)},
    }
    if this.opportunities >= this.target.opportunities:
        return gettext("%(month)s: %(opened)s, the target is reached") % facts
    if this.opportunities >= pace:
        return gettext("%(month)s: %(opened)s, in step with the target") % facts
    return gettext("%(month)s: %(opened)s, %(short)s below the pace to the target") % {
        **facts,
        "short": words.number(pace - this.opportunities),
    }


def _sub(now: datetime) -> str:
    return gettext("As of %(day)s · counted in the month of the first acceptance") % {"day": words.day(now)}


def _month(this: Month, pace: int, actor: Actor, now: datetime) -> Values:
    done, wanted = this.opportunities, this.target.opportunities
    facts = {"done": words.number(done), "target": words.number(wanted), "pace": words.number(pace)}
    ripe = lists.count(actor, Wanted(stages=("ready",)), up_to=RIPE)
    acts = [{"label": gettext("Work the target out"), "url": "#calc-target"}]
    if ripe:
        label = ngettext("Look at %(n)s ready lead", "Look at %(n)s ready leads", ripe) % {"n": ripe}
        acts.append({"label": label, "url": f"{reverse('desk:leads')}?stage=ready"})
    return {
        "title": gettext("Target %(target)s opportunities") % facts,
        "note": _days_left(this, now),
        "done": done,
        "target": wanted,
        "pace": pace if 0 < pace < wanted else None,
        "said": gettext("%(done)s of %(target)s opportunities, in step it would be %(pace)s") % facts,
        "done_words": gettext("%(done)s today") % facts,
        "target_words": gettext("Target %(target)s") % facts,
        "pace_words": gettext("%(pace)s in step") % facts,
        "text": _derived(this.basis),
        "roundings": figures.roundings(this.target.roundings),
        "acts": acts,
    }


def _days_left(this: Month, now: datetime) -> str:
    _policy, hours = agenda.policy(now)
    left = hours.between(now, this.span.end)
    days = round(left.total_seconds() / 3600 / 8)
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}


def _derived(basis: Basis) -> str:
    """Where the target comes from, and whose figures stand in it."""
    facts = {
        "revenue": money(basis.revenue),
        "price": money(basis.price),
        "rate": figures.rate(basis.close_rate),
        "decided": words.number(basis.decided),
        "needed": words.number(basis.needed),
    }
    sentence = gettext(
        "It follows from %(revenue)s revenue a month, an average price of %(price)s and a close rate of %(rate)s."
    )
    if basis.own:
        whose = gettext(
            "Price and rate are your own figures: %(decided)s decided in the twelve months before."
        )
    else:
        whose = gettext(
            "Price and rate are those agreed in the playbook;"
            " your own count from %(needed)s decided on, so far there are %(decided)s."
        )
    return f"{sentence % facts} {whose % facts}"


def _line(month: Month, top: int) -> Values:
    decided = month.decided
    closed = Fraction(decided.won, decided.count) if decided.count else None
    return {
        "name": name(month.span),
        "opportunities": month.opportunities,
        "opportunities_url": _behind("opportunities", month.span, month.opportunities),
        "target": month.target.opportunities,
        "share": month.opportunities / top,
        "mark": month.target.opportunities / top,
        "won": decided.won,
        "won_url": _behind("won", month.span, decided.won),
        "lost": decided.lost,
        "lost_url": _behind("lost", month.span, decided.lost),
        "rate": f"{round(closed * 100)} %" if closed is not None else "",
        "revenue": shown_money(Money(decided.revenue, home().currency), words.language())
        if decided.won
        else "",
    }


def _behind(figure: str, span: Span, count: int) -> str:
    return f"{reverse('desk:kpi_leads')}?figure={figure}&month={span.start:%Y-%m}" if count else ""


def span_of(text: str, now: datetime) -> Span:
    """The month an address names, else the present one."""
    try:
        at = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a month of the home, whose zone is set below
    except ValueError:
        return queries.month_of(now)
    return queries.month_of(timezone.make_aware(at.replace(day=15)))


def behind(figure: str, span: Span, actor: Actor, now: datetime) -> Values:
    """The leads behind one figure; what one may not see is only counted."""
    found = queries.behind(figure, span)
    known = lists.lines({one.lead for one in found}, seen_by=actor)
    shown = [one for one in found if one.lead in known]
    titles = {
        "opportunities": ngettext(
            "%(n)s opportunity in %(month)s", "%(n)s opportunities in %(month)s", len(found)
        ),
        "won": ngettext("%(n)s won in %(month)s", "%(n)s won in %(month)s", len(found)),
        "lost": ngettext("%(n)s lost in %(month)s", "%(n)s lost in %(month)s", len(found)),
    }
    return {
        "title": titles[figure] % {"n": words.number(len(found)), "month": name(span)},
        "hidden": len(found) - len(shown),
        "back_url": reverse("desk:kpi"),
        "rows": [
            {
                "name": known[one.lead].title,
                "url": reverse("desk:lead", args=[known[one.lead].public_id]),
                "stage": str(words.STAGES[known[one.lead].stage]),
                "when": words.moment(one.at, now),
                "amount": shown_money(Money(one.amount, home().currency), words.language())
                if one.amount is not None
                else "",
            }
            for one in shown
        ],
    }


def table(now: datetime) -> list[list[object]]:
    """The last twelve months as plain rows, for a spreadsheet."""
    head: list[object] = [
        gettext("Month"),
        gettext("Opportunities"),
        gettext("Target"),
        gettext("Won"),
        gettext("Lost"),
        gettext("Revenue"),
    ]
    rows: list[list[object]] = [
        [
            f"{month.span.start:%Y-%m}",
            month.opportunities,
            month.target.opportunities,
            month.decided.won,
            month.decided.lost,
            Money(month.decided.revenue, home().currency).amount,
        ]
        for month in queries.months(now)
    ]
    return [head, *rows]
