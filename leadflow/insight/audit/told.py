"""An audit for machines: the figures of the report under stable names, without the leads themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from leadflow.insight.audit.auditing import SECTIONS, Audit
from leadflow.insight.audit.measures import DAY
from leadflow.insight.winners import Finding
from leadflow.moving.past import History

PLACES: Final = 6


def told(made: Audit) -> dict[str, Any]:
    history, measures = made.history, made.measures
    return {
        "leads": len(history.pasts),
        "as_of": history.as_of.isoformat(),
        "outcomes": {"open": made.open, "won": made.won, "lost": made.lost},
        "judged": {"basis": made.known.basis, "leads": len(made.known.pasts), "ripe_after_days": made.known.ripe_after},
        "findings": [_plain(asdict(one)) for one in made.findings],
        "sections": {key: _section(made, key) for key in SECTIONS},
        "unsaid": [{"section": section, "missing": missing} for section, missing in made.unsaid],
        "months": [asdict(one) for one in made.months],
        "files": _files(history),
        "links": [
            {"file": one.other.table.name, "by": one.theirs.heading, "to": one.own.heading, "leads": len(one.rows)}
            for one in history.links
        ],
        "known_only_when_decided": list(history.leaks),
        "assumptions": {
            "chance": measures.chance,
            "least": measures.least,
            "most_through": measures.most_through,
            "answer_within_hours": measures.answer_within.total_seconds() / 3_600,
            "rest_days": measures.rest.total_seconds() / DAY,
            "uplift": measures.uplift,
            "currency": measures.currency,
        },
    }  # fmt: skip


def _section(made: Audit, key: str) -> Any:
    part = getattr(made, key)
    if part is None:
        return None
    if key == "winners":
        return _plain(asdict(part)) | {
            "found": [_value(one) for one in part.found],
            "suspect": [_value(one) for one in part.suspect],
        }
    return _plain(asdict(part))


def _value(one: Finding) -> dict[str, Any]:
    low, high = one.table.interval
    return {
        "attribute": one.attribute,
        "value": one.value,
        "leads": one.table.size,
        "won": one.table.a,
        "share": one.table.share,
        "other_share": one.table.other_share,
        "odds": one.table.odds,
        "low": low,
        "high": high,
        "chance": one.chance,
    }


def _files(history: History) -> list[dict[str, Any]]:
    return [
        {
            "name": reads.table.name,
            "rows": len(reads.table.rows),
            "broken": reads.table.broken,
            "system": reads.system or None,
            "columns": [
                {"heading": one.heading, "read_as": one.meaning, "how": one.how, "stage": one.stage or None}
                for one in reads.columns
            ],
        }
        for reads in history.reads
    ]


def _plain(value: Any) -> Any:
    """Short figures; nothing JSON does not know."""
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
