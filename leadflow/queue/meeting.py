"""Where who brings news and who is about to work meet: work begins when the news that counts on it is written."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from leadflow.queue.models import Job

PLACE: Final = 20_260
"""Of all the locks of PostgreSQL those that mean the key of a job."""


def still_waits(job: int, key: str) -> bool:
    """Inside the writing transaction: whoever takes the job from now on looks only when that is over.

    Who writes excludes nobody else who writes; on SQLite the one writer's lock does it.
    """
    _lock("pg_advisory_xact_lock_shared", key)
    return Job.objects.filter(id=job, state="waiting").exists()


def let_news_in(key: str) -> None:
    """For a job just taken: waits for whoever still found it waiting. Those in the queue behind are told it runs."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _lock("pg_advisory_xact_lock", key)


def _lock(how: str, key: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {how}(%s, hashtext(%s))", [PLACE, key])
