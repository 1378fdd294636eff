"""What somebody reads by a link of their own. Looking at the page counts nothing; taking the piece does."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leadflow.content import queries, services
from leadflow.content.queries import Offered
from leadflow.delivery import links
from leadflow.files import queries as files
from leadflow.intake import asking, confirming
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import NotFound
from leadflow.public.pages import MAY_LEAD, page, show


@page
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, token: str) -> HttpResponseBase:
    found = queries.offered(token)
    offered = found.piece
    file = files.files([offered.file]).get(offered.file) if offered.file else None
    if request.method != "POST":
        size = file.size if file else 0
        values = {"piece": offered, "size": size, "outside": offered.url, "more": _more(found)}
        answer = show(request, "public/piece.html", values)
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


def _more(found: Offered) -> str:
    """Where this person may say more: the form that gives this piece, if something is left to ask. The link is a
    person's own, so that nothing known is asked again.
    """
    forms = confirming.forms(timezone.now())
    form = next((one for one in forms if one.gives == found.piece.key and one.further), None)
    if form is None or found.person is None or not asking.is_open(form, found.person):
        return ""
    return links.address("form", f"{form.key}?you={links.sealed('form', found.person)}")
