"""What somebody reads by a link of their own. Looking at the page counts nothing; taking the piece does."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leadflow.content import queries, services
from leadflow.files import queries as files
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import NotFound
from leadflow.public.pages import MAY_LEAD, page, show


@page
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, token: str) -> HttpResponseBase:
    offered = queries.offered(token).piece
    file = files.files([offered.file]).get(offered.file) if offered.file else None
    if request.method != "POST":
        size = file.size if file else 0
        answer = show(request, "public/piece.html", {"piece": offered, "size": size, "outside": offered.url})
        if offered.url:
            answer[MAY_LEAD] = "'self' http: https:"
        return answer
    services.take(token, by=SYSTEM, now=timezone.now())
    if offered.url:
        return HttpResponseRedirect(offered.url, status=303)
    if file is None:
        raise NotFound("file")
    source = files.open_bytes(file.id)
    return FileResponse(
        source, as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )
