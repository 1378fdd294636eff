"""Requests made up from the description: none breaks the API, and each answer is one that is described."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from tests.api.asking import Machine
from tests.api.test_agreement import agreed
from tests.api.test_examples import ways

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("LEADFLOW_SCHEMA_EXAMPLES", "3"))
ANSWERS = ["2xx", "404", "409", "412", "422"]
"""What the form allows the playbook may still refuse, by a code of its own; a fault of ours it never is."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture
def described() -> Iterator[Any]:
    """A request ends without closing the connection in which the test will be rolled back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_dict(agreed())
    schema.app = WSGIHandler()
    schema.config.checks.positive_data_acceptance.expected_statuses = ANSWERS
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", sorted(ways()))
def test_what_the_description_says_is_so(described: Any, name: str, mode: GenerationMode) -> None:
    method, path = ways()[name]
    machine, operation = Machine(), described[f"/api/v1/{path}"][method]

    @settings(
        max_examples=MANY,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {machine.key}"})
        if mode is GenerationMode.POSITIVE:
            assert _is_beyond_a_schema(answer.json()), answer.json()

    asked()


BEYOND = {"value_error"}
"""Rules no schema can say: no NUL, no year 9999, whole cents in our digits, and blanks are no letters."""


def _is_beyond_a_schema(told: dict[str, Any]) -> bool:
    """What the form allows is never called ill-formed, but for such rules."""
    faults = told.get("facts", {}).get("faults", [])
    return told.get("code") != "malformed" and all(one["fault"] in BEYOND for one in faults)
