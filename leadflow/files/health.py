"""What `doctor` compares here: each row has its bytes, of the size and the checksum it says."""

from __future__ import annotations

from collections.abc import Iterator

from leadflow.files import storage
from leadflow.files.models import File
from leadflow.journal.health import Difference


def files() -> Iterator[Difference]:
    for row in File.objects.filter(erased_at__isnull=True).order_by("id").iterator():
        try:
            altered = (
                storage.path(row.place).stat().st_size != row.size
                or storage.checksum(row.place) != row.sha256
            )
        except FileNotFoundError:
            yield Difference("file_missing", {"file": row.id})
        else:
            if altered:
                yield Difference("file_altered", {"file": row.id})
