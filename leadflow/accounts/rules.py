"""Who may do what, and what a login must be like. One human may hold several roles; rights add up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from leadflow.kernel.refusals import Refusal


class Role(StrEnum):
    LEAD_MANAGER = "lead_manager"
    MARKETING = "marketing"
    SALES = "sales"
    PARTNER = "partner"
    HEAD = "head"
    ADMIN = "admin"


class Right(StrEnum):
    SEE_ALL_LEADS = "see_all_leads"
    SEE_TEAM_LEADS = "see_team_leads"
    SEE_HANDED = "see_handed"
    QUALIFY = "qualify"
    HAND_OVER = "hand_over"
    ANSWER_OFFER = "answer_offer"
    SEE_INTAKE = "see_intake"
    IMPORT = "import"
    CAPTURE = "capture"
    MEND = "mend"
    MANAGE_CONTENT = "manage_content"
    SEE_KPI = "see_kpi"
    EXPORT = "export"
    SEE_PLAYBOOK = "see_playbook"
    PUBLISH_PLAYBOOK = "publish_playbook"
    SEE_JOBS = "see_jobs"
    MANAGE_USERS = "manage_users"
    MANAGE_DOORS = "manage_doors"
    MANAGE_PRIVACY = "manage_privacy"
    MANAGE_BACKUPS = "manage_backups"
    ERASE = "erase"
    SUDO = "sudo"


class Scope(StrEnum):
    """What an API key is for."""

    SEND_LEADS = "leads.send"
    READ_LEADS = "leads.read"
    WRITE_LEADS = "leads.write"
    READ_FIGURES = "figures.read"
    SEND_COSTS = "costs.send"


class TeamKind(StrEnum):
    LEAD_MANAGEMENT = "lead_management"
    SALES = "sales"
    PARTNER = "partner"


RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.LEAD_MANAGER: frozenset(
        {
            Right.SEE_TEAM_LEADS,
            Right.QUALIFY,
            Right.HAND_OVER,
            Right.SEE_INTAKE,
            Right.IMPORT,
            Right.CAPTURE,
            Right.MEND,
            Right.SEE_KPI,
            Right.SEE_PLAYBOOK,
        }
    ),
    Role.MARKETING: frozenset(
        {
            Right.SEE_ALL_LEADS,
            Right.SEE_INTAKE,
            Right.IMPORT,
            Right.CAPTURE,
            Right.MEND,
            Right.MANAGE_CONTENT,
            Right.SEE_KPI,
            Right.SEE_PLAYBOOK,
        }
    ),
    Role.SALES: frozenset(
        {Right.SEE_HANDED, Right.ANSWER_OFFER, Right.CAPTURE, Right.SEE_KPI, Right.SEE_PLAYBOOK}
    ),
    Role.PARTNER: frozenset({Right.SEE_HANDED, Right.ANSWER_OFFER}),
    Role.HEAD: frozenset(
        {
            Right.SEE_ALL_LEADS,
            Right.QUALIFY,
            Right.HAND_OVER,
            Right.SEE_INTAKE,
            Right.CAPTURE,
            Right.MANAGE_CONTENT,
            Right.SEE_KPI,
            Right.EXPORT,
            Right.SEE_PLAYBOOK,
            Right.PUBLISH_PLAYBOOK,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Right.SEE_INTAKE,
            Right.SEE_PLAYBOOK,
            Right.SEE_JOBS,
            Right.MANAGE_USERS,
            Right.MANAGE_DOORS,
            Right.MANAGE_PRIVACY,
            Right.MANAGE_BACKUPS,
            Right.ERASE,
            Right.SUDO,
        }
    ),
}
IN_SUDO: Final = frozenset({Right.SEE_ALL_LEADS, Right.EXPORT})
"""What an admin may only after saying so, each time on record."""

RIGHTS_OF_KEYS: Final[dict[Scope, frozenset[Right]]] = {
    Scope.SEND_LEADS: frozenset({Right.IMPORT}),
    Scope.READ_LEADS: frozenset({Right.SEE_ALL_LEADS, Right.SEE_INTAKE}),
    Scope.WRITE_LEADS: frozenset({Right.SEE_ALL_LEADS, Right.QUALIFY, Right.HAND_OVER, Right.ANSWER_OFFER}),
    Scope.READ_FIGURES: frozenset({Right.SEE_KPI}),
    Scope.SEND_COSTS: frozenset({Right.MANAGE_CONTENT}),
}

LOGIN_LINK_LIFE: Final = timedelta(minutes=15)
SHORTEST_PASSWORD: Final = 12
USE_NOTED_EVERY: Final = timedelta(minutes=1)
ASKED_KEPT: Final = timedelta(days=30)
"""So long the key of a machine's request is known: asked again it is not done again."""
TRY_WINDOW: Final = timedelta(minutes=15)
TRIES_PER_ADDRESS: Final = 20
TRIES_PER_LOGIN: Final = 8
_MAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}")


def rights_of(roles: Iterable[str]) -> frozenset[str]:
    """A role nobody knows any more gives nothing."""
    names = set(roles)
    return frozenset(right.value for role in Role if role in names for right in RIGHTS[role])


def rights_of_key(scopes: Iterable[str]) -> frozenset[str]:
    names = set(scopes)
    return frozenset(right.value for scope in Scope if scope in names for right in RIGHTS_OF_KEYS[scope])


def roles(names: Iterable[str]) -> list[str]:
    """Sorted and without repeats; Refusal("role_unknown")."""
    wanted = set(names)
    if unknown := wanted - set(Role):
        raise Refusal("role_unknown", role=min(unknown))
    if not wanted:
        raise Refusal("role_missing")
    return [role.value for role in Role if role in wanted]


def scopes(names: Iterable[str]) -> list[str]:
    wanted = set(names)
    if unknown := wanted - set(Scope):
        raise Refusal("scope_unknown", scope=min(unknown))
    if not wanted:
        raise Refusal("scope_missing")
    return [scope.value for scope in Scope if scope in wanted]


def login(mail: str) -> str:
    """The address as it is stored and compared; Refusal("mail_invalid")."""
    address = mail.strip().lower()
    if len(address) > 254 or not _MAIL.fullmatch(address):
        raise Refusal("mail_invalid", mail=mail)
    return address


def good_password(password: str, *, login: str) -> str:
    """Long and not the login itself: length is what counts."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("password_too_short", shortest=SHORTEST_PASSWORD)
    if password.lower() in {login, login.partition("@")[0]} or len(set(password)) < 4:
        raise Refusal("password_too_simple")
    return password


def still_to_wait(failures: int, since: datetime, now: datetime, *, allowed: int) -> timedelta | None:
    """How long a login must wait after too many failures since `since`; None when it may try."""
    left = since + TRY_WINDOW - now
    return left if failures >= allowed and left > timedelta() else None
