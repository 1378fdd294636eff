"""Facts as machines state them: each declared by the playbook, each of its type, or refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from leadflow.intake import readers
from leadflow.kernel.home import home
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.phone import normal_phone
from leadflow.kernel.refusals import Refusal
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactDeclaration, FactsPolicy

LONGEST: Final = 2_000
LARGEST: Final = 10**15


def read(stated: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Refusal("fact_unknown" | "fact_unreadable") with the fact's key. `import.*` is kept as it comes."""
    policy = playbook.at(now).section(FactsPolicy)
    return {key: _value(key, value, policy.get(key), now) for key, value in stated.items()}


def _value(key: str, value: Any, fact: FactDeclaration | None, now: datetime) -> Any:
    if fact is None and not key.startswith("import."):
        raise Refusal("fact_unknown", fact=key)
    kind = fact.type if fact is not None else "text"
    found = CONTACT[key](value) if key in CONTACT else READ[kind](key, value, now)
    if found is None or found == "":
        raise Refusal("fact_unreadable", fact=key)
    return found


def _text(_: str, value: Any, __: datetime) -> str | None:
    said = str(value).strip() if not isinstance(value, bool) else None
    return said if said and len(said) <= LONGEST else None


def _number(key: str, value: Any, now: datetime) -> float | int | None:
    if isinstance(value, bool):
        return None
    number = value if isinstance(value, int | float) else _chosen(key, value, now)
    if number is None or abs(number) >= LARGEST:
        return None
    return int(number) if number == int(number) else float(number)


def _chosen(key: str, value: Any, now: datetime) -> Any:
    return readers.words_of(now, "dmy").choose(key, str(value).strip())


def _flag(_: str, value: Any, __: datetime) -> bool | None:
    return value if isinstance(value, bool) else None


def _day(_: str, value: Any, __: datetime) -> str | None:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        return None


READ: Final[Mapping[str, Callable[[str, Any, datetime], Any]]] = {
    "text": _text,
    "number": _number,
    "money": _number,
    "choice": _chosen,
    "flag": _flag,
    "date": _day,
}


def _phone(value: Any) -> str | None:
    return normal_phone(str(value), home().phone_country)


CONTACT: Final[Mapping[str, Callable[[Any], str | None]]] = {
    "person.mail": lambda value: normal_mail(str(value)),
    "person.phone": _phone,
    "person.mobile": _phone,
}
