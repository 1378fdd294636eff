"""How leads come in: each door with what came through it, how it stands, and the page that opens it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.intake import door_states, ledger
from leadflow.desk.intake.door_states import Door
from leadflow.desk.requests import DeskRequest, needs, show
from leadflow.intake import traffic
from leadflow.intake.traffic import Traffic
from leadflow.kernel.actor import Actor

Values = dict[str, Any]


@require_GET
@needs(Right.SEE_INTAKE)
def listed(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    arrivals, _leads = ledger.balances(request.actor)
    rows = door_rows(request.actor, now)
    values = {
        "tabs": ledger.tabs("doors"),
        "title": _title(rows, now),
        "import_url": reverse("desk:import") if request.actor.may(Right.IMPORT) else "",
        "arrivals": arrivals,
        "rows": rows,
    }
    return show(request, "intake/doors.html", {"intake": values})


def door_rows(actor: Actor, now: datetime) -> list[Values]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    came = traffic.by_door(midnight)
    return [_row(door, came.get(door.key, traffic.NOTHING), now) for door in door_states.doors(actor, now)]


def _row(door: Door, came: Traffic, now: datetime) -> Values:
    return {
        "name": str(door.name),
        "text": str(door.text),
        "icon": door.icon,
        "url": door.url,
        "state": door.state.words,
        "stuck": door.state.stuck,
        "ready": door.state.ready,
        "last_at": came.last_at,
        "last": words.moment(came.last_at, now) if came.last_at else "",
        "today": came.today,
        "week": came.week,
        "unclear": came.unclear,
        "unclear_url": f"{reverse('desk:intake')}?state=unclear" if came.unclear else "",
    }


def _title(rows: list[Values], now: datetime) -> str:
    """The finding: what is stuck, else what came today, else what came last."""
    stuck = [row["name"] for row in rows if row["stuck"]]
    if stuck:
        said = ngettext("One door is stuck: %(names)s", "%(count)s doors are stuck: %(names)s", len(stuck))
        return said % {"count": len(stuck), "names": ", ".join(stuck)}
    today = [row["today"] for row in rows if row["today"]]
    if today:
        through = ngettext("through one door", "through %(count)s doors", len(today)) % {"count": len(today)}
        return gettext("%(count)s came in today, %(through)s") % {
            "count": words.number(sum(today)),
            "through": through,
        }
    last = max((row["last_at"] for row in rows if row["last_at"]), default=None)
    if last is not None:
        return gettext("Nothing came in yet today, the last was %(when)s") % {"when": words.moment(last, now)}
    return gettext("How leads come in")
