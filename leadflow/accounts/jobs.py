"""Background work of this room: sessions that have expired and old requests of machines are forgotten."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from leadflow.accounts import machines
from leadflow.queue.jobs import RunningJob, daily, task


@task("accounts.forget_sessions")
def forget_sessions(_: RunningJob) -> None:
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@task("accounts.forget_asked")
def forget_asked(_: RunningJob) -> None:
    machines.forget_asked(now=timezone.now())


daily("accounts.forget_sessions", at="03:20")
daily("accounts.forget_asked", at="03:25")
