"""A workbook is kept as it came, beside the list that was written down from it; an erasure reaches both."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from leadflow.files import queries, storage
from leadflow.files import services as files
from leadflow.files.models import File
from leadflow.intake import beginning, drafts, importing
from leadflow.intake.models import Receipt
from leadflow.kernel.actor import SYSTEM
from leadflow.privacy import services as privacy
from tests import fold
from tests.clock import NOW
from tests.rules.xlsx.books import sheet_of

ROWS = (
    ["Firma", "Nachname", "E-Mail"],
    ["Alpha GmbH", "Holunder", "holunder@alpha.example"],
    ["Beta KG", "Krahl", "krahl@beta.example"],
)


def begun() -> int:
    return beginning.begin(sheet_of(*ROWS), "Messe.xlsx", by=SYSTEM, now=NOW).receipt


def stored() -> list[bytes]:
    folder = Path(settings.HOME) / "files"
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_the_workbook_goes_whole_and_the_list_keeps_the_others() -> None:
    receipt = begun()
    importing.start(receipt, importing.Choices({}), by=SYSTEM, now=NOW, in_background=False)
    importing.run(receipt, clock=lambda: NOW)
    mine = Receipt.objects.get(id=receipt)
    place = storage.path(File.objects.get(id=mine.original_id or 0).place)
    assert place.exists()
    privacy.erase(privacy.find("holunder@alpha.example")[0], by=SYSTEM, now=NOW)
    files.settle_erasures()
    left = queries.read(mine.file_id or 0)
    assert (b"olunder" in left, b"krahl@beta.example" in left) == (False, True)
    assert not queries.files([mine.original_id or 0])[mine.original_id or 0].name
    assert not place.exists()
    assert fold.differences() == []


@pytest.mark.django_db
def test_a_dropped_workbook_leaves_no_file() -> None:
    before = len(stored())
    drafts.drop(begun(), by=SYSTEM, now=NOW)
    files.settle_erasures()
    assert len(stored()) == before


@pytest.mark.django_db
def test_the_label_is_the_name_of_the_workbook() -> None:
    row = Receipt.objects.get(id=begun())
    assert (row.label, row.noticed["sheet"], row.expected) == ("Messe.xlsx", "Leads", 2)
