"""What is known of a lead and how, and what is still open: facts as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from leadflow.accounts import queries as accounts
from leadflow.desk import words
from leadflow.kernel.actor import Actor
from leadflow.kernel.facts import is_known, is_untouched
from leadflow.leads.queries import Known
from leadflow.leads.rules import Snapshot
from leadflow.playbook.policy import FactDeclaration, FactsPolicy

OF_IMPORT: Final = "import."


def visible(facts: FactsPolicy, actor: Actor) -> list[FactDeclaration]:
    """What the playbook lets somebody of these roles see."""
    return [fact for fact in facts.declared if actor.roles & set(fact.seen_by)]


def rows(
    declared: Iterable[FactDeclaration],
    shot: Snapshot,
    known: Mapping[str, Known],
    now: datetime,
    ask_url: str = "",
) -> list[dict[str, Any]]:
    names = accounts.names({one.by for one in known.values()})
    return [
        row(fact, shot.facts.get(fact.key), known.get(fact.key), names, now, ask_url) for fact in declared
    ]


def row(
    fact: FactDeclaration,
    value: Any,
    how: Known | None,
    names: Mapping[int, str],
    now: datetime,
    ask_url: str = "",
) -> dict[str, Any]:
    """For `components/fact_row.html`."""
    state = "known" if is_known(value) else "untouched" if is_untouched(value) else "open"
    return {
        "key": fact.key,
        "name": fact.label.in_(words.language()),
        "state": state,
        "value": words.fact_value(fact, value) if state == "known" else "",
        "how": told(how, names, now) if how else "",
        "ask_url": ask_url + fact.key if ask_url else "",
    }


def told(how: Known, names: Mapping[int, str], now: datetime) -> str:
    """Source and date: "call, Lena Vogt, 02.10."."""
    who = names.get(how.by or 0, "")
    return ", ".join(
        part for part in (words.source(how.source), who, words.moment(how.happened_at, now)) if part
    )


def undeclared(shot: Snapshot) -> list[tuple[str, str]]:
    """Columns of an import that nobody declared: visible, used in no rule."""
    found = [
        (key.removeprefix(OF_IMPORT), value)
        for key, value in sorted(shot.facts.items())
        if key.startswith(OF_IMPORT)
    ]
    return [(name, words.fact_value(None, value)) for name, value in found if value not in (None, "")]
