"""Where other systems leave leads. They are machines: answers are JSON with a stable code, in English."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leadflow.intake import hooking
from leadflow.intake.doors.webhook import shapes
from leadflow.kernel.refusals import Refusal

SAID: Final = {
    "not_found": (HTTPStatus.NOT_FOUND, "There is no such hook."),
    "hook_closed": (HTTPStatus.GONE, "This hook is closed. Nothing was kept."),
    "message_too_large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The message is too large. Nothing was kept."),
    "too_many_leads": (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"More than {shapes.MOST_LEADS} leads in one message. Nothing was kept. Send fewer at once.",
    ),
    "bad_signature": (HTTPStatus.UNAUTHORIZED, "The signature does not fit. Nothing was kept."),
    "stale_signature": (
        HTTPStatus.UNAUTHORIZED,
        "The signature is too old. Check the clock. Nothing was kept.",
    ),
    "too_many_tries": (HTTPStatus.TOO_MANY_REQUESTS, "Refused too often. Try again later."),
    "busy": (HTTPStatus.SERVICE_UNAVAILABLE, "Too much at once. Please send it again."),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    try:
        answer = _took(request, hook_id) if request.method == "POST" else _asked(request, hook_id)
    except Refusal as refusal:
        answer = _refused(refusal)
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _took(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    body = request.read(hooking.largest(now) + 1)
    got = hooking.take(hook_id, body, request.headers, address=address, now=now)
    return JsonResponse({"taken": got.taken, "repeated": got.repeated})


def _asked(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Meta and LinkedIn look once whether the address is ours."""
    asked = {name: text for name, text in request.GET.items() if isinstance(text, str)}
    answer = hooking.challenge(hook_id, asked)
    if isinstance(answer, dict):
        return JsonResponse(answer)
    return HttpResponse(answer, content_type="text/plain; charset=utf-8")


def _refused(refusal: Refusal) -> HttpResponse:
    status, message = SAID.get(refusal.code, (HTTPStatus.UNPROCESSABLE_ENTITY, refusal.code))
    answer = JsonResponse({"code": refusal.code, "message": message}, status=status)
    if refusal.code == "too_many_tries":
        answer["Retry-After"] = str(60 * int(str(refusal.facts.get("minutes", 5))))
    return answer
