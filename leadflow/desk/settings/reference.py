"""The API for people: its description as a page to read, with examples. What is described is said by the API itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words
from leadflow.desk.requests import DeskRequest, needs
from leadflow.desk.settings import frame
from leadflow.desk.settings.frame import Values
from leadflow.desk.settings.reference_words import CHAPTERS, DOES, MEANS, OTHERS
from leadflow.kernel.home import home

Description = Mapping[str, Any]
METHODS: Final = ("get", "post", "put", "patch", "delete")
JSON: Final = "application/json"
_described: list[Callable[[], Description]] = []


def describe_by(description: Callable[[], Description]) -> None:
    """The composition root says where the description comes from: desk and API do not know each other."""
    _described[:] = [description]


@require_safe
@needs(Right.MANAGE_DOORS)
def page(request: DeskRequest) -> HttpResponse:
    described = _described[0]()
    told = {
        operation["operationId"]: _operation(method, path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }
    named = {name for _, names in CHAPTERS for name in names}
    chapters = [*CHAPTERS, (OTHERS, tuple(name for name in told if name not in named))]
    values = {
        "address": home().public_url.rstrip("/") or request.build_absolute_uri("/").rstrip("/"),
        "keys_url": reverse("desk:keys"),
        "description_url": next(iter(described["paths"])).rpartition("/")[0] + "/openapi.json",
        "codes": _codes(described),
        "chapters": [
            {"title": str(title), "operations": [told[name] for name in names if name in told]}
            for title, names in chapters
            if any(name in told for name in names)
        ],
    }
    return frame.page(request, "keys", "settings/reference.html", {"reference": values})


def _operation(method: str, path: str, told: Mapping[str, Any]) -> Values:
    name = told["operationId"]
    sent = told.get("requestBody", {}).get("content", {}).get(JSON, {})
    answer = next(answer for status, answer in told["responses"].items() if int(status) < 400)
    return {
        "name": name,
        "method": method.upper(),
        "path": path,
        "does": str(DOES.get(name, told.get("description", ""))),
        "parameters": [_parameter(each) for each in told.get("parameters", [])],
        "sent": _written(sent.get("example")),
        "answer": _written(answer["content"][JSON].get("example")),
    }


def _parameter(told: Mapping[str, Any]) -> Values:
    places = {"path": gettext("in the address"), "query": gettext("parameter"), "header": gettext("header")}
    example = told.get("example", "")
    return {
        "name": told["name"],
        "place": places.get(told["in"], ""),
        "example": ", ".join(map(str, example)) if isinstance(example, list) else str(example),
    }


def _written(example: Any) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False) if example is not None else ""


def _codes(described: Description) -> list[Values]:
    """Status, code and what it means, in the order of the statuses."""
    answers = sorted(described["components"]["responses"].items())
    return [
        {"status": name.removeprefix("No"), "code": code, "means": _means(code)}
        for name, answer in answers
        for code in answer["content"][JSON]["examples"]
    ]


def _means(code: str) -> str:
    """As the desk says it; without the numbers and names that only a real refusal knows."""
    found = refusal_words.WORDS.get(code)
    return str(MEANS.get(code) or (found[0] if found else ""))
