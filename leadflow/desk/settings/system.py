"""How the house does: version, home, database, work in the background with retry, and what `doctor` finds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from leadflow import __version__
from leadflow.accounts.rules import Right
from leadflow.desk import differing, words
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import backups, frame
from leadflow.desk.settings.frame import Values
from leadflow.kernel.home import home
from leadflow.playbook import queries as playbook
from leadflow.queue import queries as queue
from leadflow.queue import services
from leadflow.queue.queries import JobView

SHOWN = 20
TASKS = {
    "intake.import": _("Import of a list"),
    "intake.import_help": _("Help with a long list"),
    "intake.catch_up": _("Understanding what came in a crowd"),
    "intake.look_after_left_behind": _("Looking for arrivals left behind"),
    "intake.undo": _("Taking an import back"),
    "intake.confirmed": _("What a confirmation sets going"),
    "intake.forget_unconfirmed": _("Forgetting what was never confirmed"),
    "intake.mailbox": _("Reading a mailbox"),
    "intake.mailboxes": _("Whose turn it is among the mailboxes"),
    "people.seek": _("Looking for who is there twice"),
    "people.learn": _("Learning how alike names may be"),
    "nurture.run": _("Next steps of the plans"),
    "delivery.send": _("Sending mails"),
    "handover.remind": _("Reminding sales of answers"),
    "scoring.fade": _("Letting interest fade"),
    "accounts.forget_sessions": _("Ending old logins"),
    "accounts.forget_asked": _("Forgetting answers kept for repeated requests"),
    "files.blank": _("Blanking passages of files"),
    "files.remove": _("Removing erased files"),
    "files.sweep": _("Sweeping up leftovers of uploads"),
    "backup.nightly": _("Backup of the night"),
    "backup.now": _("Backup by hand"),
    "backup.note_erasure": _("Noting an erasure beside the backups"),
    "queue.tidy": _("Tidying up finished jobs"),
}
STATES = {
    "waiting": _("waits"),
    "running": _("at work"),
    "done": _("done"),
    "failed": _("failed"),
    "stopped": _("stopped"),
}


@require_GET
@needs(Right.SEE_JOBS)
def overview(request: DeskRequest) -> HttpResponse:
    return _page(request)


@require_POST
@needs(Right.SEE_JOBS)
def examine(request: DeskRequest) -> HttpResponse:
    """Looks through every room right now; it changes nothing."""
    return _page(request, examined=True)


def _page(request: DeskRequest, *, examined: bool = False) -> HttpResponse:
    now = timezone.now()
    board = queue.board(now=now, limit=SHOWN)
    values: Values = {
        "facts": _facts(now),
        "jobs": [_job(job, now) for job in (*board.running, *board.waiting, *board.failed, *board.ended)][
            :SHOWN
        ],
        "counts": [
            {"figure": board.counts[state], "word": str(word)}
            for state, word in STATES.items()
            if board.counts[state]
        ],
        "turns": [
            {"name": _task(turn.task), "next": words.moment(turn.next_run_at, now), "rhythm": _rhythm(turn)}
            for turn in queue.turns()
        ],
        "examined": examined,
        "differences": differing.named() if examined else [],
        "examine_url": reverse("desk:system_examine"),
    }
    return frame.page(request, "system", "settings/system.html", {"system": values})


def _facts(now: datetime) -> list[tuple[str, str]]:
    place, number = home(), playbook.number_at(now)
    return [
        (gettext("Version"), __version__),
        (gettext("Company"), place.company or "–"),
        (gettext("Home"), str(settings.HOME)),
        (
            gettext("Database"),
            "PostgreSQL" if connection.vendor == "postgresql" else gettext("SQLite, in the home"),
        ),
        (gettext("Address"), place.public_url or gettext("only in the house")),
        (gettext("Time zone"), place.time_zone),
        (gettext("Currency"), place.currency),
        (gettext("Backup"), backups.in_a_line(now)),
        (gettext("Playbook"), str(number) if number else gettext("none yet")),
    ]


def _task(name: str) -> str:
    return str(TASKS.get(name, name))


def _rhythm(turn: Any) -> str:
    if turn.at:
        return gettext("daily at %(time)s") % {"time": turn.at}
    return gettext("every %(seconds)s s") % {"seconds": words.number(turn.every_seconds or 0)}


def _job(job: JobView, now: datetime) -> Values:
    here = [job.public_id]
    return {
        "name": _task(job.task),
        "state": str(STATES[job.state]),
        "look": "broken" if job.state == "failed" else "on" if job.state == "running" else "off",
        "progress": f"{words.number(job.done)} / {words.number(job.total)}" if job.total else "",
        "tries": gettext("try %(n)s of %(most)s") % {"n": job.attempts, "most": job.max_attempts},
        "fault": " ".join(part for part in (job.error_code, job.error_place) if part)
        if job.state == "failed"
        else "",
        "when": words.moment(job.finished_at or job.started_at or job.run_at, now),
        "retry_url": reverse("desk:job_retry", args=here) if job.state in ("failed", "stopped") else "",
        "stop_url": reverse("desk:job_stop", args=here)
        if job.state in ("waiting", "running") and not job.stop_requested
        else "",
    }


@require_POST
@needs(Right.SEE_JOBS)
def retry(request: DeskRequest, job_id: UUID) -> HttpResponse:
    queue.job(job_id)
    services.retry(job_id, by=request.actor, now=timezone.now())
    tell(request, gettext("It waits for its turn again"))
    return go(reverse("desk:system"))


@require_POST
@needs(Right.SEE_JOBS)
def stop(request: DeskRequest, job_id: UUID) -> HttpResponse:
    queue.job(job_id)
    services.request_stop(job_id, by=request.actor, now=timezone.now())
    tell(request, gettext("It stops at its next look. What it did stays done."))
    return go(reverse("desk:system"))
