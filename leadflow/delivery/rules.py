"""What a mail may become, when it is tried again, and how personal words are merged into a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

SORTS: Final = ("plan", "answer", "confirm", "staff")
"""plan: by a nurture plan. answer: to what the prospect did. confirm: asks to confirm an address. staff: to our own."""
STATES: Final = (
    "waiting", "sending", "sent", "captured", "uncertain", "held", "failed", "dropped", "bounced",
)  # fmt: skip
PROVIDERS: Final = ("microsoft", "google")
UNREACHABLE: Final = frozenset(
    {"address_unknown", "domain_unknown", "mailbox_closed", "address_moved", "not_delivered"}
)
"""Reasons of a bounce after which nothing more is sent to that address by itself."""
SECURITIES: Final = ("starttls", "tls", "none")
SENT_AGAIN: Final = frozenset({"answer", "confirm", "staff"})
"""After a crash these are sent once more, since twice is better than never; a plan mail is not: it is uncertain."""

LEASE: Final = timedelta(minutes=3)
"""Longer than a server may take to answer; afterwards whoever was sending is taken for dead."""
PAUSES: Final = tuple(timedelta(minutes=m) for m in (2, 10, 30, 60, 180, 480, 960))
"""Waiting time before each further try, a day and a half in all."""


def pause_after(attempts: int) -> timedelta | None:
    """How long a mail waits after so many tries; None: it has been tried often enough."""
    return PAUSES[attempts - 1] if 0 < attempts <= len(PAUSES) else None


def after_crash(sort: str) -> str:
    """The state of a mail whose sender died between claiming and settling it."""
    return "waiting" if sort in SENT_AGAIN else "uncertain"


_FIELD: Final = re.compile(r"\{([^{}|]*)(\|[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class Field:
    """`{person.surname|dear reader}`: a name and what stands there when nobody knows it; None: nothing was named."""

    name: str
    fallback: str | None


def fields(text: str) -> Iterator[Field]:
    for found in _FIELD.finditer(text):
        yield Field(found[1].strip(), found[2][1:] if found[2] is not None else None)


def has_stray_brace(text: str) -> bool:
    """A brace that belongs to no field would be read by the prospect."""
    rest = _FIELD.sub("", text)
    return "{" in rest or "}" in rest


def filled(text: str, values: Mapping[str, str]) -> str:
    """Each field replaced by what is known, else by its fallback; never a field left in a mail that goes out."""

    def put(found: re.Match[str]) -> str:
        known = values.get(found[1].strip(), "").strip()
        return known or (found[2] or "|")[1:]

    lines = (" ".join(_FIELD.sub(put, line).split()) for line in text.splitlines())
    return re.sub(r" ([,.;:!?])", r"\1", "\n".join(lines)).strip()


def one_line(text: str, longest: int) -> str:
    """For headers: no line may begin another header."""
    return " ".join(text.split())[:longest]
