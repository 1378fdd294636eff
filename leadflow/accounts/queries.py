"""Who is who: users, teams, and what an actor may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from leadflow.accounts import secrets
from leadflow.accounts.models import ApiKey, Membership, Team, User
from leadflow.accounts.rules import IN_SUDO, Right, TeamKind, login, rights_of, rights_of_key
from leadflow.journal import lookup
from leadflow.kernel.actor import Actor, ActorKind
from leadflow.kernel.refusals import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class UserView:
    """A user as lists and menus show one."""

    id: int
    public_id: UUID
    email: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[int, ...]
    language: str
    theme: str
    is_active: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class TeamView:
    id: int
    public_id: UUID
    key: str
    name_de: str
    name_en: str
    kind: str

    def name(self, language: str) -> str:
        return self.name_de if language.startswith("de") else self.name_en


@dataclass(frozen=True, slots=True)
class KeyView:
    """An API key without its secret."""

    id: int
    public_id: UUID
    name: str
    prefix: str
    source: str
    channel: str
    scopes: tuple[str, ...]
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A machine that showed a good key. `source` and `channel` are meant where a request names none."""

    key: int
    name: str
    source: str
    channel: str
    scopes: frozenset[str]
    actor: Actor


def actor_of(user: User) -> Actor:
    """Rights of all roles together, and the teams; somebody deactivated may nothing."""
    if not user.is_active:
        return Actor(ActorKind.USER, user.id, user.name)
    teams = Membership.objects.filter(user=user).values_list("team_id", flat=True)
    return Actor(
        ActorKind.USER,
        user.id,
        user.name,
        rights=rights_of(user.roles),
        teams=frozenset(teams),
        roles=frozenset(user.roles),
    )


def in_sudo(actor: Actor) -> Actor:
    """What an admin may after `services.enter_sudo`."""
    if not actor.may(Right.SUDO):
        raise Refusal("not_allowed", right=Right.SUDO.value)
    return replace(actor, rights=actor.rights | {right.value for right in IN_SUDO})


_OF_CLIENT: Final = ("key_hash", "id", "name", "source", "channel", "scopes")


def by_api_key(key: str) -> ApiClient | None:
    """None for what is unknown, wrong or revoked, after the same work."""
    found = lookup.where(ApiKey, _OF_CLIENT, prefix=secrets.prefix_of(key), revoked_at=None)
    row = found[0] if found else None
    fits = secrets.same(row[0] if row else secrets.hashed(""), secrets.hashed(key))
    if row is None or not fits:
        return None
    _, number, name, source, channel, scopes = row
    actor = Actor(ActorKind.API, number, name, rights=rights_of_key(scopes))
    return ApiClient(number, name, source, channel, frozenset(scopes), actor)


def users(*, everybody: bool = False) -> list[UserView]:
    """By name; those still active, or everybody there ever was."""
    rows = User.objects.order_by("name", "id")
    return _views(rows if everybody else rows.filter(is_active=True))


def user(public_id: UUID) -> UserView:
    return _one(User.objects.filter(public_id=public_id))


def by_login(mail: str) -> UserView:
    """Refusal("mail_invalid") or NotFound."""
    return _one(User.objects.filter(email=login(mail)))


def model(user: int) -> User:
    """The row itself, for Django's own log-in."""
    row = User.objects.filter(id=user).first()
    if row is None:
        raise NotFound("user")
    return row


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """For lists: all names in one go."""
    wanted = {key for key in ids if key is not None}
    return dict(lookup.rows(User, ("id", "name"), "id", wanted))


def with_right(right: Right) -> list[UserView]:
    """Active users who may something, by name: for menus such as "assign to"."""
    return [view for view in users() if right.value in rights_of(view.roles)]


def members(team: int) -> list[UserView]:
    held = Membership.objects.filter(team=team).values("user_id")
    return _views(User.objects.filter(id__in=held, is_active=True).order_by("name", "id"))


def teams(*kinds: TeamKind) -> list[TeamView]:
    """In the order they were made; of some kinds or of all."""
    rows = Team.objects.order_by("id")
    return [_team(row) for row in (rows.filter(kind__in=kinds) if kinds else rows)]


def team_ids() -> dict[str, int]:
    """Key -> id."""
    return dict(Team.objects.values_list("key", "id"))


def team_by_key(key: str) -> int:
    """Refusal("team_unknown")."""
    found = Team.objects.filter(key=key).values_list("id", flat=True).first()
    if found is None:
        raise Refusal("team_unknown", team=key)
    return found


def team_names(ids: Iterable[int | None], language: str) -> dict[int, str]:
    wanted = {key for key in ids if key is not None}
    return {row.id: _team(row).name(language) for row in Team.objects.filter(id__in=wanted)}


def sales_team_of(user: int) -> int | None:
    """The first team of sales or of a partner that somebody active who may answer offers belongs to."""
    row = User.objects.filter(id=user, is_active=True).first()
    if row is None or Right.ANSWER_OFFER.value not in rights_of(row.roles):
        return None
    selling = Team.objects.filter(kind__in=(TeamKind.SALES, TeamKind.PARTNER)).values("id")
    held = Membership.objects.filter(user=user, team__in=selling).order_by("team_id")
    return held.values_list("team_id", flat=True).first()


def api_keys() -> list[KeyView]:
    """Newest first, the revoked ones too."""
    return [
        KeyView(
            id=row.id,
            public_id=row.public_id,
            name=row.name,
            prefix=row.prefix,
            source=row.source,
            channel=row.channel,
            scopes=tuple(row.scopes),
            made_at=row.made_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )
        for row in ApiKey.objects.order_by("-id")
    ]


def _one(rows: Iterable[User]) -> UserView:
    views = _views(rows)
    if not views:
        raise NotFound("user")
    return views[0]


def _views(rows: Iterable[User]) -> list[UserView]:
    found = list(rows)
    teams: dict[int, list[int]] = {}
    held = Membership.objects.filter(user__in=[row.id for row in found]).order_by("team_id")
    for user, team in held.values_list("user_id", "team_id"):
        teams.setdefault(user, []).append(team)
    return [_view(row, teams.get(row.id, [])) for row in found]


def _view(row: User, teams: list[int]) -> UserView:
    return UserView(
        id=row.id,
        public_id=row.public_id,
        email=row.email,
        name=row.name,
        roles=tuple(row.roles),
        teams=tuple(teams),
        language=row.language,
        theme=row.theme,
        is_active=row.is_active,
        last_login=row.last_login,
    )


def _team(row: Team) -> TeamView:
    return TeamView(row.id, row.public_id, row.key, row.name_de, row.name_en, row.kind)
