"""A backup opened to be read, whether it is sealed or not. Needs no house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leadflow.backup.packing import Parcel
from leadflow.backup.sealing import Opened, is_sealed
from leadflow.kernel.refusals import Refusal


@contextmanager
def opened(file: Path, passphrase: str = "") -> Iterator[Parcel]:
    """Refusal("backup_missing" | "passphrase_missing" | "passphrase_wrong" | "backup_unreadable" | ...)."""
    if not file.is_file():
        raise Refusal("backup_missing", name=str(file))
    with file.open("rb") as source:
        if not is_sealed(source):
            yield Parcel(source)
        elif not passphrase:
            raise Refusal("passphrase_missing")
        else:
            with Opened(source, passphrase) as plain:
                yield Parcel(plain)
