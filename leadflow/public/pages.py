"""Around every page for strangers: their language, what a browser may load, refusals in words. No cookie, no login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from leadflow.kernel.home import home
from leadflow.kernel.refusals import NotFound, Refusal

LANGUAGES: Final = ("de", "en")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action {target}; "
    "frame-ancestors {ancestors}; base-uri 'none'"
)
View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """Nobody is logged in here, so there is nothing a foreign site could abuse: what counts stands in the link."""

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            try:
                answer = view(request, *args, **kwargs)
            except Refusal as refusal:
                answer = _refused(request, refusal)
            return _sealed(request, answer)

    answered.__name__ = view.__name__
    return csrf_exempt(xframe_options_exempt(answered))


def _sealed(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """What a browser may do with the answer; only a form may stand inside another website."""
    place = request.resolver_match
    framed = is_framed(request) and place is not None and place.url_name in FRAMED
    ancestors = "*" if framed else "'none'"
    target = answer.headers.pop(MAY_LEAD, "'self'")
    answer["Content-Security-Policy"] = POLICY.format(ancestors=ancestors, target=target)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Language"] = translation.get_language() or ""
    return answer


MAY_LEAD: Final = "X-Leadflow-Target"
"""Set by a view whose form ends at another site; never sent."""
FRAMED: Final = frozenset({"form", "thanks"})
"""Pages that may stand inside the website of the company."""


def is_framed(request: HttpRequest) -> bool:
    return request.GET.get("frame") == "1"


def language_of(request: HttpRequest) -> str:
    """As the link says, else as the browser prefers, else as the home."""
    asked = request.GET.get("l", "")
    if asked in LANGUAGES:
        return asked
    preferred = translation.get_language_from_request(request)[:2]
    return preferred if preferred in LANGUAGES else home().language


def show(
    request: HttpRequest, template: str, values: Mapping[str, Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    language = translation.get_language() or "de"
    shell = {
        "company": home().company or "Leadflow",
        "framed": is_framed(request),
        "other_language": "en" if language.startswith("de") else "de",
        "other_url": _with(request, "l", "en" if language.startswith("de") else "de"),
    }
    return render(request, template, {**shell, **values}, status=status)


def _with(request: HttpRequest, name: str, value: str) -> str:
    asked = request.GET.copy()
    asked[name] = value
    return f"{request.path}?{asked.urlencode()}"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For a house that only strangers reach."""
    with translation.override(language_of(request)):
        return _refused(request, NotFound())


def failed(request: HttpRequest) -> HttpResponse:
    with translation.override(language_of(request)):
        return _refused(request, Refusal("busy"))


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What happened, and what a stranger can do about it. Nothing of the house is told."""
    words = {
        "confirmation_expired": (
            gettext("This link has expired"),
            gettext("It was not used in time, so we have forgotten what you sent. Please send it again."),
            HTTPStatus.GONE,
        ),
        "too_many_tries": (
            gettext("That was a little too often"),
            gettext("Please try again in %(minutes)s minutes.")
            % {"minutes": refusal.facts.get("minutes", 5)},
            HTTPStatus.TOO_MANY_REQUESTS,
        ),
        "busy": (
            gettext("Just a moment"),
            gettext("Too many people are here at once. Please try again in a moment."),
            HTTPStatus.SERVICE_UNAVAILABLE,
        ),
    }
    title, text, status = words.get(
        refusal.code,
        (
            gettext("There is nothing here"),
            gettext(
                "The link is incomplete, or it does not exist any more. Please take it from the mail again."
            ),
            HTTPStatus.NOT_FOUND,
        ),
    )
    return show(request, "public/word.html", {"title": title, "text": text}, status=status)
