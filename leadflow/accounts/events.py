"""What happens to users, teams and keys. Ids, roles and kinds only: names and addresses stay in their rows."""

from __future__ import annotations

from typing import ClassVar

from leadflow.kernel.events import Event
from leadflow.kernel.values import quick


@quick(frozen=True, kw_only=True)
class TeamAdded(Event):
    kind: ClassVar[str] = "team.added"

    key: str
    of: str


@quick(frozen=True, kw_only=True)
class UserAdded(Event):
    kind: ClassVar[str] = "user.added"

    roles: list[str]
    teams: list[int]


@quick(frozen=True, kw_only=True)
class UserChanged(Event):
    """`what` names the columns, not their values."""

    kind: ClassVar[str] = "user.changed"

    what: list[str]


@quick(frozen=True, kw_only=True)
class RolesSet(Event):
    kind: ClassVar[str] = "user.roles_set"

    roles: list[str]


@quick(frozen=True, kw_only=True)
class TeamsSet(Event):
    kind: ClassVar[str] = "user.teams_set"

    teams: list[int]


@quick(frozen=True, kw_only=True)
class UserDeactivated(Event):
    kind: ClassVar[str] = "user.deactivated"


@quick(frozen=True, kw_only=True)
class UserReactivated(Event):
    kind: ClassVar[str] = "user.reactivated"


@quick(frozen=True, kw_only=True)
class LoginLinkMade(Event):
    kind: ClassVar[str] = "user.login_link_made"


@quick(frozen=True, kw_only=True)
class LoginLinkUsed(Event):
    kind: ClassVar[str] = "user.login_link_used"


@quick(frozen=True, kw_only=True)
class SudoEntered(Event):
    """An admin opened what admins do not see by themselves."""

    kind: ClassVar[str] = "user.sudo_entered"


@quick(frozen=True, kw_only=True)
class ApiKeyMade(Event):
    kind: ClassVar[str] = "api_key.made"

    scopes: list[str]
    channel: str


@quick(frozen=True, kw_only=True)
class ApiKeyRevoked(Event):
    kind: ClassVar[str] = "api_key.revoked"


@quick(frozen=True, kw_only=True)
class SecondFactorOn(Event):
    kind: ClassVar[str] = "user.second_factor_on"


@quick(frozen=True, kw_only=True)
class SecondFactorOff(Event):
    kind: ClassVar[str] = "user.second_factor_off"


@quick(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    kind: ClassVar[str] = "user.recovery_code_used"

    left: int
