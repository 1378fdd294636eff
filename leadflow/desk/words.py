"""Words that several pages share: stages, next things, times and figures as one says them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leadflow.kernel.facts import is_untouched
from leadflow.playbook.policy import FactDeclaration

Lazy = str | Promise

STAGES: Final[Mapping[str, Lazy]] = {
    "new": pgettext_lazy("stage", "New"),
    "qualifying": pgettext_lazy("stage", "Qualifying"),
    "nurturing": pgettext_lazy("stage", "Nurturing"),
    "ready": pgettext_lazy("stage", "Ready"),
    "handed_over": pgettext_lazy("stage", "Handed over"),
    "accepted": pgettext_lazy("stage", "Accepted"),
    "won": pgettext_lazy("stage", "Won"),
    "lost": pgettext_lazy("stage", "Lost"),
    "disqualified": pgettext_lazy("stage", "Disqualified"),
}
KIND_ICONS: Final[Mapping[str, str]] = {
    "promise": "calendar-event",
    "signal": "flame",
    "returned": "arrow-back-up",
    "new": "bolt",
    "retry": "phone-off",
    "revisit": "leaf",
    "handover": "arrows-exchange",
    "decide": "help-circle",
}
SOURCES: Final[Mapping[str, Lazy]] = {
    "csv": _("from a list"),
    "api": _("by API"),
    "call": _("call"),
    "desk": _("by hand"),
    "mend": _("mended"),
    "hand": _("by hand"),
    "form": _("form"),
    "domain": _("by the domain of the mail"),
}

USES: Final[Mapping[str, Lazy]] = {
    "work": pgettext_lazy("number", "work"),
    "mobile": pgettext_lazy("number", "mobile"),
    "private": pgettext_lazy("number", "private"),
}


def language() -> str:
    return get_language() or "de"


def clock(at: datetime) -> str:
    return time_format(timezone.localtime(at), "TIME_FORMAT")


def day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")


def date_of(day: date) -> str:
    """A day that belongs to no clock."""
    return date_format(day, "SHORT_DATE_FORMAT")


def short_day(at: datetime, now: datetime) -> str:
    """23.11., with the year where it is another one than within reach."""
    near = abs((timezone.localtime(at).date() - timezone.localtime(now).date()).days) < 300
    return date_format(timezone.localtime(at), "MONTH_DAY_FORMAT" if near else "SHORT_DATE_FORMAT")


def long_day(at: datetime, now: datetime) -> str:
    """As a heading: Today, Yesterday, or the date."""
    days = (timezone.localtime(now).date() - timezone.localtime(at).date()).days
    if days in (0, 1):
        return gettext("Today") if days == 0 else gettext("Yesterday")
    return date_format(timezone.localtime(at), "DATE_FORMAT")


def moment(at: datetime, now: datetime) -> str:
    """As short as it stays clear: 14:05, yesterday 14:05, Mon 14:05, 23.11., 23.11.2025."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (local.date() - today).days
    if days == 0:
        return clock(at)
    if days in (1, -1):
        which = gettext("tomorrow %(time)s") if days == 1 else gettext("yesterday %(time)s")
        return which % {"time": clock(at)}
    if -7 < days < 7:
        return f"{date_format(local, 'D')} {clock(at)}"
    return date_format(local, "MONTH_DAY_FORMAT" if local.year == today.year else "SHORT_DATE_FORMAT")


def span(length: timedelta) -> str:
    """A length of time in its largest whole unit."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}


def hours_and_minutes(length: timedelta) -> str:
    """00:42, as a clock that runs down shows it."""
    minutes = max(int(length.total_seconds() // 60), 0)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def percent(share: float) -> str:
    """Whole percents, and never certainty: 99 at most, 1 at least."""
    figure = number(min(max(round(share * 100), 1), 99))
    return f"{figure} %" if language().startswith("de") else f"{figure}%"


def number(value: float | Decimal, places: int | None = None) -> str:
    return number_format(value, decimal_pos=places, force_grouping=True)


SIGNS: Final = {"EUR": "€", "CHF": "CHF", "USD": "$", "GBP": "£"}


def money(amount: float | Decimal, currency: str = "EUR") -> str:
    """In whole units where it is whole: 1.306.000 €."""
    exact = Decimal(str(amount))
    shown = number(exact, 0 if exact == exact.to_integral_value() else 2)
    sign = SIGNS.get(currency, currency)
    return f"{shown} {sign}" if language().startswith("de") or len(sign) > 1 else f"{sign}{shown}"


def size(count: int) -> str:
    if count < 1_000_000:
        return f"{number(max(round(count / 1000), 1))} KB"
    return f"{number(count / 1_000_000, 1)} MB"


def fact_value(declared: FactDeclaration | None, value: Any) -> str:
    """A known value as one reads it; what was left untouched is said so."""
    if is_untouched(value):
        return gettext("left untouched")
    if declared is not None and (choice := declared.choice(value)):
        return choice.label.in_(language())
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if declared is not None and declared.type == "date" and isinstance(value, str):
        return _as_date(value)
    if isinstance(value, int | float | Decimal):
        return money(value) if declared is not None and declared.type == "money" else number(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def _as_date(text: str) -> str:
    try:
        return date_format(datetime.fromisoformat(text).date(), "SHORT_DATE_FORMAT")
    except ValueError:
        return text


def source(key: str) -> str:
    """How something is known, in words; a source of its own name stays as it is."""
    return str(SOURCES.get(key.partition(":")[0], key))
