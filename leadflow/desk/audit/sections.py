"""One section of an audit each: a title that states the finding, a table with its bars, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from leadflow.desk import words
from leadflow.desk.audit import figures, said
from leadflow.desk.audit.figures import Values, count, figure, money, rated, share, sized, small, text
from leadflow.insight.audit.aiming import Aiming
from leadflow.insight.audit.answering import Answering, Speed
from leadflow.insight.audit.auditing import Audit, Finding
from leadflow.insight.audit.lying import Lying
from leadflow.insight.audit.measures import Rate
from leadflow.insight.audit.pacing import Pacing, Winning
from leadflow.insight.audit.selling import Channel, Channels, Winners
from leadflow.insight.audit.twice import Twice
from leadflow.insight.winners import Finding as Sure

Rows = Sequence[Sequence[Values]]
MOST_VALUES = 15


def table(heads: Sequence[Values], rows: Rows) -> Values:
    return {"heads": heads, "rows": rows}


def head(label: str, *, num: bool = False) -> Values:
    return {"label": label, "num": num}


def titled(made: Audit, section: str, otherwise: str) -> tuple[str, str]:
    """By the weightiest finding of the section."""
    first: Finding | None = next((one for one in made.findings if one.section == section), None)
    return said.finding(made, first) if first else (otherwise, "")


def aiming(made: Audit, found: Aiming) -> Values:
    currency = made.measures.currency
    title, under = titled(made, "aiming", gettext("%(n)s leads come in a month") % {"n": count(found.leads)})
    rows = [
        [text(gettext("Leads a month")), figure(count(found.leads))],
        [text(gettext("Deals a month")), figure(small(found.deals))],
        [
            text(gettext("Won of all leads")),
            figure(share(found.per_lead.share), under=figures.between(found.per_lead)),
        ],
    ]
    if found.price is not None:
        under_price = gettext("from the files") if found.own_price else gettext("as you said")
        rows.append([text(gettext("Average deal")), figure(money(found.price, currency), under=under_price)])
    if found.revenue is not None:
        rows.append([text(gettext("Revenue a month")), figure(money(found.revenue, currency))])
    if found.target is not None:
        rows.append([text(gettext("Target a month")), figure(money(found.target, currency))])
    if found.leads_needed is not None:
        rows.append([text(gettext("Leads it takes")), figure(count(found.leads_needed), strong=True)])
    notes = [gettext("Counted over the last %(n)s months of the files.") % {"n": small(found.months)}]
    if found.target is None:
        notes.append(gettext("No target was named: with --target 100000 (revenue a month) the gap is told."))
    if found.price is None:
        notes.append(gettext("The files hold no amounts: with --price 4000 money can be told."))
    return _section("aiming", title, under, table([head(""), head(gettext("Figure"), num=True)], rows), notes)


def lying(made: Audit, found: Lying) -> Values:
    title, under = titled(made, "lying", gettext("No open lead is forgotten"))
    most = max(size for _, size in found.buckets)
    label = gettext("Last touch") if found.basis == "touch" else gettext("Came")
    rows = [
        [text(_ago(found.buckets, at)), sized(size, most, count(size)), figure(count(size))]
        for at, (_, size) in enumerate(found.buckets)
    ]
    made_table = table([head(label), head(""), head(gettext("Open leads"), num=True)], rows)
    owners = [
        [text(name), figure(count(part)), figure(count(whole))] for name, part, whole in found.owners if part
    ]
    by_owner = table(
        [head(gettext("Responsible")), head(gettext("Forgotten"), num=True), head(gettext("Open"), num=True)],
        owners,
    )
    notes = [_forgotten_means(found)]
    return _section("lying", title, under, made_table, notes, more=by_owner if owners else None)


def _ago(buckets: Sequence[tuple[int | None, int]], at: int) -> str:
    border = buckets[at][0]
    below = buckets[at - 1][0] if at else None
    if border is None:
        return gettext("more than %(days)s days ago") % {"days": below}
    if below is None:
        return gettext("up to %(days)s days ago") % {"days": border}
    return gettext("%(low)s to %(high)s days ago") % {"low": below + 1, "high": border}


def _forgotten_means(found: Lying) -> str:
    told = {"days": count(found.limit)}
    if found.basis == "touch":
        return gettext("Forgotten means: open, and last touched more than %(days)s days ago.") % told
    return (
        gettext(
            "The files hold no date of the last touch. Age is what is left to judge by: "
            "%(days)s days, by which most wins had come."
        )
        % told
    )


def answering(made: Audit, found: Answering) -> Values:
    title, under = titled(made, "answering", gettext("Every lead was answered in time"))
    scale = figures.scale([one.won for one in found.classes])
    rows = [
        [text(_speed(found, at)), figure(count(one.leads)), rated(one.won, scale)]
        for at, one in enumerate(found.classes)
    ]
    heads = [head(gettext("Answered")), head(gettext("Leads"), num=True), head(gettext("Won of the decided"))]
    unit = gettext("working hours") if found.unit == "hours" else gettext("days")
    told = {
        "n": count(found.answered),
        "median": small(found.median),
        "upper": small(found.upper),
        "unit": unit,
    }
    notes = [
        gettext(
            "%(n)s leads with both dates: half are answered within %(median)s, nine of ten within %(upper)s %(unit)s."
        )
        % told
    ]
    if found.unit == "days":
        notes.append(gettext("The dates come without a clock, so hours cannot be told."))
    if not found.believed:
        notes.append(
            gettext("Whether fast answers win more often cannot be told: the difference may be chance.")
        )
    return _section("answering", title, under, table(heads, rows), notes)


def _speed(found: Answering, at: int) -> str:
    one: Speed = found.classes[at]
    hours = found.unit == "hours"
    if one.up_to is None:
        below = found.classes[at - 1].up_to
        told = {"n": below}
        return (
            gettext("after more than %(n)s hours") if hours else gettext("after more than %(n)s days")
        ) % told
    if one.up_to == 0:
        return gettext("on the same day")
    if hours:
        return ngettext("within %(n)s hour", "within %(n)s hours", one.up_to) % {"n": one.up_to}
    return ngettext("within %(n)s day", "within %(n)s days", one.up_to) % {"n": one.up_to}


def pacing(made: Audit, found: Pacing) -> Values | None:
    if found.winning is None and not found.stages:
        return None
    title, under = titled(made, "pacing", gettext("Where open leads stand"))
    stages = _stages(found) if found.stages else None
    if found.winning is None:
        return _section("pacing", title, under, stages, [])
    winning = found.winning
    reach = max(dict(winning.quantiles)[0.9] * 1.25, 1.0)
    return _section("pacing", title, under, _quantiles(winning), _of_winning(winning), more=stages) | {
        "curve": figures.curve(winning.curve, reach)
    }


def _quantiles(winning: Winning) -> Values:
    rows = [
        [
            text(gettext("%(share)s of the won") % {"share": share(part)}),
            figure(count(days), strong=part == 0.5),
        ]
        for part, days in winning.quantiles
    ]
    rows.append([text(gettext("the longest")), figure(count(winning.longest))])
    return table([head(gettext("Won")), head(gettext("within days"), num=True)], rows)


def _of_winning(winning: Winning) -> list[str]:
    notes = [
        gettext("The curve: share of all %(n)s leads that are won so many days after they came, with its 95%% band. "
                "Leads not won yet count for as long as the files know them.")
        % {"n": count(winning.curve.size)}
    ]  # fmt: skip
    if winning.backward:
        notes.append(
            ngettext(
                "%(n)s lead was won before it came, by its dates; it is left out.",
                "%(n)s leads were won before they came, by their dates; they are left out.",
                winning.backward,
            )
            % {"n": count(winning.backward)}
        )
    return notes


def _stages(found: Pacing) -> Values:
    dated = found.basis == "dates"
    rows = []
    for one in found.stages:
        row = [text(one.stage), figure(count(one.still))]
        median = figure(small(one.median) if one.median is not None else "")
        if dated:
            row += [median, figure(count(one.stuck) if one.border is not None else "", strong=one.stuck > 0)]
        else:
            row.append(median)
        rows.append(row)
    heads = [head(gettext("Stage")), head(gettext("In it now"), num=True)]
    if dated:
        heads += [head(gettext("Half leave within days"), num=True), head(gettext("Stuck"), num=True)]
    else:
        heads.append(head(gettext("Half are untouched for days"), num=True))
    return table(heads, rows)


def channels(made: Audit, found: Channels) -> Values:
    title, under = titled(made, "channels", gettext("No channel wins more or less than chance would have it"))
    scale = figures.scale([one.won for one in found.channels])
    money_told = any(one.revenue for one in found.channels)
    rows = [_channel(made, one, scale, money_told=money_told) for one in found.channels]
    heads = [head(gettext("Channel")), head(gettext("Leads"), num=True), head(gettext("Won"))]
    if money_told:
        heads.append(head(gettext("Revenue"), num=True))
    notes = [_judged_note(made)]
    if found.others:
        notes.append(gettext("%(n)s leads came by smaller channels.") % {"n": count(found.others)})
    return _section("channels", title, under, table(heads, rows), notes)


def _channel(made: Audit, one: Channel, scale: float, *, money_told: bool) -> list[Values]:
    sure = gettext("more than average, for sure") if one.better else gettext("less than average, for sure")
    under = sure if one.better or one.worse else ""
    row = [text(said.channel(one.name), under=under, strong=bool(under)), figure(count(one.leads))]
    row.append(rated(one.won, scale))
    return [*row, figure(money(one.revenue, made.measures.currency))] if money_told else row


def _judged_note(made: Audit) -> str:
    told: dict[str, Any] = {"n": count(len(made.known.pasts))}
    if made.known.basis == "decided":
        return (
            gettext("Shares of the %(n)s leads that the files call won or lost, with 95%% intervals.") % told
        )
    if made.known.basis == "ripe":
        told["days"] = count(made.known.ripe_after or 0)
        return (
            gettext(
                "The files know no losses. Counted are the %(n)s leads older than %(days)s days, "
                "by which most wins had come."
            )
            % told
        )
    return gettext("The files know neither losses nor dates: all %(n)s leads are counted, won or not.") % told


def winners(made: Audit, found: Winners) -> Values:
    nothing = gettext("Nothing sets the won apart from the others more than chance would")
    title, under = titled(made, "winners", nothing)
    shown = found.found[:MOST_VALUES]
    most = max((max(one.table.share, one.table.other_share) for one in shown), default=1.0)
    rows = [_value(one, most) for one in shown]
    heads = [
        head(gettext("Attribute")),
        head(gettext("Leads"), num=True),
        head(gettext("Won with it")),
        head(gettext("Won otherwise"), num=True),
        head(gettext("Odds"), num=True),
    ]
    told = {"n": count(found.checked), "m": count(len(found.found)), "level": share(made.measures.chance)}
    notes = [
        gettext(
            "%(n)s values were checked and %(m)s stand; at most %(level)s of these are chance (Benjamini and Hochberg)."
        )
        % told,
        _judged_note(made),
    ]
    if found.suspect:
        listed = ", ".join(f"{said.attribute(one.attribute)} “{one.value}”" for one in found.suspect[:5])
        notes.append(
            gettext("Too good to be a cause, and probably written down after the deal: %(list)s.")
            % {"list": listed}
        )
    return _section("winners", title, under, table(heads, rows) if rows else None, notes)


def _value(one: Sure, most: float) -> list[Values]:
    rate = Rate.of(one.table.a, one.table.size)
    low, high = one.table.interval
    return [
        text(one.value, under=said.attribute(one.attribute), strong=True),
        figure(count(one.table.size)),
        rated(rate, most * 1.15),
        figure(share(one.table.other_share)),
        figure(f"× {words_of(one.table.odds)}", under=f"{words_of(low)} – {words_of(high)}"),
    ]


def words_of(odds: float) -> str:
    return words.number(round(odds, 2), 2) if odds < 10 else count(odds)


def twice(made: Audit, found: Twice) -> Values:
    title, under = titled(made, "twice", gettext("Nobody is in the files twice for certain"))
    rows = [[text(", ".join(map(str, rows))), figure(count(len(rows)))] for rows in found.examples[:5]]
    made_table = (
        table([head(gettext("Rows of the list")), head(gettext("Shown"), num=True)], rows) if rows else None
    )
    notes = [
        gettext("Counted is only what is certain: the same own address, or the same number and name. "
            "“leadflow match FILE” "
                "also names the likely ones.")
    ]  # fmt: skip
    return _section("twice", title, under, made_table, notes)


def _section(
    key: str, title: str, under: str, made: Values | None, notes: Sequence[str], *, more: Values | None = None
) -> Values:
    return {"key": key, "title": title, "under": under, "table": made, "more": more, "notes": list(notes)}
