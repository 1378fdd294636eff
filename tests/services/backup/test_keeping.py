"""A backup of a living house: whole, read back, of one moment, and in its place or not at all."""

from __future__ import annotations

import resource
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import orjson
import pytest
import time_machine
from django.conf import settings as django_settings
from pytest_django import Settings

from config.commands.backup import _passphrase
from leadflow.backup import keeping, queries, rules, services, shapes
from leadflow.backup.keeping import Made
from leadflow.backup.manifest import Manifest
from leadflow.backup.places import COMING, Folder
from leadflow.backup.rules import Keep
from leadflow.backup.services import KEPT, Wanted
from leadflow.backup.unpacking import opened
from leadflow.files import services as files
from leadflow.files import storage
from leadflow.files.models import File
from leadflow.journal import services as journal
from leadflow.journal.models import Entry
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.people.models import Person
from leadflow.queue import services as queue
from tests import make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
seen_by_others = pytest.mark.django_db(transaction=True)
"""A backup reads on a connection of its own: what it is to find there must be committed."""
ROW = {"company.name": "Obsthof GmbH", "mail": "anna@obsthof.example", "person.surname": "Zwetschgenkern"}
SENTENCE = "Kirschen im Mai"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path / "home"
    (tmp_path / "home" / "files").mkdir(parents=True)


@pytest.fixture
def place(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "backups")


def kept(made: Made, place: Folder, passphrase: str = "") -> tuple[Manifest, dict[str, list[list[object]]]]:
    with opened(place.path / made.name, passphrase) as parcel:
        told = parcel.manifest
        return told, {
            table.name: [orjson.loads(line) for line in parcel.lines(table)] for table in told.tables
        }


@seen_by_others
def test_every_table_of_the_house_is_in_it_row_for_row(place: Folder) -> None:
    make.arrive(ROW)
    told, rows = kept(keeping.back_up(place, NOW), place)
    names = {model._meta.db_table: model for model in shapes.tables_of()}
    assert rows.keys() == names.keys()
    assert {name: len(found) for name, found in rows.items()} == {
        name: model._default_manager.count() for name, model in names.items()
    }
    assert told.newest_entry == Entry.objects.latest("id").id


def test_every_type_of_column_has_a_form_outside_of_databases() -> None:
    assert {kind for model in shapes.tables_of() for _, kind in shapes.shape(model).columns} <= {
        *shapes.KINDS.values(),
        "horizon",
    }


def test_a_sealed_one_is_opened_by_its_passphrase_only(place: Folder) -> None:
    made = keeping.back_up(place, NOW, passphrase=SENTENCE)
    assert b"PK" not in (place.path / made.name).read_bytes()[:2]
    with pytest.raises(Refusal, match="passphrase_missing"):
        kept(made, place)
    assert "people_statement" in kept(made, place, SENTENCE)[1]


def test_a_short_passphrase_is_refused(place: Folder) -> None:
    with pytest.raises(Refusal, match="passphrase_short"):
        keeping.back_up(place, NOW, passphrase="kurz")


@seen_by_others
def test_what_is_written_meanwhile_is_not_in_it(place: Folder) -> None:
    """The moment is that of the first table: later ones do not know of more."""
    make.arrive(ROW)
    before = Person.objects.count()
    arrived: list[object] = []

    def arrive_once(_done: int) -> None:
        if not arrived:
            arrived.append(make.arrive({**ROW, "mail": "uwe@spaet.example", "person.surname": "Spät"}))

    _, rows = kept(keeping.back_up(place, NOW, tell=arrive_once), place)
    assert (len(rows["people_person"]), Person.objects.count()) == (before, before + 1)
    assert "Spät" not in str(rows)


def stored(data: bytes = b"Holunderbeere" * 100) -> File:
    return File.objects.get(id=files.store(BytesIO(data), "beeren.txt", "note", by=SYSTEM, now=NOW))


@seen_by_others
def test_stored_files_are_in_it_and_damaged_ones_are_named(place: Folder) -> None:
    whole, gone, altered = stored(), stored(b"weg"), stored(b"anders")
    storage.path(gone.place).unlink()
    storage.path(altered.place).write_bytes(b"?")
    made = keeping.back_up(place, NOW)
    assert made.manifest.damaged == (gone.id, altered.id)
    with zipfile.ZipFile(place.path / made.name) as archive:
        assert archive.read(f"files/{whole.place}") == b"Holunderbeere" * 100
        assert archive.read("secret.key").decode() == django_settings.SECRET_KEY


