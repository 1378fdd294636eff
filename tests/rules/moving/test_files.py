"""Files nobody should trust: bombs, archives in archives, passwords, cut-off packs, hostile cells."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from leadflow.kernel.refusals import Refusal
from leadflow.moving import files
from leadflow.moving.files import tables

LIST = b"Created;Kanal\n2026-01-05;Web\n2026-01-06;Messe\n"


def packed(**named: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in named.items():
            pack.writestr(zipfile.ZipInfo(name.replace("__", ".")), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        tables([(name, io.BytesIO(content))])
    return refusal.value.code


def test_packed_lists_put_one_behind_the_other_are_read_to_the_end() -> None:
    content = gzip.compress(LIST) + gzip.compress(b"2026-01-07;Web\n") + gzip.compress(b"2026-01-08;Web\n")
    (table,) = tables([("a.csv.gz", io.BytesIO(content + bytes(64)))])
    assert len(table.rows) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", LIST),
        ("a.csv.gz", gzip.compress(LIST, mtime=0)),
        ("a.zip", packed(a__csv=LIST, notes__pdf=b"%PDF")),
    ],
    ids=["plain", "gz", "zip"],
)
def test_a_list_is_the_same_however_it_is_packed(name: str, content: bytes) -> None:
    (table,) = tables([(name, io.BytesIO(content))])
    assert (table.name, table.headings, len(table.rows)) == ("a.csv", ("Created", "Kanal"), 2)


def test_an_archive_in_an_archive_is_not_opened() -> None:
    assert refused("a.zip", packed(inner__zip=packed(a__csv=LIST))) == "bundle_empty"


def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1 << 20)
    assert refused("a.csv.gz", gzip.compress(b"a;b\n" * 1_000_000)) == "bundle_too_large"
    assert refused("a.zip", packed(a__csv=b"a;b\n" * 1_000_000)) == "bundle_too_large"


def test_packed_lists_without_end_stop_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_MEMBERS", 10)
    assert refused("a.csv.gz", gzip.compress(LIST) + gzip.compress(b"") * 10) == "bundle_too_large"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 10)
    assert refused("a.csv", b"a;b\n" + b"1;2\n" * 11) == "bundle_too_large"


@pytest.mark.parametrize(
    "content", [gzip.compress(LIST, mtime=0)[:-12], packed(a__csv=LIST)[:60]], ids=["gz", "zip"]
)
def test_what_is_cut_off_is_broken(content: bytes) -> None:
    assert refused("a.gz", content) == "bundle_broken"


def test_a_list_without_rows_is_left_out_beside_others() -> None:
    found = tables([("a.csv", io.BytesIO(LIST)), ("b.csv", io.BytesIO(b"Name;Ort\n"))])
    assert [table.name for table in found] == ["a.csv"]
