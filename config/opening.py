"""Opening a home: find it, say which one, and only then let Django read its settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from config import home

if TYPE_CHECKING:
    from leadflow.playbook.rules import Playbook


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


def playbook_here() -> Playbook:
    """The one in force in this home, else the one that comes with this house."""
    from django.utils import timezone  # noqa: PLC0415 - Django was set up just before

    from leadflow.playbook import queries  # noqa: PLC0415
    from leadflow.playbook.rules import Playbook as Book  # noqa: PLC0415
    from leadflow.playbook.rules import parse  # noqa: PLC0415

    if home.find() is not None:
        return queries.at(timezone.now())
    return Book(0, parse(queries.default(), queries.default))


def open_list(file: Path) -> BinaryIO:
    """A list on disk, plain or packed as .gz."""
    if file.suffix != ".gz":
        return file.open("rb")
    import gzip  # noqa: PLC0415 - few lists are packed
    import io  # noqa: PLC0415

    with gzip.open(file, "rb") as packed:
        return io.BytesIO(packed.read())
