"""How mails leave the house: the server, a test that opens the way, and whether others will believe us."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.rules import Right
from leadflow.delivery import domains, outward, queries
from leadflow.delivery.outward import KEPT, Wanted
from leadflow.desk import words
from leadflow.desk.mail_words import CODES, STATES
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import frame, leave_form
from leadflow.desk.settings.frame import Values
from leadflow.kernel.refusals import Refusal

SECURITIES = (
    ("starttls", _("STARTTLS (587)")),
    ("tls", _("TLS (465)")),
    ("none", _("none, only in the own network")),
)
VERDICTS = {
    "good": _("good"),
    "weak": _("too weak: it lets everybody in"),
    "missing": _("missing"),
    "unknown": _("the DNS did not answer"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_DOORS)
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, check=request.GET.get("check") == "1")
    try:
        outward.set_up(_wanted(request), by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    tell(request, gettext("Kept. Now send a test mail."))
    return go(reverse("desk:outward"))


def _wanted(request: DeskRequest) -> Wanted:
    sent = request.POST
    port = sent.get("port", "").strip()
    return Wanted(
        sent.get("host", ""),
        int(port) if port.isdecimal() and len(port) < 6 else 0,
        sent.get("security", ""),
        sent.get("user", ""),
        sent.get("password", ""),
        sent.get("from_mail", ""),
        sent.get("from_name", ""),
        sent.get("dkim_selector", ""),
        leave_form.key_of(sent.get("grant", "")),
    )


@require_POST
@needs(Right.MANAGE_DOORS)
def test(request: DeskRequest) -> HttpResponse:
    """Taken by the server, it opens the way."""
    try:
        answer = outward.test(request.POST.get("to", ""), by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    if answer.result == "sent":
        tell(request, gettext("The server took the test mail. Mails leave the house from now on."))
        return go(reverse("desk:outward"))
    why = str(CODES.get(answer.code, answer.code))
    return _page(request, failure={"why": why, "told": answer.told})


@require_POST
@needs(Right.MANAGE_DOORS)
def close(request: DeskRequest) -> HttpResponse:
    outward.close(by=request.actor, now=timezone.now())
    tell(request, gettext("Mails are captured again: nothing leaves the house"))
    return go(reverse("desk:outward"))


def _page(
    request: DeskRequest,
    *,
    refusal: Refusal | None = None,
    failure: Values | None = None,
    check: bool = False,
) -> HttpResponse:
    way = queries.way()
    sent = request.POST if refusal and "host" in request.POST else {}
    values: Values = {
        "host": sent.get("host", way.host if way else ""),
        "port": sent.get("port", str(way.port) if way else "587"),
        "security": sent.get("security", way.security if way else "starttls"),
        "securities": [{"value": key, "label": str(label)} for key, label in SECURITIES],
        "user": sent.get("user", way.user if way else ""),
        "grant": sent.get("grant", leave_form.public_of(way.grant if way else None)),
        "grants": leave_form.logins(),
        "password": KEPT if way and way.has_password else "",
        "from_mail": sent.get("from_mail", way.from_mail if way else ""),
        "from_name": sent.get("from_name", way.from_name if way else ""),
        "dkim_selector": sent.get("dkim_selector", way.dkim_selector if way else ""),
        "there": way is not None,
        "live": way is not None and way.live,
        "tested": words.moment(way.tested_at, timezone.now()) if way and way.tested_at else "",
        "to": request.POST.get("to", request.user.email),
        "failure": failure,
        "counts": [
            {"label": str(STATES[state]), "count": words.number(count)}
            for state, count in sorted(queries.counts().items())
            if state in STATES
        ],
        "records": _records(way) if check and way else [],
        "domain": way.from_mail.rpartition("@")[2] if way else "",
    }
    return frame.page(request, "outward", "settings/outward.html", {"outward": values}, refusal)


def _records(way: queries.Way) -> list[Values]:
    return [
        {
            "name": record.name,
            "place": record.place,
            "good": record.verdict == "good",
            "verdict": str(VERDICTS[record.verdict])
            if record.name != "DKIM" or way.dkim_selector
            else gettext("type the selector of your provider to look it up"),
            "found": record.found,
        }
        for record in domains.examine(way.from_mail, way.dkim_selector)
    ]
