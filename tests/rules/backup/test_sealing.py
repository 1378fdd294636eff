"""A sealed file is read by who has the passphrase, and any change to it is found."""

from __future__ import annotations

import io
from functools import cache

import pytest

from leadflow.backup.sealing import HEAD, PIECE, TAG, Opened, Sealing, is_sealed
from leadflow.kernel.refusals import Refusal

SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17)
WORDS = "ein langer Satz"


def plain(size: int) -> bytes:
    return bytes(range(256)) * (size // 256) + bytes(size % 256)


@cache
def sealed(size: int) -> bytes:
    target = io.BytesIO()
    sealing = Sealing(target, WORDS)
    sealing.write(plain(size)[: size // 3])
    sealing.write(plain(size)[size // 3 :])
    sealing.finish()
    return target.getvalue()


def refused(data: bytes, passphrase: str = WORDS) -> str:
    with pytest.raises(Refusal) as refusal:
        Opened(io.BytesIO(data), passphrase).read()
    return refusal.value.code


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read_back(size: int) -> None:
    assert Opened(io.BytesIO(sealed(size)), WORDS).read() == plain(size)


@pytest.mark.parametrize("at", [0, 5, PIECE - 3, PIECE, 2 * PIECE + 9, 3 * PIECE + 16])
def test_it_is_read_from_anywhere(at: int) -> None:
    opened = Opened(io.BytesIO(sealed(3 * PIECE + 17)), WORDS)
    opened.seek(at)
    wanted = plain(3 * PIECE + 17)[at : at + 40]
    assert wanted.startswith(first := opened.read(40))
    assert first + opened.read(40 - len(first)) == wanted


def test_no_word_of_it_can_be_read() -> None:
    target = io.BytesIO()
    sealing = Sealing(target, WORDS)
    sealing.write(b"Zwetschgenkern" * 50)
    sealing.finish()
    assert is_sealed(target) is False
    target.seek(0)
    assert is_sealed(target)
    assert b"Zwetschgenkern" not in target.getvalue()


def test_a_wrong_passphrase_is_told_from_a_damaged_file() -> None:
    assert refused(sealed(1), "ein anderer Satz") == "passphrase_wrong"


@pytest.mark.parametrize("at", [HEAD, HEAD + PIECE, -1, -TAG])
def test_one_altered_byte_is_found(at: int) -> None:
    data = bytearray(sealed(3 * PIECE))
    data[at] ^= 1
    assert refused(bytes(data)) == "backup_damaged"


@pytest.mark.parametrize("cut", [1, TAG, 17 + TAG, PIECE, PIECE + 2 * TAG + 17])
def test_a_cut_off_end_is_found(cut: int) -> None:
    assert refused(sealed(3 * PIECE + 17)[:-cut]) == "backup_damaged"


def test_pieces_that_changed_places_are_found() -> None:
    data, step = sealed(3 * PIECE), PIECE + TAG
    first, second = data[HEAD : HEAD + step], data[HEAD + step : HEAD + 2 * step]
    assert refused(data[:HEAD] + second + first + data[HEAD + 2 * step :]) == "backup_damaged"


def test_what_was_never_finished_cannot_be_read() -> None:
    target = io.BytesIO()
    Sealing(target, WORDS).write(plain(2 * PIECE))
    assert refused(target.getvalue()) == "backup_damaged"


def test_a_head_alone_is_no_backup() -> None:
    assert refused(sealed(1)[:20]) == "backup_damaged"
