"""What the description shows is true: each example is sent in its order, and each answer has the form it shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from leadflow.api import lead_schemas, schemas, working_schemas
from leadflow.api.agreement import METHODS
from leadflow.api.examples import ARRIVAL, EXAMPLES, LEAD
from tests.api.asking import Machine
from tests.api.test_agreement import agreed
from tests.cast import user

pytestmark = pytest.mark.django_db
ORDER = (
    *("send_lead", "send_leads", "preview_leads", "arrival", "arrival_by_key", "leads", "lead", "changes"),
    *("state_facts", "set_owner", "set_tags", "write_note", "log_touch", "give_verdict", "undo_verdict"),
    *("balance", "kpi_target", "note_costs", "costs"),
)
WITH_SALES = ("hand_over", "answer_offer", "report_outcome", "undo_outcome")


def ways() -> dict[str, tuple[str, str]]:
    """Operation -> (method, path below /api/v1/)."""
    return {
        told[method]["operationId"]: (method.upper(), path.removeprefix("/api/v1/"))
        for path, told in agreed()["paths"].items()
        for method in METHODS
        if method in told
    }


def sent(machine: Machine, name: str, real: dict[str, str]) -> tuple[int, Any]:
    (method, path), example = ways()[name], EXAMPLES[name]
    asked = {key: real.get(str(value), value) for key, value in example.asked.items()}
    for key in [key for key in asked if f"{{{key}}}" in path]:
        path = path.replace(f"{{{key}}}", str(asked.pop(key)))
    query = urlencode({k: str(v).lower() if isinstance(v, bool) else v for k, v in asked.items()}, doseq=True)
    return machine.ask(method, f"{path}?{query}" if query else path, example.sent)


def test_every_operation_has_an_example_that_is_sent() -> None:
    assert ways().keys() == EXAMPLES.keys() == {*ORDER, *WITH_SALES}


def test_examples_are_answered_as_they_show() -> None:
    user("lena")
    real: dict[str, str] = {}
    machine = Machine()
    for name in ORDER:
        status, told = sent(machine, name, real)
        assert status in (200, 201), (name, told)
        assert told.keys() == EXAMPLES[name].answer.keys() or name == "balance", name
        if name == "send_lead":
            real = {LEAD: told["lead"], ARRIVAL: told["arrival"]}
    machine.post(f"leads/{real[LEAD]}/verdict", {"verdict": "ready", "reason": "seen at the fair"})
    for name in WITH_SALES:
        status, told = sent(machine, name, real)
        assert (status, told.get("stage")) == (200, EXAMPLES[name].answer["stage"]), (name, told)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("lead", lead_schemas.LeadOut),
        ("leads", lead_schemas.LeadsOut),
        ("changes", lead_schemas.ChangesOut),
        ("preview_leads", schemas.PreviewOut),
        ("send_lead", schemas.ArrivalOut),
        ("set_tags", working_schemas.Written),
    ],
)
def test_answers_in_the_description_are_whole(name: str, model: Any) -> None:
    answer = EXAMPLES[name].answer
    assert model.model_validate(answer).model_dump().keys() == answer.keys()
