"""Who does something: a person, a machine with a key, or the house itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`rights` and `teams` are filled by `accounts`; `id` is the user or API key."""

    kind: ActorKind
    id: int | None = None
    name: str = field(default="", compare=False)
    rights: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        return right in self.rights

    @property
    def is_human(self) -> bool:
        return self.kind is ActorKind.USER

    @property
    def user_id(self) -> int | None:
        return self.id if self.kind is ActorKind.USER else None


SYSTEM = Actor(ActorKind.SYSTEM, name="Leadflow")
