"""The drill: a house is backed up while a list comes in, and restored elsewhere. Nothing differs, nobody comes back."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from pytest_django import Settings

from config.commands.backup import _ledgers
from leadflow.backup import erasures, keeping
from leadflow.backup import services as backup
from leadflow.backup.places import Folder
from leadflow.backup.unpacking import opened
from leadflow.files import services as files
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.home import home as here
from leadflow.kernel.refusals import Refusal
from leadflow.people.models import Person
from leadflow.privacy import services as privacy
from tests import fold, make
from tests.clock import NOW
from tests.postgres import server_url
from tests.proofs import drill, heap
from tests.proofs.life import live

ON_POSTGRES = connection.vendor == "postgresql"
WHO = {"company.name": "Obsthof GmbH", "mail": "anna@unikat.example", "person.surname": "Zwetschgenkern"}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path / "old"
    (tmp_path / "old" / "files").mkdir(parents=True)


@pytest.fixture
def url() -> str:
    return drill.fresh_database() if ON_POSTGRES else ""


def arrivals_without_end(stop: threading.Event) -> Iterator[int]:
    number = 0
    while not stop.is_set():
        number += 1
        make.arrive({"company.name": f"Werk {number} GmbH", "mail": f"a{number}@werk{number}.example"})
        yield number


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_house_under_load_is_restored_elsewhere_without_any_difference(tmp_path: Path, url: str) -> None:
    live(5, rows=40)
    make.arrive(WHO)
    stop = threading.Event()
    arrived: list[int] = []

    def load() -> None:
        arrived.extend(arrivals_without_end(stop))
        connection.close()

    busy = threading.Thread(target=load)
    busy.start()
    try:
        made = keeping.back_up(Folder(tmp_path / "old" / "backups"), NOW, tell=lambda _: None)
    finally:
        stop.set()
        busy.join()
    assert arrived
    assert fold.differences() == []
    erase_everywhere("anna@unikat.example")
    file, new = tmp_path / "old" / "backups" / made.name, tmp_path / "new"
    drill.killed_half_way(file, new, url)
    assert not new.exists()
    restored = drill.told("restore", str(file), "--to", str(new), url=url)
    assert (restored["sound"], restored["rows"]) == (True, made.manifest.rows)
    assert (restored["erased_again"], restored["company"]) == (1, here().company)
    assert drill.asked(new, drill.FOLD, url) == "[]"
    same_counts(json.loads(drill.asked(new, drill.COUNT, url)), file)
    assert nowhere(b"zwetschgenkern", new, url)
    assert drill.told("restore", str(file), "--to", str(new), url=url)["error"] == "home_not_empty"


def erase_everywhere(mail: str) -> None:
    for person in privacy.find(mail):
        privacy.erase(person, by=SYSTEM, now=NOW)
    files.settle_erasures()
    backup.settle_ledger()
    assert not Person.objects.filter(facts__icontains="zwetschgenkern").exists()


def same_counts(found: dict[str, int], file: Path) -> None:
    """But for what the restore itself writes down: entries, batches, the erasure done again."""
    with opened(file) as parcel:
        kept = {table.name: table.rows for table in parcel.manifest.tables}
    business = ("leads_", "people_person", "people_company", "intake_", "agenda_", "handover_", "scoring_")
    assert {n: c for n, c in found.items() if n.startswith(business)} == {
        n: c for n, c in kept.items() if n.startswith(business)
    }


def nowhere(word: bytes, home: Path, url: str) -> bool:
    if ON_POSTGRES and heap.holds(url, word):
        return False
    return all(word not in path.read_bytes().lower() for path in home.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_a_backup_made_after_an_erasure_holds_no_byte_of_the_person(tmp_path: Path) -> None:
    make.arrive(WHO, {**WHO, "mail": "uwe@bleibt.example", "person.surname": "Bleibt"})
    before = keeping.back_up(Folder(tmp_path / "kept"), NOW)
    erase_everywhere("anna@unikat.example")
    after = keeping.back_up(Folder(tmp_path / "kept"), NOW.replace(hour=23))
    assert b"zwetschgenkern" in unpacked(tmp_path / "kept" / before.name)
    assert b"zwetschgenkern" not in unpacked(tmp_path / "kept" / after.name)
    assert b"bleibt" in unpacked(tmp_path / "kept" / after.name)
    assert not any(b"unikat" in entry.read_bytes() for entry in (tmp_path / "kept" / "erasures").iterdir())


@pytest.mark.django_db(transaction=True)
def test_every_folder_a_backup_was_put_into_hears_of_later_erasures(tmp_path: Path) -> None:
    make.arrive(WHO)
    place = Folder(tmp_path / "by hand")
    backup.note_made(keeping.back_up(place, NOW), by=SYSTEM, now=NOW)
    erase_everywhere("anna@unikat.example")
    assert [name for name, _ in place.noted()] == [name for name, _ in erasures.own().noted()] != []


@pytest.mark.parametrize(("named", "more"), [(None, []), ("other", ["other"]), ("other/erasures", ["other"])])
def test_a_restore_reads_the_ledgers_beside_the_file_of_its_home_and_the_named_one(
    tmp_path: Path, named: str | None, more: list[str]
) -> None:
    found = _ledgers(tmp_path / "old" / "backups" / "file.zip", tmp_path / named if named else None)
    assert [place.words for place in found] == [
        str(tmp_path / name) for name in ("old/backups", "old", *more)
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_erasure_during_a_backup_that_fails_leaves_no_row_not_even_a_dead_one(tmp_path: Path) -> None:
    make.arrive(WHO)
    ours = urlunsplit(urlsplit(server_url())._replace(path=f"/{connection.settings_dict['NAME']}"))
    assert heap.holds(ours, b"zwetschgenkern")

    def erase_and_fail(_done: int) -> None:
        erase_everywhere("anna@unikat.example")
        assert heap.holds(ours, b"zwetschgenkern")
        raise Refusal("place_away")

    with pytest.raises(Refusal, match="place_away"):
        keeping.back_up(Folder(tmp_path / "kept"), NOW, tell=erase_and_fail)
    assert not heap.holds(ours, b"zwetschgenkern")


def unpacked(file: Path) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist()).lower()
