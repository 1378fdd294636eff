"""One example for each operation, made up: what is sent and what is answered. Tests send and read all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LEAD: Final = "01932f6e-8d1a-7c44-9a55-0f6b1c2d3e4f"
ARRIVAL: Final = "01932f6e-8d1a-7000-8000-5a1d2c3b4e5f"
MORNING: Final = "2026-11-23T09:00:00Z"
ENQUIRY: Final = {
    "key": "form-8471",
    "company": {"name": "Muster Maschinenbau GmbH", "postcode": "89073"},
    "person": {"given": "Sabine", "surname": "Reuter"},
    "mail": "s.reuter@muster.example",
    "facts": {"lead.need": "Palettierer"},
}
TAKEN: Final = {"arrival": ARRIVAL, "state": "opened", "lead": LEAD, "repeated": False, "fault": None}
OWNER: Final = {"name": "Lena Vogt", "mail": "lena@muster.example"}
LINE: Final = {
    "lead": LEAD,
    "title": "Muster Maschinenbau GmbH",
    "offer": "solution",
    "channel": "website",
    "campaign": "",
    "stage": "new",
    "stage_at": MORNING,
    "phase": "awareness",
    "grade": "B2",
    "fit": 20,
    "interest": 25,
    "owner": OWNER,
    "team": "lead-management",
    "tags": ["Messe"],
    "opened_at": MORNING,
}
EDITION: Final = "9f86d081884c7d65"
WRITTEN: Final = {"lead": LEAD, "edition": EDITION, "stage": "qualifying", "repeated": False}


@dataclass(frozen=True, slots=True)
class Example:
    answer: Any
    sent: Any = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    """Parameters by name."""


def _written(sent: Any = None, stage: str = "qualifying") -> Example:
    return Example({**WRITTEN, "stage": stage}, sent, {"lead": LEAD})


EXAMPLES: Final[Mapping[str, Example]] = {
    "send_lead": Example(TAKEN, ENQUIRY),
    "send_leads": Example(
        {"arrivals": [TAKEN]}, {"leads": [ENQUIRY, {"key": "form-8472", "mail": "info@beispiel.example"}]}
    ),
    "preview_leads": Example(
        {
            "expected": [
                {"becomes": "opened", "lead": None, "row": None, "fault": None},
                {"becomes": "joined", "lead": None, "row": 0, "fault": None},
                {"becomes": "unclear", "lead": None, "row": None, "fault": {"code": "nobody_named"}},
            ]
        },
        {
            "leads": [
                {"mail": "a@beispiel.example"},
                {"mail": "A@Beispiel.example"},
                {"note": "Bitte anrufen"},
            ]
        },
    ),
    "arrival": Example(TAKEN, asked={"arrival": ARRIVAL}),
    "arrival_by_key": Example(TAKEN, asked={"key": "form-8471"}),
    "leads": Example(
        {"leads": [LINE], "next": "", "cursor": "0-1841"}, asked={"stage": ["new", "qualifying"], "limit": 50}
    ),
    "lead": Example(
        {
            **LINE,
            "edition": EDITION,
            "facts": {"lead.need": "Palettierer", "person.surname": "Reuter"},
            "known": [
                {
                    "key": "lead.need",
                    "value": "Palettierer",
                    "source": "api",
                    "happened_at": MORNING,
                    "human": False,
                }
            ],
            "contacts": [
                {
                    "name": "Sabine Reuter",
                    "title": "",
                    "given": "Sabine",
                    "surname": "Reuter",
                    "function": "Einkauf",
                    "role": "technical",
                    "mails": ["s.reuter@muster.example"],
                    "phones": [],
                    "points": [
                        {
                            "kind": "mail",
                            "value": "s.reuter@muster.example",
                            "use": "",
                            "main": True,
                            "unreachable": False,
                            "wrong": False,
                            "source": "shop",
                            "happened_at": "2026-11-02T09:00:00+01:00",
                            "human": False,
                        }
                    ],
                }
            ],
            "touches": [],
            "notes": [],
            "offered": None,
            "outcome": None,
            "next": {
                "kind": "call",
                "why": {"why": "new"},
                "due_at": MORNING,
                "deadline_at": MORNING,
                "fallback": False,
            },
            "plan": None,
            "reasons": [{"key": "demo", "axis": "interest", "points": 20.0, "full": 40.0}],
        },
        asked={"lead": LEAD, "reasons": True},
    ),
    "changes": Example(
        {
            "changes": [
                {
                    "kind": "lead.moved",
                    "lead": LEAD,
                    "by": "user",
                    "happened_at": MORNING,
                    "recorded_at": MORNING,
                    "what": {"before": "new", "after": "qualifying", "reason": "work_began"},
                }
            ],
            "leads": [],
            "next": "0-1842",
            "more": False,
        },
        asked={"cursor": "0-1841"},
    ),
    "state_facts": _written({"facts": {"lead.budget": "requested", "lead.budget_amount": 20_000}}),
    "set_owner": _written({"owner": "lena@muster.example", "team": ""}),
    "set_tags": _written({"tags": ["Messe", "Österreich"]}),
    "write_note": _written({"text": "Fragt nach einem Termin im März."}),
    "log_touch": _written({"kind": "call", "result": "not_reached", "seconds": 45}),
    "give_verdict": _written({"verdict": "disqualify", "reason": "no_need"}, "disqualified"),
    "undo_verdict": _written(),
    "hand_over": _written({"message": "Bitte bis Freitag anrufen."}, "handed_over"),
    "answer_offer": _written({"answer": "accepted"}, "accepted"),
    "report_outcome": _written({"result": "won", "amount": 2_500_000}, "won"),
    "undo_outcome": _written(stage="accepted"),
    "balance": Example(
        {
            "arrivals": {"received": 2, "opened": 1, "joined": 1, "difference": 0},
            "leads": {"opened": 1, "new": 1, "difference": 0},
        }
    ),
    "note_costs": Example(
        {"noted": 1},
        {"costs": [{"channel": "ads", "campaign": "Rollenbahn", "month": "2026-10", "amount": "1250.00"}]},
    ),
    "costs": Example(
        {
            "costs": [
                {
                    "id": 17,
                    "channel": "ads",
                    "campaign": "Rollenbahn",
                    "month": "2026-10",
                    "amount": "1250.00",
                    "currency": "EUR",
                    "noted_at": MORNING,
                }
            ],
            "next": None,
        },
        asked={"after": 0},
    ),
    "kpi_target": Example(
        {"deals": 25, "opportunities": 75},
        asked={"revenue": "100000", "price": "4000", "close_rate": "1/3"},
    ),
}
