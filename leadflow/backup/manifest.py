"""What a backup says of itself: which house, which moment, which tables and files. Checked when it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from leadflow.kernel.refusals import Refusal

FORMAT: Final = 1
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Place = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Table(_Part):
    """`columns`: name and kind; the rows stand in `tables/<name>.jsonl`, one line each."""

    name: Name
    columns: tuple[tuple[Name, str], ...]
    rows: Count
    size: Count
    sha256: Digest


class Stored(_Part):
    """The bytes of a stored file, in `files/<place>`."""

    place: Place
    size: Count
    sha256: Digest


class Manifest(_Part):
    """`migrations`: app -> its last one; `home`: the facts of the home; `damaged`: files that were wrong already."""

    format: int
    version: str
    made_at: datetime
    database: str
    migrations: dict[str, str]
    home: dict[str, str]
    sample: str = ""
    newest_entry: int
    tables: tuple[Table, ...]
    files: tuple[Stored, ...]
    damaged: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """Bytes when unpacked."""
        return sum(table.size for table in self.tables) + sum(file.size for file in self.files)


def read(text: bytes) -> Manifest:
    """Refusal("backup_damaged" | "backup_newer")."""
    try:
        told = Manifest.model_validate_json(text)
    except ValidationError:
        raise Refusal("backup_damaged", part="manifest.json") from None
    if told.format > FORMAT:
        raise Refusal("backup_newer", version=told.version)
    return told
