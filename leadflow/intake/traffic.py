"""What came through each door: when last, how much today and within a week, and what of it nobody understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Window
from django.db.models.functions import RowNumber

from leadflow.intake.models import Arrival, Receipt

WEEK: Final = timedelta(days=6)
A_DAY: Final = timedelta(days=1)
NEWEST: Final = 20
"""So many receipts of a door are asked for their last arrival: keys and forms write side by side."""
COUNTED: Final = 1_000
"""Unclear arrivals that are told apart by door; the balance counts all of them."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """`today` and `week` begin at a local midnight; a list counts on the day it was begun."""

    last_at: datetime | None = None
    today: int = 0
    week: int = 0
    unclear: int = 0


NOTHING: Final = Traffic()


def by_door(midnight: datetime) -> dict[str, Traffic]:
    """Door -> traffic, for doors that something ever came through."""
    last = _last()
    today, week, unclear = _today(midnight), _since(midnight - WEEK), _unclear()
    return {
        door: Traffic(at, today[door], max(week[door], today[door]), unclear[door])
        for door, at in last.items()
    }


def newest_list() -> str:
    """The state of the list that was begun last; "" where there is none."""
    rows = Receipt.objects.filter(door="csv").exclude(state="draft").order_by("-id")
    return rows.values_list("state", flat=True).first() or ""


def _last() -> dict[str, datetime]:
    place = Window(RowNumber(), partition_by=F("door"), order_by=F("id").desc())
    newest = Receipt.objects.exclude(state="draft").annotate(place=place).filter(place__lte=NEWEST)
    arrived = Arrival.objects.filter(receipt=OuterRef("id")).order_by("-number").values("received_at")[:1]
    found: dict[str, datetime] = {}
    for door, at in newest.annotate(at=Subquery(arrived)).values_list("door", "at"):
        if at is not None:
            found[door] = max(found.get(door, at), at)
    return found


def _since(moment: datetime) -> Counter[str]:
    rows = Receipt.objects.filter(created_at__gte=moment).exclude(state="draft")
    return Counter(dict(rows.values_list("door").annotate(Sum("received")).order_by()))


def _today(midnight: datetime) -> Counter[str]:
    """A day of a door without files may have begun before midnight here: its arrivals are counted themselves."""
    lists = Receipt.objects.filter(created_at__gte=midnight, file__isnull=False).exclude(state="draft")
    found = Counter(dict(lists.values_list("door").annotate(Sum("received")).order_by()))
    days = Receipt.objects.filter(created_at__gte=midnight - A_DAY, file__isnull=True).values("id")
    came = Arrival.objects.filter(Q(receipt__in=days), received_at__gte=midnight)
    found.update(dict(came.values_list("receipt__door").annotate(Count("id")).order_by()))
    return found


def _unclear() -> Counter[str]:
    rows = Arrival.objects.filter(state="unclear").order_by("-id")
    return Counter(rows.values_list("receipt__door", flat=True)[:COUNTED])
