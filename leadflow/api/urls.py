"""Addresses of the API. Whatever is asked below `/api/`, the answer is JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from leadflow.api import problems
from leadflow.api.views import api

READ_AS_JSON: Final = ("POST", "PUT", "PATCH")


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A wrong method and a wrong type of content are refused in JSON, before anything is read."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in READ_AS_JSON and request.content_type != "application/json":
            return problems.plain("unsupported_type")
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseNotAllowed):
            return problems.plain("method_not_allowed", Allow=answer["Allow"])
        return answer

    return answered


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    return problems.plain("not_found")


def _spoken(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for one in patterns:
        if isinstance(one, URLPattern):
            one.callback = spoken(one.callback)
    return patterns


patterns, app, namespace = api.urls
urlpatterns = [path("v1/", (_spoken(patterns), app, namespace)), re_path(r"^.*$", nothing)]
