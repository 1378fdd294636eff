"""The first person of a new home: noted when the home is made, let in by a link when it is first served."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

NOTE: Final = "first-login"
EMAIL: Final = "admin@leadflow.example"


def note_first(folder: Path, email: str = EMAIL, name: str = "") -> None:
    (folder / NOTE).write_text(json.dumps({"email": email, "name": name or email.partition("@")[0].title()}))


def is_awaited(folder: Path) -> bool:
    """Nobody has been let in yet."""
    return (folder / NOTE).is_file()


def ensure_first_user(folder: Path, now: datetime, *, language: str) -> None:
    """One person who may do everything: in a small company that is how it begins."""
    from leadflow.accounts import queries, services  # noqa: PLC0415 - rooms are there once Django is set up
    from leadflow.accounts.rules import Role  # noqa: PLC0415
    from leadflow.kernel.actor import SYSTEM  # noqa: PLC0415

    teams = services.ensure_teams(by=SYSTEM, now=now)
    if queries.users() or not is_awaited(folder):
        return
    told = json.loads((folder / NOTE).read_text())
    roles = [role.value for role in Role if role is not Role.PARTNER]
    person = services.NewUser(told["email"], told["name"], roles, list(teams.values()), language)
    services.add_users([person], by=SYSTEM, now=now)


def first_link(folder: Path, now: datetime) -> str | None:
    """The path that lets the first person in; the note goes with it."""
    from config.login_links import link_for  # noqa: PLC0415 - as above

    if not is_awaited(folder):
        return None
    path = link_for(json.loads((folder / NOTE).read_text())["email"], now)
    (folder / NOTE).unlink()
    return path
