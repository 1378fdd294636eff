"""What a playbook means: whether a condition holds, and the sections of which a playbook is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from pydantic import ValidationError

from leadflow.kernel.facts import is_known
from leadflow.kernel.values import quick
from leadflow.playbook.conditions import (
    AllOf,
    AnyOf,
    ChannelTest,
    FactTest,
    FitTest,
    InterestTest,
    NotThis,
    OfferTest,
    RoleTest,
    SignalTest,
    comparable,
)
from leadflow.playbook.parts import Book, Finding, Part, S, Section

Truth = bool | None
"""None: cannot be told yet, because something is not known."""


@quick(frozen=True, slots=True)
class Context:
    """What conditions may ask beside facts. `fit` and `interest` stay None until they are graded."""

    channel: str = ""
    offer: str = ""
    signals: Collection[str] = ()
    roles: Collection[str] = ()
    fit: str | None = None
    interest: int | None = None
    free_mail_domains: Collection[str] = ()


def holds(condition: Part, facts: Mapping[str, object], seen: Context) -> Truth:
    """True, False, or None where it cannot be told: what nobody knows is neither right nor wrong."""
    return _FORMS[type(condition)](condition, facts, seen)


def _fact(test: FactTest, facts: Mapping[str, object], seen: Context) -> Truth:
    value = facts.get(test.fact)
    if test.test == "known":
        return is_known(value) is test.known
    if not is_known(value):
        return None
    return _TESTS[test.test](test, value, seen)


def _among(test: FactTest, value: Any, seen: Context) -> Truth:
    return comparable(value) in test.wanted


def _at_least(test: FactTest, value: Any, seen: Context) -> Truth:
    return value >= test.at_least if _is_number(value) else None


def _at_most(test: FactTest, value: Any, seen: Context) -> Truth:
    return value <= test.at_most if _is_number(value) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _free_mail(test: FactTest, value: object, seen: Context) -> Truth:
    local, at, domain = str(value).strip().casefold().rpartition("@")
    return (domain in seen.free_mail_domains) is test.free_mail if local and at else None


def _has_signal(test: SignalTest, facts: Mapping[str, object], seen: Context) -> Truth:
    return any(is_signal(kind, test.signal) for kind in seen.signals)


def is_signal(kind: str, asked: str) -> bool:
    """ "call.reached" is a "call", and of course itself."""
    return kind == asked or kind.startswith(f"{asked}.")


def signal_names(kind: str) -> Iterator[str]:
    """What it may be asked for by: "call.reached" by "call.reached" and "call"."""
    while kind:
        yield kind
        kind = kind.rpartition(".")[0]


def _all(test: AllOf, facts: Mapping[str, object], seen: Context) -> Truth:
    answer: Truth = True
    for part in test.all:
        told = holds(part, facts, seen)
        if told is False:
            return False
        answer = answer and told
    return answer


def _any(test: AnyOf, facts: Mapping[str, object], seen: Context) -> Truth:
    answer: Truth = False
    for part in test.any:
        told = holds(part, facts, seen)
        if told:
            return True
        answer = None if told is None else answer
    return answer


def _not(test: NotThis, facts: Mapping[str, object], seen: Context) -> Truth:
    told = holds(test.not_, facts, seen)
    return None if told is None else not told


_TESTS: Final[dict[str, Callable[[FactTest, Any, Context], Truth]]] = {
    "is_": _among,
    "in_": _among,
    "at_least": _at_least,
    "at_most": _at_most,
    "free_mail": _free_mail,
}
_FORMS: Final[dict[Any, Callable[[Any, Mapping[str, object], Context], Truth]]] = {
    FactTest: _fact,
    SignalTest: _has_signal,
    ChannelTest: lambda test, facts, seen: test.channel == seen.channel,
    OfferTest: lambda test, facts, seen: test.offer == seen.offer,
    RoleTest: lambda test, facts, seen: test.role in seen.roles,
    FitTest: lambda test, facts, seen: None if seen.fit is None else seen.fit in test.fit,
    InterestTest: lambda test, facts, seen: None if seen.interest is None else seen.interest in test.interest,
    AllOf: _all,
    AnyOf: _any,
    NotThis: _not,
}


# --- the playbook and the sections of which it is made ----------------------------------------------------------------


class Playbook(Book):
    """A published version. It never changes; every decision names its number."""

    def __init__(self, number: int, sections: Mapping[type[Section], Section]) -> None:
        super().__init__(sections)
        self.number: Final = number

    def section(self, section: type[S]) -> S:
        return self._sections[section]  # type: ignore[return-value]  # kept under its own class


Check = Callable[[Book], Iterable[Finding]]
_sections: Final[dict[str, type[Section]]] = {}
_checks: Final[list[Check]] = []


def register(section: type[Section], checks: Iterable[Check] = ()) -> None:
    """A room brings its section, and perhaps checks that concern no section in particular."""
    _sections[section.SECTION] = section
    _checks.extend(check for check in checks if check not in _checks)


def sections() -> Mapping[str, type[Section]]:
    return _sections


Values = Mapping[str, Any]


def parse(values: Values, default: Callable[[], Values]) -> dict[type[Section], Section]:
    """Sections of a text that was sound when it was published, perhaps by an older house.

    `default`: the values this house comes with; what the older one could not say is taken from there.
    """
    return {
        section: _read(section, values[name] if name in values else default()[name], default)
        for name, section in _sections.items()
    }


def _read(section: type[S], values: Any, default: Callable[[], Values]) -> S:
    """What is not known any more is passed over, what was not known yet is filled in; everything else counts."""
    try:
        return section.model_validate(values)
    except ValidationError as error:
        faults = error.errors()
    kept = deepcopy(values)
    for fault in faults:
        *path, last = fault["loc"]
        if fault["type"] == "extra_forbidden":
            del _at(kept, path)[last]
        elif fault["type"] == "missing":
            _at(kept, path)[last] = _at(default()[section.SECTION], path)[last]
    return section.model_validate(kept)


def _at(values: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        values = values[step]
    return values


def checks() -> Iterable[Check]:
    return tuple(_checks)
