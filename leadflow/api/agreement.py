"""The description at `/openapi.json`: every operation with an example, every answer that says no with its codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from leadflow.api import words
from leadflow.api.examples import EXAMPLES, Example

JSON: Final = "application/json"
ETAG: Final = {"description": "The edition of the lead; send it as If-Match.", "schema": {"type": "string"}}
RETRY_AFTER: Final = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
METHODS: Final = ("get", "post", "put", "patch", "delete")


class Agreement(NinjaAPI):
    """Completes what the types alone do not say."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**how)
        told = {status for one in operations(described) for status in one["responses"] if int(status) >= 400}
        with translation.override("en"):
            described["components"]["responses"] = {_name(at): _saying_no(int(at)) for at in sorted(told)}
        for operation in operations(described):
            _complete(operation)
        return described


def operations(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from (path[method] for method in METHODS if method in path)


def _name(status: int | str) -> str:
    return f"No{status}"


def _saying_no(status: int) -> dict[str, Any]:
    """The same wherever it is said: the codes of this status, each with its sentence."""
    said = {code: str(message) for code, (at, message) in words.SAID.items() if at == status}
    examples = {
        code: {"value": {"code": code, "message": message, "facts": {}}} for code, message in said.items()
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    answer = {"description": ", ".join(said), "content": {JSON: {"schema": schema, "examples": examples}}}
    return answer | ({"headers": {"Retry-After": RETRY_AFTER}} if status == 429 else {})


def _complete(operation: dict[str, Any]) -> None:
    example, answers = EXAMPLES.get(operation["operationId"]), operation["responses"]
    for status, answer in answers.items():
        if int(status) >= 400:
            answers[status] = {"$ref": f"#/components/responses/{_name(status)}"}
            continue
        if example is not None:
            answer["content"][JSON]["example"] = example.answer
        if "412" in answers or operation["operationId"] == "lead":
            answer["headers"] = {"ETag": ETAG}
    if example is not None:
        _show(operation, example)


def _show(operation: dict[str, Any], example: Example) -> None:
    if example.sent is not None:
        operation["requestBody"]["content"][JSON]["example"] = example.sent
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.asked:
            parameter["example"] = example.asked[parameter["name"]]
