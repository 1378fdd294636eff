"""A backup is believed only as far as its manifest goes: whatever else is in the file is found."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from leadflow.backup.manifest import Manifest, Stored, Table
from leadflow.backup.packing import MANIFEST, Packing, Parcel
from leadflow.kernel.refusals import Refusal

LINES = b'[1,"Anna"]\n[2,"Uwe"]\n'
PHOTO = b"\x89PNG" * 999
PLACE = "a" * 32
Entries = dict[str, bytes]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def packed() -> bytes:
    target = io.BytesIO()
    packing = Packing(target)
    for name, data in (("tables/people_person.jsonl", LINES), (f"files/{PLACE}", PHOTO)):
        with packing.entry(name) as entry:
            entry.write(data)
    columns = (("id", "int"), ("name", "text"))
    table = Table(name="people_person", columns=columns, rows=2, size=len(LINES), sha256=digest(LINES))
    manifest = Manifest(
        format=1, version="0.1.0", made_at=datetime(2026, 11, 29, tzinfo=UTC), database="sqlite",
        migrations={"people": "0001_initial"}, home={"company": "Muster"}, newest_entry=7, tables=(table,),
        files=(Stored(place=PLACE, size=len(PHOTO), sha256=digest(PHOTO)),),
    )  # fmt: skip
    packing.finish(manifest, "k" * 64)
    return target.getvalue()


def altered(change: Callable[[Entries], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed())) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    change(entries)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in entries.items():
            out.writestr(name, data)
    return target.getvalue()


def manifest(**values: Any) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        entries[MANIFEST] = json.dumps(json.loads(entries[MANIFEST]) | values).encode()

    return change


def code(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        Parcel(io.BytesIO(data)).check()
    return refusal.value.code


def test_an_untouched_backup_is_whole() -> None:
    parcel = Parcel(io.BytesIO(packed()))
    parcel.check()
    assert (parcel.manifest.rows, parcel.secret()) == (2, "k" * 64)
    assert list(parcel.lines(parcel.manifest.tables[0])) == LINES.splitlines(keepends=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.update({"tables/people_person.jsonl": LINES.replace(b"Uwe", b"Udo")}),
        lambda e: e.update({"tables/people_person.jsonl": LINES[:12]}),
        lambda e: e.update({"tables/people_person.jsonl": LINES + b'[3,"Eva"]\n'}),
        lambda e: e.update({"tables/people_person.jsonl": b"x" * 50_000_000}),
        lambda e: e.update({f"files/{PLACE}": PHOTO + b"x"}),
        lambda e: e.pop(f"files/{PLACE}"),
        lambda e: e.update({"files/../../etc/cron.d/evil": b"* * * * * root true"}),
        lambda e: e.update({"/etc/passwd": b"root"}),
        lambda e: e.update({"tables/people_join.jsonl": b""}),
        lambda e: e.update({"secret.key": b"short"}),
        manifest(tables=[]),
        manifest(tables=7),
        manifest(files=[{"place": "../../evil", "size": 1, "sha256": "0" * 64}]),
        manifest(surprise=True),
        lambda e: e.update({MANIFEST: b"{"}),
    ],
)  # fmt: skip
def test_whatever_was_altered_is_found(change: Callable[[Entries], object]) -> None:
    assert code(altered(change)) == "backup_damaged"


def test_a_newer_form_is_not_guessed_at() -> None:
    assert code(altered(manifest(format=2))) == "backup_newer"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Firma;PLZ\n", bytes(9_000)])
def test_what_is_no_backup_is_told_so(data: bytes) -> None:
    assert code(data) == "backup_unreadable"


def test_another_zip_is_no_backup() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("holiday.jpg", b"sun")
    assert code(target.getvalue()) == "backup_unreadable"


def test_a_name_that_stands_there_twice_is_found() -> None:
    target = io.BytesIO(packed())
    with zipfile.ZipFile(target, "a") as out, pytest.warns(UserWarning, match="Duplicate"):
        out.writestr(f"files/{PLACE}", b"another")
    assert code(target.getvalue()) == "backup_damaged"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_off_file_is_no_backup(share: float) -> None:
    data = packed()
    assert code(data[: int(len(data) * share)]) == "backup_unreadable"


def test_any_flipped_byte_of_the_rows_is_found() -> None:
    data = bytearray(packed())
    data[data.index(b"tables/people_person.jsonl") + 60] ^= 0xFF
    assert code(bytes(data)) in {"backup_damaged", "backup_unreadable"}
