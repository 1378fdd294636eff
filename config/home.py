"""The home: one company's folder with its database, files, settings and secret key. Only `create` makes one."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from leadflow.kernel.home import Home

VARIABLE: Final = "LEADFLOW_HOME"
SETTINGS: Final = "home.toml"
SECRET: Final = "secret.key"  # noqa: S105 - the name of the file
LANGUAGES: Final = ("de", "en")
_INTRODUCTION: Final = """\
# One company. Change what you like and start Leadflow again; only the currency stays as it was.
# database_url = "postgresql://user:password@host/name"   without it: the embedded database of this folder
# public_url = "https://leads.example.com"                the address strangers see
"""


class HomeFault(Exception):
    """The home is missing or its settings cannot be used. The text says what to do."""


@dataclass(frozen=True, slots=True)
class OpenHome:
    """A folder that was found, and what its settings say. The environment wins over the file."""

    folder: Path
    facts: Home
    database_url: str = ""


def find(start: Path | None = None) -> Path | None:
    """The named home, or the next one upward: a folder with `home.toml`, or with a child `home` that has one."""
    if named := os.environ.get(VARIABLE):
        return Path(named).resolve()
    here = (start or Path.cwd()).resolve()
    places = (place for above in (here, *here.parents) for place in (above, above / "home"))
    return next((place for place in places if is_home(place)), None)


def is_home(folder: Path) -> bool:
    return (folder / SETTINGS).is_file()


def create(folder: Path, facts: Home, database_url: str = "") -> Path:
    """A new home, readable by its owner only. An existing one is never touched; a secret key that lies there stays."""
    if is_home(folder):
        raise HomeFault(f"{folder} is a home already.")
    check(facts)
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for inner in ("files", "uploads"):
        (folder / inner).mkdir(exist_ok=True)
    if not (folder / SECRET).exists():
        write_private(folder / SECRET, secrets.token_urlsafe(48))
    named = f"database_url = {json.dumps(database_url)}\n" if database_url else ""
    write_private(folder / SETTINGS, _INTRODUCTION + "\n" + named + _as_toml(facts))
    return folder


def read(folder: Path) -> OpenHome:
    if not is_home(folder):
        raise HomeFault(f"{folder} is not a home: it has no {SETTINGS}. Make one: leadflow init {folder}")
    try:
        told = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise HomeFault(f"{folder / SETTINGS} cannot be read: {broken}") from broken
    return _opened(folder, told)


def _opened(folder: Path, told: dict[str, Any]) -> OpenHome:
    known = {field.name for field in fields(Home)} | {"database_url"}
    if wrong := [key for key, value in told.items() if key not in known or not isinstance(value, str)]:
        raise HomeFault(f"{folder / SETTINGS}: {wrong[0]} is no setting, or its value is no text in quotes.")
    database_url = os.environ.get("DATABASE_URL", told.pop("database_url", ""))
    facts = replace(Home(**told), public_url=os.environ.get("PUBLIC_URL", told.get("public_url", "")))
    try:
        check(facts)
    except HomeFault as fault:
        raise HomeFault(f"{folder / SETTINGS}: {fault}") from None
    return OpenHome(folder, facts, database_url)


def check(facts: Home) -> None:
    """Every fact must be usable: a wrong time zone would be found out at three in the morning."""
    if facts.language not in LANGUAGES:
        raise HomeFault(f"language {facts.language!r} is not spoken here: {', '.join(LANGUAGES)}.")
    if facts.time_zone not in available_timezones():
        raise HomeFault(f"time_zone {facts.time_zone!r} is unknown. Write it like Europe/Berlin.")
    for name in ("country", "phone_country"):
        if not _is_code(getattr(facts, name), 2):
            raise HomeFault(f"{name} {getattr(facts, name)!r} must be two capital letters like DE.")
    if not _is_code(facts.currency, 3):
        raise HomeFault(f"currency {facts.currency!r} must be three capital letters like EUR.")
    if facts.public_url and not facts.public_url.startswith(("https://", "http://")):
        raise HomeFault(f"public_url {facts.public_url!r} must begin with https:// or http://.")


def _is_code(value: str, length: int) -> bool:
    return len(value) == length and value.isascii() and value.isalpha() and value.isupper()


def secret_key(folder: Path) -> str:
    """Signs sessions and keys the hashes of handles: it belongs to the data and moves with them."""
    path = folder / SECRET
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise HomeFault(
            f"{path} is missing. Put back the one of your backup: sessions and matching need it."
        ) from None
    if len(key) < 32:
        raise HomeFault(f"{path} is too short to be a secret key.")
    return key


def _as_toml(facts: Home) -> str:
    told = {name: value for name, value in asdict(facts).items() if value or name in {"company", "state"}}
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in told.items())


def write_database(folder: Path, url: str) -> None:
    """The home belongs to another database from now on; its settings are whole at any moment. Empty: the embedded."""
    lines = (folder / SETTINGS).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("database_url")]
    coming = folder / f".{SETTINGS}.coming"
    coming.unlink(missing_ok=True)
    named = [f"database_url = {json.dumps(url)}\n"] if url else []
    write_private(coming, "".join([*kept, *named]))
    coming.replace(folder / SETTINGS)


def write_private(path: Path, text: str) -> None:
    """Never readable by others, not even for a moment."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