@seen_by_others
def test_an_erasure_that_comes_between_is_not_undone_by_the_backup(place: Folder) -> None:
    """It begins anew, and the moment is that of the second beginning."""
    file = stored()

    def erase_once(_done: int) -> None:
        if File.objects.get(id=file.id).erased_at is None:
            journal.change(lambda change: files.erase(change, [file.id]), by=SYSTEM, now=NOW)
            files.settle_erasures()

    made = keeping.back_up(place, NOW, tell=erase_once)
    _, rows = kept(made, place)
    assert b"Holunderbeere" not in (place.path / made.name).read_bytes()
    assert (made.manifest.damaged, "beeren.txt" in str(rows["files_file"])) == ((), False)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process grows beyond that: the system refuses as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("passphrase", ["", SENTENCE])
def test_nothing_is_left_where_the_disk_is_full(place: Folder, passphrase: str) -> None:
    with room_for(9_000), pytest.raises(Refusal, match="no_space"):
        keeping.back_up(place, NOW, passphrase=passphrase)
    assert place.names() == {}


def test_what_a_killed_backup_of_this_home_left_is_swept_after_a_day(place: Folder) -> None:
    mark = rules.mark_of(django_settings.SECRET_KEY)
    begun = [
        f"{COMING}{rules.name_of(whose, NOW - timedelta(hours=hours), sealed=True)}"
        for whose, hours in ((mark, 25), (mark, 23), ("0123abcd", 25))
    ]
    place.path.mkdir()
    for name in begun:
        (place.path / name).write_text("half")
    keeping.back_up(place, NOW)
    assert {found.name for found in place.path.glob(f"{COMING}*")} == set(begun[1:])


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("I am a file")
    with pytest.raises(Refusal, match="place_away"):
        keeping.back_up(Folder(tmp_path / "backups"), NOW)


def plan(place: Folder, **more: object) -> None:
    services.set_plan(Wanted("folder", str(place.path), keep=Keep(1, 0, 0), **more), by=SYSTEM, now=NOW)  # type: ignore[arg-type]


def test_the_planned_one_takes_the_place_of_older_ones_and_says_so(place: Folder) -> None:
    plan(place)
    for hour in (1, 2):
        services.run_planned(by=SYSTEM, now=NOW.replace(hour=hour), tell=lambda _: None)
    newest, older = queries.runs()
    assert list(place.names()) == [newest.name]
    assert (older.removed_at is not None, newest.removed_at) == (True, None)
    assert Entry.objects.filter(kind="backup.removed").count() == 1


def test_a_failed_one_is_kept_in_mind_with_its_reason(place: Folder) -> None:
    plan(place)
    place.path.rmdir()
    place.path.write_text("")
    with pytest.raises(Refusal):
        services.run_planned(by=SYSTEM, now=NOW, tell=lambda _: None)
    failed = queries.health(NOW).failed
    assert failed is not None
    assert (failed.code, failed.place) == ("place_away", str(place.path))


def test_a_place_that_cannot_be_written_to_is_not_planned(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="place_away"):
        plan(Folder(tmp_path / "file"))
    with pytest.raises(Refusal, match="folder_not_whole"):
        plan(Folder(Path("backups")))
    assert queries.plan() is None


def test_the_passphrase_stays_when_it_is_not_typed_again_and_stands_nowhere_in_clear(place: Folder) -> None:
    plan(place, passphrase=SENTENCE)
    plan(place, passphrase=KEPT)
    with time_machine.travel(NOW, tick=False):
        services.ask_for_one(by=SYSTEM, now=NOW)
        queue.work_off(only=(services.NOW,))
    (name,) = place.names()
    _, rows = kept(Made(name, "", 0, True, 0, None), place, SENTENCE)  # type: ignore[arg-type]
    assert SENTENCE not in str(rows)


def test_a_passphrase_typed_at_the_desk_opens_from_a_file_whatever_blanks_and_keyboard(
    place: Folder, tmp_path: Path
) -> None:
    (tmp_path / "typed").write_text("Süße Kirschen im Mai\r\n", encoding="utf-8")
    plan(place, passphrase=unicodedata.normalize("NFD", " Süße Kirschen im Mai "))
    made = services.run_planned(by=SYSTEM, now=NOW, tell=lambda _: None)
    assert made is not None
    assert kept(made, place, _passphrase(tmp_path / "typed"))[0].rows == made.manifest.rows


def test_nothing_is_made_where_nothing_is_planned() -> None:
    assert services.run_planned(by=SYSTEM, now=NOW, tell=lambda _: None) is None
    with pytest.raises(Refusal, match="no_backup_planned"):
        services.ask_for_one(by=SYSTEM, now=NOW)
