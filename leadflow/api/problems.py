"""How the API says no: always JSON, a stable code, never a stack trace."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from leadflow.kernel.refusals import NotFound, Refusal

log = logging.getLogger("leadflow.api")
STATUS: Final = {
    "key_reused": 409,
    "busy": 503,
    "right_missing": 403,
    "not_found": 404,
}
MESSAGES: Final = {
    "invalid": "The request does not have the agreed form; `facts.faults` names each field.",
    "malformed": "The body is no readable JSON.",
    "unsupported_type": "Send JSON: Content-Type: application/json.",
    "method_not_allowed": "This address does not answer to that method; the header Allow names those it does.",
    "keys_differ": "The header Idempotency-Key and the field key say different things. Nothing was taken.",
    "key_twice_in_batch": "Two leads of this batch carry the same key. Nothing was taken.",
    "figure_unreadable": "This is no figure. Write it like 4000, 0.33 or 1/3.",
    "figure_negative": "This figure must not be negative.",
    "figure_not_positive": "This figure must be above zero.",
    "rate_above_one": "A close rate is at most 1.",
    "amount_out_of_range": "An amount is negative or too large. Nothing was noted.",
    "month_out_of_range": "This month lies too far away. Nothing was noted.",
    "campaign_missing": "A campaign has a name of at most 120 letters. Nothing was noted.",
    "currency_differs": "This house counts in another currency; `facts.currency` names it. Nothing was noted.",
    "unauthorized": "Send a valid key: Authorization: Bearer KEY.",
    "right_missing": "This key was not made for that.",
    "not_found": "There is no such thing, or this key may not see it.",
    "too_large": "The body is too large.",
    "key_reused": "This idempotency key was used for another content. Nothing was taken.",
    "unknown_choice": "The playbook does not know this value.",
    "busy": "Others are writing at the same moment. Nothing was taken; send it again.",
    "internal": "A fault in Leadflow. Nothing half done was kept; send it again with the same key.",
}


def problem(code: str, status: int, **facts: Any) -> dict[str, Any]:
    return {
        "status": status,
        "body": {"code": code, "message": MESSAGES.get(code, code.replace("_", " ")), "facts": facts},
    }


def plain(code: str, status: int, **headers: str) -> HttpResponse:
    """The same answer where no operation of the API was reached."""
    return JsonResponse(problem(code, status)["body"], status=status, headers=headers)


def wire(api: NinjaAPI) -> None:
    """Register a handler for everything that can go wrong."""

    def answer(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
        return api.create_response(request, told["body"], status=told["status"])

    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        facts = {
            key: value for key, value in error.facts.items() if isinstance(value, str | int | float | list)
        }
        return answer(request, problem(error.code, STATUS.get(error.code, 422), **facts))

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [
            {"field": ".".join(map(str, e["loc"][2:] or e["loc"])), "fault": e["type"]} for e in error.errors
        ]
        return answer(request, problem("invalid", 422, faults=faults[:50]))

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        code = "malformed" if error.status_code == 400 else "invalid"
        return answer(request, problem(code, error.status_code))

    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("api request failed: %s", type(error).__name__, exc_info=error)
        return answer(request, problem("internal", 500))

    api.exception_handler(Refusal)(refused)
    api.exception_handler(NotFound)(lambda request, _: answer(request, problem("not_found", 404)))
    api.exception_handler(Http404)(lambda request, _: answer(request, problem("not_found", 404)))
    api.exception_handler(AuthenticationError)(
        lambda request, _: answer(request, problem("unauthorized", 401))
    )
    api.exception_handler(AuthorizationError)(
        lambda request, _: answer(request, problem("right_missing", 403))
    )
    api.exception_handler(ValidationError)(invalid)
    api.exception_handler(RequestDataTooBig)(lambda request, _: answer(request, problem("too_large", 413)))
    api.exception_handler(SuspiciousOperation)(lambda request, _: answer(request, problem("malformed", 400)))
    api.exception_handler(RecursionError)(lambda request, _: answer(request, problem("malformed", 400)))
    api.exception_handler(UnicodeError)(lambda request, _: answer(request, problem("malformed", 400)))
    api.exception_handler(HttpError)(http)
    api.exception_handler(Exception)(broken)
