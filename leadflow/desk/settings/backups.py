"""Backups: whether the last one is good, where they go, one at once, and how to get a house out of one."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.backup import queries, services
from leadflow.backup.queries import Health, PlanView, RunView
from leadflow.backup.rules import Keep
from leadflow.backup.services import KEPT, Wanted
from leadflow.desk import refusal_words, words
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame
from leadflow.desk.settings.frame import Values
from leadflow.kernel.refusals import Refusal
from leadflow.queue import queries as queue

SHOWN = 20
WHERE = (
    ("folder", _("A folder of this machine")),
    ("bucket", _("A bucket that speaks S3")),
    ("off", _("Nowhere: no backups by themselves")),
)
NOTHING_PLANNED = PlanView(
    "folder",
    "",
    "",
    "",
    "",
    "",
    "",
    has_secret=False,
    has_passphrase=False,
    keep=Keep(),
    set_at=datetime.max.replace(tzinfo=UTC),
)
TYPED = ("folder", "endpoint", "region", "bucket", "prefix", "access_key")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_BACKUPS)
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    try:
        services.set_plan(_wanted(request), by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal)
    off = request.POST.get("where") == "off"
    tell(
        request,
        gettext("No backups are made by themselves")
        if off
        else gettext("Kept: a backup is made every night"),
    )
    return go(reverse("desk:backups"))


@require_POST
@needs(Right.MANAGE_BACKUPS)
def back_up_now(request: DeskRequest) -> HttpResponse:
    try:
        services.ask_for_one(by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal)
    tell(request, gettext("A backup is being made. You can go on working."))
    return go(reverse("desk:backups"))


def _wanted(request: HttpRequest) -> Wanted:
    sent = request.POST
    keep = Keep(*(_count(sent.get(name, "")) for name in ("daily", "weekly", "monthly")))
    typed = {name: sent.get(name, "")[:300] for name in TYPED}
    return Wanted(
        sent.get("where", ""),
        **typed,
        secret=sent.get("secret", ""),
        passphrase=sent.get("passphrase", ""),
        keep=keep,
    )


def _count(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else -1


def _page(request: DeskRequest, refusal: Refusal | None = None) -> HttpResponse:
    now = timezone.now()
    health, plan = queries.health(now), queries.plan()
    before = request.GET.get("before", "")
    runs = queries.runs(
        before=int(before) if before.isdecimal() and len(before) < 19 else None, limit=SHOWN + 1
    )
    values: Values = {
        "planned": health.planned,
        "finding": finding(health, now),
        "broken": health.late or health.failed is not None,
        "at_work": _at_work(),
        "rows": [_row(run, now) for run in runs[:SHOWN]],
        "older_url": f"?before={runs[SHOWN - 1].id}" if len(runs) > SHOWN else "",
        "form": _form(request, plan, refusal),
        "now_url": reverse("desk:backup_now"),
    }
    return frame.page(request, "backups", "settings/backups.html", {"backups": values}, refusal)


def in_a_line(now: datetime) -> str:
    """For the page of the system."""
    return finding(queries.health(now), now)


def finding(health: Health, now: datetime) -> str:
    if health.failed is not None:
        failed = health.failed
        said = refusal_words.said(Refusal(failed.code, place=failed.place, why=failed.why, part=failed.name))
        return gettext("The last backup failed %(when)s. %(title)s: %(text)s") % {
            "when": words.moment(failed.started_at, now), "title": said.title, "text": said.text,
        }  # fmt: skip
    if health.last is None:
        return gettext("No backup was made yet") if health.planned else gettext("No backups are planned")
    told = {"when": words.moment(health.last.started_at, now), "size": words.size(health.last.size)}
    if health.late:
        return gettext("The last backup is of %(when)s: the ones of the nights since are missing") % told
    return gettext("The last backup is of %(when)s: %(size)s, read back and whole") % told


def _at_work() -> str:
    job = queue.latest(services.NOW)
    if job is None or job.state not in ("waiting", "running"):
        return ""
    return ngettext("%(n)s row so far", "%(n)s rows so far", job.done) % {"n": words.number(job.done)}


def _row(run: RunView, now: datetime) -> Values:
    made = run.state == "made"
    return {
        "when": words.moment(run.started_at, now),
        "name": run.name or run.place,
        "place": run.place if made else "",
        "good": made,
        "state": _state(run),
        "gone": run.removed_at is not None,
        "damaged": run.damaged,
        "size": words.size(run.size) if made else "",
        "rows": words.number(run.rows) if made else "",
        "seconds": words.number(run.seconds, 1),
    }


def _state(run: RunView) -> str:
    if run.state == "failed":
        return refusal_words.said(Refusal(run.code, place=run.place, why=run.why, part="")).title
    if run.removed_at is not None:
        return gettext("newer ones took its place")
    return gettext("whole, sealed") if run.sealed else gettext("whole")


def _form(request: HttpRequest, plan: PlanView | None, refusal: Refusal | None) -> Values:
    """What was typed stays where it was refused; secrets are typed again."""
    sent = request.POST if refusal and "where" in request.POST else None
    there = plan or NOTHING_PLANNED
    where = sent.get("where", "") if sent else there.where
    counts = {name: str(getattr(there.keep, name)) for name in ("daily", "weekly", "monthly")}
    return {
        "where": where,
        "wheres": [{"value": key, "label": str(label)} for key, label in WHERE],
        **{name: sent.get(name, "") if sent else getattr(there, name) for name in TYPED},
        **{name: sent.get(name, "") if sent else text for name, text in counts.items()},
        "secret": KEPT if there.has_secret else "",
        "passphrase": KEPT if there.has_passphrase else "",
        "in_bucket": where == "bucket",
        "post_url": reverse("desk:backups"),
    }
