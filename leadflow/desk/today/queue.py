"""The list of Today: what waits, under its headings, each row saying why now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.agenda import queries as agenda
from leadflow.agenda import rules as agenda_rules
from leadflow.agenda.queries import Due, Place
from leadflow.desk.telling import heads
from leadflow.desk.telling.why import why
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.leads import lists
from leadflow.leads.lists import Line
from leadflow.playbook import queries as playbook
from leadflow.scoring import queries as scoring

PAGE: Final = 30
LEADING: Final = 2
"""How many kinds of the playbook's order are looked for behind the first page."""
SECTIONS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("now", _("Now")),
    ("morning", _("Morning")),
    ("afternoon", _("Afternoon")),
    ("later", _("Later")),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row: the next thing, its lead, its heading, and who is at work on it."""

    due: Due
    line: Line
    section: str
    held_by: str


@dataclass(frozen=True, slots=True)
class Queue:
    rows: Sequence[Waiting]
    later: str
    """The key of the next page; empty on the last one."""

    def first_free(self, *, but: int | None = None) -> Waiting | None:
        return next((row for row in self.rows if not row.held_by and row.line.id != but), None)


def waiting(actor: Actor, now: datetime, after: Place | None = None) -> Queue:
    """One page. Within a heading the playbook's order leads, then the deadline."""
    dues = agenda.today(actor, now, after=after, limit=PAGE + 1)
    page, more = dues[:PAGE], len(dues) > PAGE
    later = key_of(page[-1]) if more else ""
    if after is None and more:
        page = _leading(actor, now, page)
    lines = lists.lines([due.lead for due in page], seen_by=actor)
    policy, _hours = agenda.policy(now)
    zone = ZoneInfo(home().time_zone)
    order = [name for name, _label in SECTIONS]
    names = accounts.names(line.claimed_by for line in lines.values())
    idle = heads.idle_minutes(playbook.at(now))
    rows = [
        Waiting(
            due,
            lines[due.lead],
            agenda_rules.section(due.kind, due.due_at, due.deadline_at, policy, now, zone),
            heads.holder(lines[due.lead], actor.user_id, names, now, idle),
        )
        for due in page
        if due.lead in lines
    ]
    rows.sort(
        key=lambda row: (
            order.index(row.section),
            policy.rank(row.due.kind),
            row.due.deadline_at,
            row.due.lead,
        )
    )
    return Queue(rows, later)


def _leading(actor: Actor, now: datetime, page: list[Due]) -> list[Due]:
    """Behind a long team queue one's own work and what the playbook puts first (what we promised, who is hot) would
    stand on a later page: it belongs on the first."""
    policy, _hours = agenda.policy(now)
    found = {due.lead: due for due in page}
    for kind in policy.order[:LEADING]:
        found |= {due.lead: due for due in agenda.today(actor, now, limit=PAGE // 2, kind=kind)}
    mine = agenda.today(replace(actor, teams=frozenset()), now, limit=PAGE)
    return list((found | {due.lead: due for due in mine}).values())


def key_of(due: Due) -> str:
    return f"{due.deadline_at.timestamp():.6f}~{due.lead}"


def place_of(key: str) -> Place | None:
    """The place a page begins after; a key nobody made begins at the start."""
    at, _tilde, lead = key.partition("~")
    try:
        return datetime.fromtimestamp(float(at), ZoneInfo("UTC")), int(lead)
    except (ValueError, OverflowError, OSError):
        return None


def groups(queue: Queue, current: int | None, now: datetime) -> list[dict[str, Any]]:
    """For `components/today/queue.html`."""
    book = playbook.at(now)
    _policy, hours = agenda.policy(now)
    grades = scoring.grades([row.line.id for row in queue.rows], now)
    found = []
    for name, label in SECTIONS:
        rows = [
            _row(
                row, why(row.due, book, hours, now), heads.graded(row.line, grades.get(row.line.id)), current
            )
            for row in queue.rows
            if row.section == name
        ]
        if rows:
            count = f"{len(rows)}+" if queue.later else len(rows)
            found.append({"name": label, "count": count, "rows": rows})
    return found


def _row(row: Waiting, reason: Any, grade: dict[str, Any], current: int | None) -> dict[str, Any]:
    return {
        "url": f"?lead={row.line.public_id}",
        "icon": reason.icon,
        "who": row.line.title,
        "why": reason.text,
        "when": reason.when,
        "soon": reason.soon,
        "broken": reason.broken,
        "phase": row.line.phase,
        "current": row.line.id == current,
        "held_by": row.held_by,
        **grade,
    }
