"""Response codes at the desk: series made in bulk, printed, looked at; reply cards typed in one after the other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import segno
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from leadflow.accounts.rules import Right
from leadflow.desk import refusal_words, words
from leadflow.desk.intake import codes_page
from leadflow.desk.leads import filters
from leadflow.desk.requests import DeskRequest, go, needs, show, tell
from leadflow.insight import sleeping
from leadflow.intake import cards, codes, coding
from leadflow.intake.cards import Entered
from leadflow.intake.codes import MOST_RECIPIENTS, Wanted
from leadflow.kernel.export import csv_lines
from leadflow.kernel.home import base_url
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import knowing, lists
from leadflow.playbook import queries as playbook

SLEEPING: Final = "sleeping"
LEADS: Final = "leads"
PER_PAGE: Final = 30
ENTERS: Final = (Right.QUALIFY, Right.IMPORT)
Values = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_INTAKE)
def listed(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return _list(request)
    if not request.actor.may(Right.MANAGE_CONTENT):
        raise NotFound
    return _make(request)


def _list(request: DeskRequest, mistake: str = "") -> HttpResponse:
    before = request.GET.get("before", "")
    at = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = codes.series(before=at, limit=PER_PAGE + 1)
    values = codes_page.page(request.actor, found[:PER_PAGE], request.POST, timezone.now())
    values |= {
        "mistake": mistake,
        "later_url": f"{reverse('desk:codes')}?before={found[PER_PAGE - 1].id}"
        if len(found) > PER_PAGE
        else "",
        "recipients": _recipients_word(request),
        "query": request.POST.get("leads", request.GET.get("leads", ""))[:500],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return show(request, "intake/codes.html", {"codes": values}, status=status)


def _recipients_word(request: DeskRequest) -> str:
    """How many a selection brought along from the list of leads holds."""
    query = request.POST.get("leads", request.GET.get("leads", ""))
    if not query:
        return ""
    count = len(_chosen(request, query))
    return ngettext("the %(n)s chosen lead", "the %(n)s chosen leads", count) % {"n": words.number(count)}


def _chosen(request: DeskRequest, query: str) -> Sequence[int]:
    wanted = filters.wanted(request.actor, QueryDict(query))
    return [line.id for line in lists.listed(request.actor, wanted, limit=MOST_RECIPIENTS)]


def _make(request: DeskRequest) -> HttpResponse:
    said, now = request.POST, timezone.now()
    wanted = Wanted(
        *(said.get(name, "").strip() for name in ("kind", "channel", "campaign", "offer", "form"))
    )
    try:
        if wanted.kind == "personal":
            made = codes.make_personal(wanted, _persons(request), by=request.actor, now=now)
            sentence = ngettext(
                "%(n)s personal address is made", "%(n)s personal addresses are made", made.made
            ) % {"n": words.number(made.made)}
            if made.left_out:
                sentence += gettext("; left out: %(n)s") % {"n": words.number(made.left_out)}
        else:
            count = said.get("count", "").strip().replace(".", "").replace(",", "")
            number = int(count) if count.isascii() and count.isdigit() and len(count) < 9 else 0
            codes.make(wanted, number, by=request.actor, now=now)
            sentence = ngettext("%(n)s code is made", "%(n)s codes are made", number) % {
                "n": words.number(number)
            }
    except Refusal as refusal:
        told = refusal_words.said(refusal)
        return _list(request, f"{told.text} {told.todo}")
    tell(request, sentence)
    return go(reverse("desk:codes"))


def _persons(request: DeskRequest) -> list[int]:
    """Whoever the chosen leads, or those that sleep, would have us write to; only what the actor may see."""
    now = timezone.now()
    if request.POST.get("whom") == LEADS:
        return knowing.first_contacts(_chosen(request, request.POST.get("leads", "")))
    found = [one.lead for one in sleeping.sleepers(playbook.at(now), now, MOST_RECIPIENTS)]
    return knowing.first_contacts(lists.lines(found, seen_by=request.actor))


@require_GET
@needs(Right.MANAGE_CONTENT)
def printed(request: DeskRequest, series_id: UUID) -> HttpResponse:
    """For the print shop. With names only for whoever may export people."""
    line = codes.one(series_id)
    if line.kind == "personal" and not request.actor.may(Right.EXPORT):
        raise NotFound
    rows = codes_page.table(codes.printed(line.id), line.kind)
    answer = HttpResponse("\ufeff" + "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="leadflow-codes-{line.id}.csv"'
    return answer


@require_GET
@needs(Right.MANAGE_CONTENT, *ENTERS)
def qr(request: DeskRequest, code: str) -> HttpResponse:
    """One code, or the page where codes are typed (`page`), as a picture to print."""
    known = coding.normal(code)
    if code != "page" and known is None:
        raise NotFound
    path = reverse("public:code") if known is None else reverse("public:coded", args=[known])
    picture = io.BytesIO()
    made = segno.make(f"{base_url()}{path}", error="m", micro=False)
    made.save(
        picture, kind="svg", scale=8, border=4, light="#fff", svgclass=None, lineclass=None, xmldecl=False
    )
    answer = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    answer["Content-Disposition"] = f'inline; filename="leadflow-{code[:20]}.svg"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ENTERS)
def enter(request: DeskRequest) -> HttpResponse:
    """Reply cards: type, Enter, the next one."""
    if request.method != "POST":
        return _entry(request)
    said = {name: request.POST.get(name, "") for name in ("code", *cards.ASKED)}
    try:
        entered = cards.enter(said["code"], said, by=request.actor, now=timezone.now())
    except NotFound:
        return _entry(request, said, gettext("No series has this code. What you typed is kept."))
    except Refusal as refusal:
        told = refusal_words.said(refusal)
        return _entry(request, said, f"{told.text} {told.todo}")
    tell(request, _entered(entered))
    return go(reverse("desk:code_entry"))


def _entered(entered: Entered) -> str:
    if entered.same:
        return gettext("This very card was typed in before: nothing is there twice")
    told = gettext("A new lead") if entered.opened else gettext("Joined a lead that is there")
    if entered.lead is None:
        told = gettext("Kept, but it could not be understood: see the arrivals")
    again = gettext("the code was used before")
    return f"{told} · {again}" if entered.again else told


def _entry(request: DeskRequest, said: Values | None = None, mistake: str = "") -> HttpResponse:
    values = codes_page.entry(request.actor, said or {}, mistake, timezone.now())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return show(request, "intake/code_entry.html", {"entry": values}, status=status)
