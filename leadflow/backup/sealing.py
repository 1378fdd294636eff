"""A file behind a passphrase: AES-256-GCM piece by piece, so that it is written as a stream and read from anywhere.

Each piece is bound to its place and the last one to being the last: cut off, altered or swapped pieces are found.
"""

from __future__ import annotations

import hashlib
import io
import os
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from leadflow.kernel.refusals import Refusal

MAGIC: Final = b"leadflow sealed 1\n"
PIECE: Final = 64 * 1024
TAG: Final = 16
SALT: Final = 16
PREFIX: Final = 7
CHECK: Final = 8
HEAD: Final = len(MAGIC) + SALT + PREFIX + CHECK
COST: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""A guess at the passphrase takes 32 MB and a tenth of a second."""


def is_sealed(stream: IO[bytes]) -> bool:
    head = stream.read(len(MAGIC))
    stream.seek(0)
    return head == MAGIC


def _keys(passphrase: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The key, and eight bytes by which a wrong passphrase is told from a damaged file."""
    long = hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32 + CHECK, **COST)
    return AESGCM(long[:32]), long[32:]


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Write only. The last piece is written by `finish`; what was never finished cannot be opened."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        super().__init__()
        self._target = target
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._box, check = _keys(passphrase, salt)
        self._head = MAGIC + salt + self._prefix + check
        self._number, self._waiting = 0, bytearray()
        target.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override] # a buffer of any kind, bytes here
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def _put(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._target.write(self._box.encrypt(nonce, piece, self._head))
        self._number += 1

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()


class Opened(io.RawIOBase):
    """Read only, from anywhere. Refusal("passphrase_wrong" | "backup_damaged")."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        super().__init__()
        self._source = source
        self._head = source.read(HEAD)
        if len(self._head) < HEAD:
            raise Refusal("backup_damaged", part="head")
        salt_from = len(MAGIC)
        self._prefix = self._head[salt_from + SALT : salt_from + SALT + PREFIX]
        self._box, check = _keys(passphrase, self._head[salt_from : salt_from + SALT])
        if check != self._head[-CHECK:]:
            raise Refusal("passphrase_wrong")
        body = source.seek(0, os.SEEK_END) - HEAD
        self._pieces = max(-(-body // (PIECE + TAG)), 1)
        self._size = body - self._pieces * TAG
        self._at, self._held = 0, (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override] # any buffer that can be sliced
        number, inside = divmod(self._at, PIECE)
        if self._at >= self._size:
            return 0
        piece = self._piece(number)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(HEAD + number * (PIECE + TAG))
            nonce = _nonce(self._prefix, number, last=number == self._pieces - 1)
            try:
                plain = self._box.decrypt(nonce, self._source.read(PIECE + TAG), self._head)
            except (InvalidTag, ValueError):
                raise Refusal("backup_damaged", part=f"piece {number}") from None
            self._held = number, plain
        return self._held[1]
