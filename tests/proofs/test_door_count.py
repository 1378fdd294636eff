"""The door counts from the bytes with other code than the ledger: a row that is dropped between them is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest

from leadflow.intake import beginning, importing, services
from leadflow.intake.importing import Choices
from leadflow.intake.models import Arrival, Receipt
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
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


def careless_at(dropped: int) -> Callable[..., list[dict[str, Any]]]:
    rows = services._rows

    def careless(receipt: int, messages: Sequence[Any], ids: range, *rest: Any) -> list[dict[str, Any]]:
        return [row for at, row in enumerate(rows(receipt, messages, ids, *rest)) if at != dropped]

    return careless


@pytest.mark.parametrize("dropped", [0, 17, 39])
def test_a_row_that_is_not_written_stops_the_import_and_is_named(
    dropped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_rows", careless_at(dropped))
    with pytest.raises(Refusal, match="arrivals_missing"):
        imported()
    assert not Arrival.objects.exclude(state="waiting").exists()
    assert {found.code for found in health.examine()} == {"arrivals_missing"}


def test_a_list_with_a_missing_row_never_counts_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where all that is there was understood, and whoever tries again finds nothing left to do."""
    monkeypatch.setattr(services, "_rows", careless_at(17))
    for _attempt in range(3):
        with pytest.raises(Refusal, match="arrivals_missing"):
            imported() if not Receipt.objects.exists() else importing.run(
                Receipt.objects.get().id, clock=lambda: NOW
            )
    assert (Receipt.objects.get().state, Arrival.objects.filter(state="opened").count()) == ("running", 39)


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
