"""How the API says no: always JSON, a stable code, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from leadflow.api import words
from leadflow.kernel.refusals import NotFound, Refusal

log = logging.getLogger("leadflow.api")
Told = tuple[str, dict[str, Any]]
Telling = Callable[[Any], Told]


def problem(code: str, **facts: Any) -> dict[str, Any]:
    """In the language of the request."""
    return {"code": code, "message": words.message_of(code), "facts": facts}


def plain(code: str, **headers: str) -> HttpResponse:
    """The same answer where no operation of the API was reached."""
    return JsonResponse(problem(code), status=words.status_of(code), headers=headers)


def wire(api: NinjaAPI) -> None:
    """Register a handler for everything that can go wrong."""
    for kind, told in TOLD.items():
        api.exception_handler(kind)(_handler(api, told))


def _handler(api: NinjaAPI, told: Telling) -> Callable[[HttpRequest, Any], HttpResponse]:
    def answered(request: HttpRequest, error: Any) -> HttpResponse:
        code, facts = told(error)
        answer = api.create_response(request, problem(code, **facts), status=words.status_of(code))
        if code == "too_many_requests":
            answer["Retry-After"] = str(facts["seconds"])
        return answer

    return answered


def _refused(error: Refusal) -> Told:
    plain = {key: value for key, value in error.facts.items() if isinstance(value, str | int | float | list)}
    return error.code, plain


def _invalid(error: ValidationError) -> Told:
    faults = [
        {"field": ".".join(map(str, e["loc"][2:] or e["loc"])), "fault": e["type"]} for e in error.errors
    ]
    return "invalid", {"faults": faults[:50]}


def _broken(error: Exception) -> Told:
    log.error("api request failed: %s", type(error).__name__, exc_info=error)
    return "internal", {}


def _simply(code: str) -> Telling:
    return lambda _: (code, {})


TOLD: Final[dict[type[Exception], Telling]] = {
    Refusal: _refused,
    ValidationError: _invalid,
    HttpError: lambda error: ("malformed" if error.status_code == 400 else "invalid", {}),
    NotFound: _simply("not_found"),
    Http404: _simply("not_found"),
    AuthenticationError: _simply("unauthorized"),
    AuthorizationError: _simply("right_missing"),
    RequestDataTooBig: _simply("too_large"),
    SuspiciousOperation: _simply("malformed"),
    RecursionError: _simply("malformed"),
    UnicodeError: _simply("malformed"),
    Exception: _broken,
}
