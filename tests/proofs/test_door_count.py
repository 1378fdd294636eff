"""The door counts from the bytes with other code than the ledger: a row that is dropped between them is named."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest

from leadflow.intake import beginning, importing, services
from leadflow.intake.importing import Choices
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW

pytestmark = pytest.mark.django_db(transaction=True)
LIST = b"Firma;PLZ;Ort;E-Mail\n" + b"".join(
    f"Muster {n} GmbH;{10000 + n};Ulm;info@muster{n}.example\n".encode() for n in range(40)
)


def imported() -> importing.Report:
    draft = beginning.begin(BytesIO(LIST), "messe.csv", by=SYSTEM, now=NOW)
    importing.start(draft.receipt, Choices({}), by=SYSTEM, now=NOW, in_background=False)
    return importing.run(draft.receipt, clock=lambda: NOW)


def test_a_whole_list_has_no_difference() -> None:
    assert imported().received == 40
    assert health.examine() == []


@pytest.mark.parametrize("dropped", [0, 17, 39])
def test_a_row_that_is_not_written_is_named_and_holds_up_no_other(
    dropped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = services._rows

    def careless(receipt: int, messages: Sequence[Any], ids: range, *rest: Any) -> list[dict[str, Any]]:
        return [row for at, row in enumerate(rows(receipt, messages, ids, *rest)) if at != dropped]

    monkeypatch.setattr(services, "_rows", careless)
    assert imported().opened == 39
    assert {found.code for found in health.examine()} == {"arrivals_missing"}


@pytest.mark.parametrize("dropped", [0, 17, 39])
def test_a_row_lost_between_the_bytes_and_the_ledger_is_named(
    dropped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = services.receive

    def forgetful(receipt: int, messages: Sequence[Any], **rest: Any) -> services.Received:
        return receive(receipt, [*messages[:dropped], *messages[dropped + 1 :]], **rest)

    monkeypatch.setattr(services, "receive", forgetful)
    imported()
    assert {found.code for found in health.examine()} == {"door_count_differs"}
