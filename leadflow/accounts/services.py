"""Users, teams and keys come, change and go. Nobody is deleted, and there is always an admin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from leadflow.accounts import rules, secrets
from leadflow.accounts.events import (
    ApiKeyMade,
    ApiKeyRevoked,
    RolesSet,
    SudoEntered,
    TeamAdded,
    TeamsSet,
    UserAdded,
    UserChanged,
    UserDeactivated,
    UserReactivated,
)
from leadflow.accounts.models import LANGUAGES, THEMES, ApiKey, Membership, Team, User
from leadflow.accounts.rules import Right, Role, TeamKind
from leadflow.journal import lookup
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id, public_ids
from leadflow.kernel.refusals import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class NewTeam:
    key: str
    name_de: str
    name_en: str
    kind: TeamKind


@dataclass(frozen=True, slots=True)
class NewUser:
    """Without a password one comes in by a login link."""

    email: str
    name: str
    roles: Sequence[str]
    teams: Sequence[int] = ()
    language: str = "de"
    password: str = ""


@dataclass(frozen=True, slots=True)
class NewKey:
    name: str
    scopes: Sequence[str]
    source: str
    channel: str


DEFAULT_TEAMS: Final = (
    NewTeam("lead-management", "Lead-Management", "Lead management", TeamKind.LEAD_MANAGEMENT),
    NewTeam("sales", "Vertrieb", "Sales", TeamKind.SALES),
)


def ensure_teams(wanted: Sequence[NewTeam] = DEFAULT_TEAMS, *, by: Actor, now: datetime) -> dict[str, int]:
    """Adds the teams that are missing and leaves the others as they are; key -> id of all wanted."""

    def think(change: Change) -> dict[str, int]:
        known = dict(Team.objects.filter(key__in=[team.key for team in wanted]).values_list("key", "id"))
        missing = [team for team in wanted if team.key not in known]
        return known | _add_teams(change, missing)

    return journal.change(think, by=by, now=now)


def add_team(team: NewTeam, *, by: Actor, now: datetime) -> int:
    """Refusal("team_exists")."""

    def think(change: Change) -> int:
        if Team.objects.filter(key=team.key).exists():
            raise Refusal("team_exists", team=team.key)
        return _add_teams(change, [team])[team.key]

    return journal.change(think, by=by, now=now)


def _add_teams(change: Change, teams: Sequence[NewTeam]) -> dict[str, int]:
    added = dict(
        zip((team.key for team in teams), change.ids(Team, len(teams)) if teams else (), strict=True)
    )
    for team, public in zip(teams, public_ids(len(teams)), strict=True):
        key = added[team.key]
        row = {
            "id": key,
            "public_id": public,
            "key": team.key,
            "name_de": team.name_de,
            "name_en": team.name_en,
            "kind": team.kind.value,
            "created_at": change.now,
        }
        change.claim(Team, "key", [row])
        change.announce([TeamAdded(subject=Ref("team", key), key=team.key, of=team.kind.value)])
    return added


def add_users(users: Sequence[NewUser], *, by: Actor, now: datetime) -> list[int]:
    """Their ids, in order. Refusal("user_exists" | "mail_invalid" | "role_unknown" | "name_missing" | ...)."""
    hashes = [_password(user.password, rules.login(user.email)) for user in users]  # slow, so not in `think`

    def think(change: Change) -> list[int]:
        logins = [rules.login(user.email) for user in users]
        _refuse_known(logins)
        ids = list(change.ids(User, len(users))) if users else []
        for key, mail, user, password in zip(ids, logins, users, hashes, strict=True):
            _add_user(change, key, mail, user, password)
        return ids

    return journal.change(think, by=by, now=now)


def _refuse_known(logins: Sequence[str]) -> None:
    seen = set(User.objects.filter(email__in=logins).values_list("email", flat=True))
    for mail in logins:
        if mail in seen:
            raise Refusal("user_exists", mail=mail)
        seen.add(mail)


def _add_user(change: Change, key: int, mail: str, user: NewUser, password: str) -> None:
    roles = rules.roles(user.roles)
    row = {
        "id": key,
        "public_id": public_id(),
        "email": mail,
        "password": password,
        "name": _name(user.name),
        "roles": roles,
        "language": _one_of(LANGUAGES, user.language),
        "created_at": change.now,
    }
    change.claim(User, "email", [row])
    _join(change, key, user.teams)
    change.announce([UserAdded(subject=Ref("user", key), roles=roles, teams=sorted(user.teams))])


def _join(change: Change, user: int, teams: Sequence[int]) -> None:
    wanted = sorted(set(teams))
    known = set(Team.objects.filter(id__in=wanted).values_list("id", flat=True))
    if unknown := set(wanted) - known:
        raise Refusal("team_unknown", team=min(unknown))
    for key, team in zip(change.ids(Membership, len(wanted)) if wanted else (), wanted, strict=True):
        change.insert(Membership, id=key, user_id=user, team_id=team)


def set_roles(user: int, roles: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Refusal("last_admin") when nobody would be left to manage users."""

    def think(change: Change) -> None:
        row, wanted = _seen(change, user), rules.roles(roles)
        if Role.ADMIN.value not in wanted:
            _keep_an_admin(change, row)
        if wanted != row.roles:
            change.update(User, user, roles=wanted)
            change.announce([RolesSet(subject=Ref("user", user), roles=wanted)])

    journal.change(think, by=by, now=now)


