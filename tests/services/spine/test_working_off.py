"""One list, two processes: whoever understands which row, each row is understood once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest

from leadflow.intake import beginning, importing, queries, services, working_off
from leadflow.intake.doors.csv.reading import Record
from leadflow.intake.models import Arrival, Receipt
from leadflow.journal import health
from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from leadflow.queue import services as queue
from leadflow.queue.rules import LEASE
from tests import fold, make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
ROWS = 24


class Cut(Exception):
    """The process dies."""


class Dying(working_off.Silent):
    def progress(self, done: int, total: int | None = None) -> None:
        raise Cut


class Meanwhile(working_off.Silent):
    """Does something else before it answers for the first time."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act: Callable[[], None] | None = act

    def should_stop(self) -> bool:
        act, self.act = self.act, None
        if act is not None:
            act()
        return False


def started() -> int:
    rows = "".join(f"Werk {n} GmbH;anna@werk{n}.example\n" for n in range(ROWS))
    draft = beginning.begin(BytesIO(f"Firma;E-Mail\n{rows}".encode()), "list.csv", by=SYSTEM, now=NOW)
    importing.start(draft.receipt, importing.Choices({}), by=SYSTEM, now=NOW, in_background=False)
    return draft.receipt


def helped(receipt: int) -> None:
    """Somebody has the job of helping in hand."""
    key, args = working_off.help_key(receipt), {"receipt": receipt}
    journal.change(
        lambda change: queue.begin_here(change, working_off.HELP, args, key=key), by=SYSTEM, now=NOW
    )


def states() -> dict[str, int]:
    found = Arrival.objects.values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


def die_after_the_first_block(receipt: int) -> None:
    with pytest.raises(Cut):
        importing.run(receipt, Dying(), clock=lambda: NOW)


def later() -> datetime:
    return NOW + 2 * LEASE


def test_what_one_process_keeps_the_other_understands_its_share_of() -> None:
    receipt = started()
    helped(receipt)
    watcher = Meanwhile(lambda: die_after_the_first_block(receipt))
    working_off.help_out(receipt, watcher, lambda: NOW)
    assert states().keys() == {"opened", "waiting"}
    assert importing.run(receipt, clock=later).done
    assert (states(), Lead.objects.count()) == ({"opened": ROWS}, ROWS)
    assert (make.balance_closes(), health.examine(), fold.differences()) == (True, [], [])


def test_the_share_of_a_helper_that_died_is_not_forgotten() -> None:
    receipt = started()
    helped(receipt)
    times = iter([NOW] * 6)
    assert importing.run(receipt, clock=lambda: next(times, later())).done
    assert states() == {"opened": ROWS}


def test_both_may_understand_the_same_rows_and_nothing_is_there_twice() -> None:
    receipt = started()
    die_after_the_first_block(receipt)
    todo = queries.waiting(receipt, None, NOW)
    origin = queries.origin(receipt, NOW)
    for _ in range(2):
        services.understand(todo, origin, now=NOW)
    assert (states(), Lead.objects.count(), make.balance_closes()) == ({"opened": ROWS}, ROWS, True)


def test_rows_of_one_company_go_to_one_process_however_it_is_written() -> None:
    receipt = Receipt.objects.get(id=started())
    aim = working_off.List.of(receipt, lambda: NOW)

    def share(name: str) -> int:
        return aim.share_of(Record(1, 1, 0, 0, [name, ""]))

    assert {share(f"Müller {n} GmbH") == share(f"MUELLER {n} gmbh") for n in range(9)} == {True}
    assert {share(f"Werk {n}") for n in range(9)} == {0, 1}


class Stopping(working_off.Silent):
    """Somebody stops it after the first block."""

    def __init__(self, receipt: int) -> None:
        self.receipt = receipt

    def progress(self, done: int, total: int | None = None) -> None:
        importing.stop(self.receipt, by=SYSTEM, now=NOW)


def test_a_list_that_is_stopped_leaves_nothing_half_done() -> None:
    row = Receipt.objects.get(id=started())
    helped(row.id)
    times = iter([NOW] * 6)
    assert not working_off.work_off(row, Stopping(row.id), lambda: next(times, later()), size=8)
    assert states() == {"opened": 8}
    importing.resume(row.id, by=SYSTEM, now=NOW)
    assert importing.run(row.id, clock=later).done
    assert (states(), make.balance_closes()) == ({"opened": ROWS}, True)
