"""What other lists add to the history of a lead: deals their outcome, activities their moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leadflow.moving.headings import DONE_AT
from leadflow.moving.linking import Link
from leadflow.moving.past import LOST, WON, Past


def add_rows(pasts: Sequence[Past], made: Link, rows: Sequence[Past]) -> None:
    """`rows`: the other list as pasts of their own."""
    if made.backward:
        return
    add = _add_activities if made.other.of(DONE_AT) else _add_deals
    for row, places in made.rows.items():
        add(pasts[row], [rows[place] for place in places])


def _add_activities(past: Past, done: Sequence[Past]) -> None:
    """Also what was done before the lead came counts as done, but answers nothing."""
    moments = sorted(one.last for one in done if one.last is not None)
    if not moments:
        return
    answers = [at for at in moments if past.created is None or at >= past.created]
    past.answered = past.answered or (answers[0] if answers else None)
    past.last = max(moments[-1], past.last or moments[-1])
    past.touches = (past.touches or 0) + len(moments)


def _add_deals(past: Past, deals: Sequence[Past]) -> None:
    """Won when one was won, and then with all that was won; lost when all were lost."""
    won = [deal for deal in deals if deal.outcome == WON]
    open_ones = [deal for deal in deals if not deal.outcome]
    chosen = won or open_ones or list(deals)
    if not past.outcome or won:
        past.outcome = WON if won else "" if open_ones else LOST
        closed = [deal.closed for deal in chosen if deal.closed is not None]
        past.closed = min(closed) if closed else past.closed
    amounts = [deal.amount for deal in chosen if deal.amount is not None]
    past.amount = sum(amounts) if amounts else past.amount
    last = replace(chosen[-1])
    past.stage, past.reason = last.stage or past.stage, past.reason or last.reason
    past.owner, past.channel = past.owner or last.owner, past.channel or last.channel
    past.entered = past.entered or last.entered
    past.answered = past.answered or last.answered
    past.last = max((at for at in (past.last, *(deal.last for deal in deals)) if at), default=None)
