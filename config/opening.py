"""Opening a home: find it, say which one, and only then let Django read its settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from config import home


def require_home() -> Path:
    """The folder, named in the environment for every process that follows."""
    folder = home.find()
    if folder is None:
        raise home.HomeFault("There is no home here. Make one: leadflow init   or name one: --home FOLDER")
    home.read(folder)
    os.environ[home.VARIABLE] = str(folder)
    os.umask(0o077)
    return folder


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 - dear to load, and it reads the settings of the home found before

    django.setup()


def open_list(file: Path) -> BinaryIO:
    """A list on disk, plain or packed as .gz."""
    if file.suffix != ".gz":
        return file.open("rb")
    import gzip  # noqa: PLC0415 - few lists are packed
    import io  # noqa: PLC0415

    with gzip.open(file, "rb") as packed:
        return io.BytesIO(packed.read())