def set_teams(user: int, teams: Sequence[int], *, by: Actor, now: datetime) -> None:
    """Exactly these, whatever they were."""

    def think(change: Change) -> None:
        _seen(change, user)
        held = dict(Membership.objects.filter(user=user).values_list("team_id", "id"))
        for team in held.keys() - set(teams):
            change.delete(Membership, held[team])
        _join(change, user, [team for team in teams if team not in held])
        if held.keys() != set(teams):
            change.announce([TeamsSet(subject=Ref("user", user), teams=sorted(set(teams)))])

    journal.change(think, by=by, now=now)


def deactivate(user: int, *, by: Actor, now: datetime) -> None:
    """Ends every session at its next request. What the user did keeps the name."""

    def think(change: Change) -> None:
        row = _seen(change, user)
        _keep_an_admin(change, row)
        if row.is_active:
            change.update(User, user, is_active=False)
            change.announce([UserDeactivated(subject=Ref("user", user))])

    journal.change(think, by=by, now=now)


def reactivate(user: int, *, by: Actor, now: datetime) -> None:
    def think(change: Change) -> None:
        if not _seen(change, user).is_active:
            change.update(User, user, is_active=True)
            change.announce([UserReactivated(subject=Ref("user", user))])

    journal.change(think, by=by, now=now)


def set_profile(user: int, values: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    """name, language, theme: those given. Refusal("name_missing" | "unknown_choice")."""
    checks: dict[str, Any] = {
        "name": _name,
        "language": lambda value: _one_of(LANGUAGES, value),
        "theme": lambda value: _one_of(THEMES, value),
    }

    def think(change: Change) -> None:
        row = _seen(change, user)
        wanted = {key: checks[key](value) for key, value in values.items()}
        moved = {key: value for key, value in wanted.items() if getattr(row, key) != value}
        if moved:
            change.update(User, user, **moved)
            change.announce([UserChanged(subject=Ref("user", user), what=sorted(moved))])

    journal.change(think, by=by, now=now)


def set_password(user: int, password: str, *, by: Actor, now: datetime) -> None:
    """Ends the user's other sessions. Refusal("password_too_short" | "password_too_simple")."""
    row = User.objects.filter(id=user).first()
    hashed = _password(password, row.email if row else "", needed=True)

    def think(change: Change) -> None:
        _seen(change, user)
        change.update(User, user, password=hashed)
        change.announce([UserChanged(subject=Ref("user", user), what=["password"])])

    journal.change(think, by=by, now=now)


def enter_sudo(*, by: Actor, now: datetime) -> None:
    """An admin says so before seeing what admins do not see; each time on record."""

    def think(change: Change) -> None:
        if not by.may(Right.SUDO) or by.user_id is None:
            raise Refusal("not_allowed", right=Right.SUDO.value)
        change.announce([SudoEntered(subject=Ref("user", by.user_id))])

    journal.change(think, by=by, now=now)


def make_api_key(new: NewKey, *, by: Actor, now: datetime) -> str:
    """The key itself: shown now and never again. Refusal("scope_unknown" | "scope_missing" | "name_missing")."""
    secret, prefix = secrets.api_key()
    scopes = rules.scopes(new.scopes)

    def think(change: Change) -> None:
        key = change.id(ApiKey)
        change.insert(
            ApiKey,
            id=key,
            public_id=public_id(),
            name=_name(new.name),
            prefix=prefix,
            key_hash=secrets.hashed(secret),
            source=new.source,
            channel=new.channel,
            scopes=scopes,
            made_by_id=by.user_id,
            made_at=now,
        )
        change.announce([ApiKeyMade(subject=Ref("api_key", key), scopes=scopes, channel=new.channel)])

    journal.change(think, by=by, now=now)
    return secret


def revoke_api_key(key: int, *, by: Actor, now: datetime) -> None:
    """At once and for good."""

    def think(change: Change) -> None:
        row = ApiKey.objects.filter(id=key).first()
        if row is None:
            raise NotFound("api_key")
        if row.revoked_at is None:
            change.expect(ApiKey, {key: row.version})
            change.update(ApiKey, key, revoked_at=now)
            change.announce([ApiKeyRevoked(subject=Ref("api_key", key))])

    journal.change(think, by=by, now=now)


def note_use(key: int, *, now: datetime) -> None:
    """When a key was last used, to the minute. A door counter, outside the journal."""
    fresh = now - rules.USE_NOTED_EVERY
    if any(at is not None and at > fresh for (at,) in lookup.where(ApiKey, ("last_used_at",), id=key)):
        return
    ApiKey.objects.filter(id=key).exclude(last_used_at__gt=fresh).update(last_used_at=now)


def _seen(change: Change, user: int) -> User:
    row = User.objects.filter(id=user).first()
    if row is None:
        raise NotFound("user")
    change.expect(User, {row.id: row.version})
    return row


def _keep_an_admin(change: Change, leaving: User) -> None:
    """Two admins who dismiss each other at the same moment meet at each other's version."""
    if Role.ADMIN.value not in leaving.roles or not leaving.is_active:
        return
    active = User.objects.filter(is_active=True).exclude(id=leaving.id)
    others = {row.id: row.version for row in active if Role.ADMIN.value in row.roles}
    if not others:
        raise Refusal("last_admin")
    change.expect(User, others)


def _name(name: str) -> str:
    if not name.strip():
        raise Refusal("name_missing")
    return name.strip()[:120]


def _one_of(choices: Sequence[str], value: str) -> str:
    if value not in choices:
        raise Refusal("unknown_choice", value=value)
    return value


def _password(password: str, login: str, *, needed: bool = False) -> str:
    """An unusable one where none is given."""
    if not password and not needed:
        return make_password(None)
    return make_password(rules.good_password(password, login=login))
