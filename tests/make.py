"""Makers: a house that is set up, arrivals that came, leads that stand somewhere. One line each in a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from leadflow.accounts import queries as accounts
from leadflow.accounts.models import User
from leadflow.intake import queries as intake_queries
from leadflow.intake import rules, services
from leadflow.intake.rules import Origin, Reading, Todo, Unclear, Words
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.leads import queries as leads
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef
from tests.clock import NOW

_numbers = count(1)
WORDS = Words(
    "DE", frozenset({"select"}), frozenset({"ja", "yes", "1"}), lambda _, text: text, lambda _: None
)
ORIGIN = Origin("api", "shop", "solution", "website", None, 50)

Row = dict[str, str]


def receipt(now: datetime = NOW) -> int:
    return services.daily_receipt(services.Daily("api", "shop", "shop", "website"), by=SYSTEM, now=now)


def kept(rows: Sequence[Row], *, now: datetime = NOW, keys: Sequence[str] | None = None) -> list[Todo]:
    """Received and not understood yet; a key that was there before gives nothing."""
    names = keys if keys is not None else [f"row {next(_numbers)}" for _ in rows]
    messages = [
        services.Message(rules.key_of(name), at, content=row)
        for at, (name, row) in enumerate(zip(names, rows, strict=True))
    ]
    got = services.receive(receipt(now), messages, seen=len(messages), by=SYSTEM, now=now)
    return [
        Todo(got.arrivals[m.key], 1, reading(row))
        for m, row in zip(messages, rows, strict=True)
        if m.key in got.arrivals
    ]


def reading(row: Row) -> Reading | Unclear:
    return rules.read(list(row.items()), WORDS)


def arrive(*rows: Row, now: datetime = NOW, origin: Origin = ORIGIN) -> services.Understood:
    """Received and understood."""
    return services.understand(kept(rows, now=now), origin, now=now)


def lead(now: datetime = NOW, **fields: str) -> Lead:
    """A new lead; give fields as `person_surname="Reuter"`, `company_name="..."`, `mail="..."`."""
    row = {key.replace("_", ".", 1) if "_" in key else key: text for key, text in fields.items()}
    number = next(_numbers)
    row = row or {
        "company.name": f"Muster {number} GmbH",
        "company.postcode": f"{10000 + number}",
        "person.surname": f"Reuter{number}",
        "mail": f"reuter{number}@muster{number}.example",
        "phone": f"+49725193{number:04d}",
    }
    done = arrive(row, now=now)
    return Lead.objects.get(id=next(iter(done.leads.values())))


def seen(lead: Lead, by: User) -> LeadRef:
    return leads.open(lead.public_id, seen_by=actor(by))


def actor(user: User) -> Actor:
    return accounts.actor_of(user)


def balance_closes() -> bool:
    return intake_queries.balance().difference == 0 and leads.balance().difference == 0


def facts(lead: Lead) -> dict[str, Any]:
    return leads.snapshots([lead.id])[lead.id].facts
