"""The style guide: every part of the visual language with invented values, and the pages made of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from leadflow.desk.styleguide import pages, samples


def styleguide(request: HttpRequest, page: str = "") -> HttpResponse:
    """All parts at once, or with `?page=` one whole page as it is meant to look."""
    wanted = page or request.GET.get("page", "")
    shell = samples.shell(wanted)
    if not wanted:
        return render(
            request,
            "styleguide/index.html",
            shell | samples.parts() | {"pages": list(pages.PAGES)},
        )
    if wanted not in pages.PAGES:
        raise Http404
    template, values = pages.PAGES[wanted]
    return render(request, f"styleguide/pages/{template}.html", shell | values())
