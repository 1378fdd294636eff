"""Background work of this room: sessions that have expired are forgotten."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from leadflow.queue.jobs import RunningJob, daily, task


@task("accounts.forget_sessions")
def forget_sessions(_: RunningJob) -> None:
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


daily("accounts.forget_sessions", at="03:20")
