"""What may be stored and what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.files.rules import LONGEST_NAME, SHOWN_INLINE, Passage, clean_name, type_of, within
from leadflow.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("head", "name", "type"),
    [
        (b"%PDF-1.7 ...", "offer.pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "photo.png", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "photo.webp", "image/webp"),
        (
            b"PK\x03\x04....",
            "leads.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"PK\x03\x04....", "photos.zip", "application/zip"),
        (b"Firma;Ort\nMuster;Ulm\n", "leads.csv", "text/csv"),
        ("\ufeffFirma".encode("utf-16"), "leads.csv", "text/csv"),
        (b"a\x00b,c\n", "broken.csv", "text/csv"),
        (b"MZ;Firma\n", "leads.csv", "text/csv"),
        (b"just words", "note", "text/plain"),
        (b"\x1f\x8b\x08....", "leads.csv.gz", "application/gzip"),
    ],
)
def test_a_type_comes_from_content_and_name(head: bytes, name: str, type: str) -> None:
    assert type_of(head, name) == type


@pytest.mark.parametrize(
    ("head", "name", "code"),
    [
        (b"MZ\x90\x00\x03", "offer.pdf", "file_runs"),
        (b"MZ\x90\x00\x03", "leads.csv", "file_runs"),
        (b"\x7fELF\x02\x01", "tool", "file_runs"),
        (b"#!/bin/sh\n", "note.txt2", "file_runs"),
        (b"anything", "invoice.PDF.exe", "file_runs"),
        (b"PK\x03\x04....", "macro.xlsm", "file_runs"),
        (b"just words", "offer.pdf", "file_not_what_it_says"),
        (b"\x89PNG\r\n\x1a\n....", "photo.jpg", "file_not_what_it_says"),
        (b"\x01\x02\x03\x04", "thing.bin2", "file_type_unknown"),
    ],
)
def test_what_runs_or_lies_is_refused(head: bytes, name: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        type_of(head, name)
    assert refused.value.code == code


@pytest.mark.parametrize("head", [b"<!DOCTYPE html><p>", b"  <html>", b"<script>", b"<svg xmlns="])
@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.csv", "page"])
def test_markup_is_never_shown_inline_whatever_its_name(head: bytes, name: str) -> None:
    assert type_of(head, name) not in SHOWN_INLINE
    assert type_of(head, name) in {"text/html", "image/svg+xml"}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lena\\offer.pdf", "offer.pdf"),
        ('a"b<c>\r\n.pdf', "abc.pdf"),
        ("Mu\u0308ller.csv", "M\u00fcller.csv"),
        ("\u202efdp.exe", "fdp.exe"),
        ("...", "file"),
    ],
)
def test_a_name_is_only_a_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(max_size=400))
def test_every_name_becomes_short_and_harmless(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= LONGEST_NAME
    assert not set(clean) & set('/\\\r\n\x00"')


def test_passages_are_cut_to_the_file() -> None:
    assert within([Passage(8, 5), Passage(0, 2)], 10) == [Passage(0, 2), Passage(8, 2)]


def test_a_passage_outside_of_the_file_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="outside"):
        within([Passage(11, 1)], 10)
