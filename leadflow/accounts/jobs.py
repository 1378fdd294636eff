"""Background work of this room: sessions that have expired are forgotten."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from leadflow.queue.jobs import RunningJob, daily, task


@task("accounts.forget_sessions")
def forget_sessions(_: RunningJob) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


daily("accounts.forget_sessions", at="03:20")
