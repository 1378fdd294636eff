"""Sending what is due. A mail is committed as *sending* before the server gets it, and settled afterwards: whoever dies
in between leaves a mail of which we know that we do not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.utils import timezone

from leadflow.delivery import answers, gates, outward, queries
from leadflow.delivery.gates import Outgoing
from leadflow.delivery.models import Mail
from leadflow.delivery.rules import LEASE, after_crash, pause_after
from leadflow.delivery.services import PERMITTED, settle
from leadflow.delivery.transport import Answer, Line, Post
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM

AT_ONCE: Final = 50
Clock = Callable[[], datetime]


def send_due(
    *, now: Clock = timezone.now, stop: Callable[[], bool] = lambda: False, at_most: int = 5_000
) -> int:
    """Sends what is due until nothing is, or somebody asks to stop; how many mails were settled."""
    recover(now=now())
    server = outward.server(now())
    line = Line(server) if server else None
    done = 0
    try:
        while done < at_most and not stop():
            due = _due(now())
            if not due:
                break
            done += len(due) if line is None else 0
            if line is None:
                journal.change(partial(_capture, keys=due), by=SYSTEM, now=now())
                continue
            for key in due:
                done += _send(key, line, now)
                if stop():
                    break
    finally:
        if line is not None:
            line.close()
    return done


def _due(now: datetime) -> list[int]:
    """The oldest first. Two workers meet at most at a version, and one of them goes on to the next mail."""
    rows = Mail.objects.filter(state="waiting", due_at__lte=now).order_by("due_at", "id")
    return list(rows.values_list("id", flat=True)[:AT_ONCE])


def _capture(change: Change, keys: Sequence[int]) -> None:
    """Nothing leaves: the gates are asked all the same, so that one sees what would have been held."""
    for row in Mail.objects.filter(id__in=keys, state="waiting").defer("text", "html"):
        reason = _refusal(row, change.now)
        settle(change, row, "held" if reason else "captured", reason)


def _refusal(row: Mail, now: datetime) -> str:
    refused = gates.refusal(Outgoing(row.id, row.key, row.sort, row.purpose, row.person, row.lead), now)
    return refused or ("unreachable" if row.sort in PERMITTED and queries.unreachable([row.to]) else "")


def _send(key: int, line: Line, now: Clock) -> int:
    """1 where this process settled the mail, 0 where another one has it."""
    row = claim(key, now=now())
    if row is None:
        return 0
    if row.state != "sending":
        return 1
    answer = line.give(_post(row, now()))
    _answered(key, row.attempts, answer, now())
    return 1


def claim(key: int, *, now: datetime) -> Mail | None:
    """Ask the gates once more and take the mail; None where it is no longer waiting.

    The row as it stands now: sending, or held with the gate's reason.
    """

    def think(change: Change) -> Mail | None:
        row = Mail.objects.filter(id=key).first()
        if row is None or row.state != "waiting" or row.due_at > now:
            return None
        reason = _refusal(row, now)
        if reason:
            settle(change, row, "held", reason)
            row.state = "held"
        else:
            settle(change, row, "sending", attempts=row.attempts + 1, lease_until=now + LEASE)
            row.state, row.attempts = "sending", row.attempts + 1
        return row

    return journal.change(think, by=SYSTEM, now=now)


def _post(row: Mail, now: datetime) -> Post:
    return Post(
        row.public_id.hex,
        row.to,
        row.to_name,
        row.from_name,
        (row.sort in PERMITTED and answers.address_for(row.id)) or row.reply_to,
        row.subject,
        row.text,
        row.html,
        now,
        row.headers,
    )


def _answered(key: int, attempts: int, answer: Answer, now: datetime) -> None:
    """What the server said becomes the state, also where the lease ran out meanwhile."""

    def think(change: Change) -> None:
        row = Mail.objects.filter(id=key).first()
        if row is None or row.state not in ("sending", "uncertain"):
            return
        told = answer.told[:300]
        if answer.result == "sent":
            settle(change, row, "sent", told="")
        elif answer.result == "unknown":
            _in_doubt(change, row, answer.code, told)
        elif answer.result == "never":
            settle(change, row, "failed", answer.code, told=told)
        else:
            _later(change, row, attempts, answer.code, told)

    journal.change(think, by=SYSTEM, now=now)


def _in_doubt(change: Change, row: Mail, code: str, told: str) -> None:
    state = after_crash(row.sort)
    again = {"due_at": change.now + timedelta(minutes=1)} if state == "waiting" else {}
    settle(change, row, state, code, told=told, **again)


def _later(change: Change, row: Mail, attempts: int, code: str, told: str) -> None:
    pause = pause_after(attempts)
    if pause is None:
        settle(change, row, "failed", code, told=told)
    else:
        settle(change, row, "waiting", code, told=told, due_at=change.now + pause)


def recover(*, now: datetime) -> int:
    """Mails whose sender died between claiming and settling; how many there were."""

    def think(change: Change) -> int:
        rows = list(Mail.objects.filter(state="sending", lease_until__lte=now).order_by("id")[:500])
        for row in rows:
            settle(change, row, after_crash(row.sort), "sender_died")
        return len(rows)

    return journal.change(think, by=SYSTEM, now=now)
