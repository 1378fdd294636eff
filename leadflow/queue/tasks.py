"""What can be done in the background: tasks by name, and those that come back by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from leadflow.queue.rules import Rhythm

if TYPE_CHECKING:
    from leadflow.queue.running import RunningJob

Call = TypeVar("Call", bound="Callable[..., object]")


class Permanent(Exception):
    """Trying again will not help. `code` is stable and has words, like that of a Refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code: Final = code


class UnknownTask(LookupError):
    """No task has this name."""


@dataclass(frozen=True, slots=True)
class Task:
    """`call(job, **args)` must be safe to repeat: after a crash it runs again with the same ids."""

    name: str
    call: Callable[..., object]
    max_attempts: int

    def run(self, job: RunningJob, args: dict[str, Any]) -> None:
        self.call(job, **args)


@dataclass(frozen=True, slots=True)
class Recurring:
    task: str
    rhythm: Rhythm


_tasks: dict[str, Task] = {}
_recurring: dict[str, Recurring] = {}


def task(name: str, *, max_attempts: int = 5) -> Callable[[Call], Call]:
    """Registers a background entry: `@task("files.remove")` over `def remove(job: RunningJob, file: int)`."""

    def register(call: Call) -> Call:
        known = _tasks.get(name)
        if known is not None and known.call is not call:
            raise ValueError(f"two tasks are called {name}")
        _tasks[name] = Task(name, call, max_attempts)
        return call

    return register


def every(name: str, *, seconds: int) -> None:
    """The task runs again and again, first when the scheduler first sees it."""
    _recurring[name] = Recurring(name, Rhythm(every_seconds=seconds))


def daily(name: str, *, at: str) -> None:
    """The task runs once a day, at a time of the home's day ("03:10")."""
    _recurring[name] = Recurring(name, Rhythm(at=at))


def known(name: str) -> Task:
    """UnknownTask for what nobody registered: a mistake of ours, found when it is enqueued."""
    if name not in _tasks:
        raise UnknownTask(name)
    return _tasks[name]


def names() -> list[str]:
    return sorted(_tasks)


def recurring() -> list[Recurring]:
    return list(_recurring.values())


def forget(*names: str) -> None:
    """For tests that register tasks of their own."""
    for name in names:
        _tasks.pop(name, None)
        _recurring.pop(name, None)
