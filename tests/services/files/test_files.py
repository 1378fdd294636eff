"""Stored files: whole or not at all, checked, blanked for erasure."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from leadflow.files import health, queries, services, storage
from leadflow.files.models import File
from leadflow.files.rules import Passage
from leadflow.journal import queries as journal_queries
from leadflow.journal import services as journal
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import NotFound, Refusal

pytestmark = pytest.mark.django_db
LIST = b"name;mail\nLena Gross;lena@gross.example\nBen Klein;ben@klein.example\n"


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def store(content: bytes = LIST, name: str = "leads.csv") -> int:
    return services.store(BytesIO(content), name, "import", by=SYSTEM, now=timezone.now())


def on_disk(house: Path) -> list[Path]:
    return [found for found in (house / "files").rglob("*") if found.is_file()]


def change_and_settle(think: Callable[[journal.Change], object]) -> None:
    journal.change(think, by=SYSTEM, now=timezone.now())
    services.settle_erasures()


def test_what_was_stored_is_read_back() -> None:
    file = store()
    assert queries.read(file) == LIST
    assert queries.read(file, offset=10, length=10) == b"Lena Gross"


def test_a_file_lies_under_a_random_name_only_the_house_may_read(house: Path) -> None:
    store(name="lena-gross.csv")
    (found,) = on_disk(house)
    assert "lena" not in str(found)
    assert found.stat().st_mode & 0o077 == 0


def test_the_row_says_what_it_is() -> None:
    view = queries.files([store()]).popitem()[1]
    assert (view.name, view.type, view.size, view.inline) == ("leads.csv", "text/csv", len(LIST), False)


def test_storing_is_on_record_without_the_name() -> None:
    file = store(name="lena-gross.csv")
    (entry,) = journal_queries.everything(("file.stored",))
    assert entry.subject_id == file
    assert "lena" not in str(entry.payload)


def test_a_stream_that_gives_little_at_a_time_is_judged_all_the_same() -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    assert (
        queries.read(services.store(Slow(LIST), "leads.csv", "import", by=SYSTEM, now=timezone.now())) == LIST
    )


def test_a_file_too_large_leaves_nothing_behind(house: Path) -> None:
    with pytest.raises(Refusal, match="file_too_large"):
        services.take(BytesIO(LIST * 100), "leads.csv", largest=1_000)
    assert on_disk(house) == []


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refusal, match="file_empty"):
        store(b"")


def test_a_change_that_fails_leaves_no_row() -> None:
    taken = services.take(BytesIO(LIST), "leads.csv")

    def think(change: journal.Change) -> None:
        services.keep(change, [taken], "import")
        raise Refusal("no")

    with pytest.raises(Refusal):
        journal.change(think, by=SYSTEM, now=timezone.now())
    assert not File.objects.exists()


def test_a_blanked_passage_is_gone_and_nothing_else_moves() -> None:
    file = store()
    passage = Passage(LIST.index(b"Lena"), len(b"Lena Gross;lena@gross.example"))
    change_and_settle(lambda change: services.blank_with(change, {file: [passage]}))
    after = queries.read(file)
    assert (b"ross" in after, len(after), after[-28:]) == (False, len(LIST), LIST[-28:])
    assert list(health.files()) == []


def test_a_passage_can_be_blanked_at_once() -> None:
    file = store()
    services.blank(file, [(0, 4)])
    services.blank(file, [(0, 4)])
    assert queries.read(file) == b"    " + LIST[4:]


def test_a_blank_has_two_bytes_where_letters_have_two() -> None:
    file = store("Lena;Ulm".encode("utf-16-le"))
    blank = " ".encode("utf-16-le")
    change_and_settle(lambda change: services.blank_with(change, {file: [Passage(0, 8)]}, filler=blank))
    assert queries.read(file).decode("utf-16-le") == "    ;Ulm"


def test_an_erased_file_leaves_no_byte_and_no_name(house: Path) -> None:
    file = store(name="lena-gross.csv")
    change_and_settle(lambda change: services.erase(change, [file]))
    assert on_disk(house) == []
    assert "lena" not in str(File.objects.values().get())
    with pytest.raises(NotFound):
        queries.read(file)


def test_an_erasure_can_be_repeated() -> None:
    file = store()
    for _ in range(2):
        change_and_settle(lambda change: services.erase(change, [file]))
    services.remove(file)


def test_doctor_finds_nothing_in_an_untouched_home() -> None:
    store()
    assert list(health.files()) == []


@pytest.mark.parametrize("deed", ["alter", "remove"])
def test_doctor_names_a_file_that_was_touched(house: Path, deed: str) -> None:
    file = store()
    (found,) = on_disk(house)
    found.write_bytes(LIST.upper()) if deed == "alter" else found.unlink()
    (difference,) = health.files()
    assert difference.code == {"alter": "file_altered", "remove": "file_missing"}[deed]
    assert difference.facts == {"file": file}


def test_the_sweep_takes_what_nobody_points_to_and_only_that(house: Path) -> None:
    file = store()
    services.take(BytesIO(LIST), "lost.csv")
    broken_off = house / "files" / storage.COMING / "abc"
    broken_off.write_bytes(b"half")
    for found in on_disk(house):
        os.utime(found, (0, 0))
    assert services.sweep(now=timezone.now()) == 2
    assert queries.read(file) == LIST


def test_the_sweep_leaves_alone_what_is_just_being_stored(house: Path) -> None:
    services.take(BytesIO(LIST), "leads.csv")
    assert services.sweep(now=timezone.now()) == 0
    assert len(on_disk(house)) == 1


def test_a_file_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.by_public_id(uuid4())
