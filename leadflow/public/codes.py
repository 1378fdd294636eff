"""Codes of coupons and reply cards, typed by whoever holds one, and personal addresses. Looking uses no code."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from leadflow.intake import asking, codes, coding, confirming, knocking
from leadflow.intake.asking import STRANGER
from leadflow.intake.codes import Found
from leadflow.intake.doors.form import Mistakes
from leadflow.intake.policy import Form
from leadflow.intake.showing import Typed
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.public import forms
from leadflow.public.pages import page, show


@page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. A mistyped one is told so, one nobody made as well, and too many tries are stopped."""
    text = request.POST.get("code", "")
    if request.method != "POST":
        return _asked(request, "", "")
    try:
        found = _found(request, text)
    except NotFound:
        return _asked(request, text, gettext("We do not know this code. Please compare it with your card."))
    except Refusal as refusal:
        if refusal.code != "code_mistyped":
            raise
        return _asked(
            request, text, gettext("This code is mistyped. It has ten signs, without 0, 1, I, L and O.")
        )
    address = reverse("public:coded", args=[found.code])
    return HttpResponseRedirect(f"{address}?l={forms.language()}", status=HTTPStatus.SEE_OTHER)


def _asked(request: HttpRequest, text: str, mistake: str) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK
    return show(request, "public/code.html", {"code": text[:40], "mistake": mistake}, status=status)


def _found(request: HttpRequest, text: str) -> Found:
    """Only what is wrong counts as a try: the door counter, nothing of the business."""
    now = timezone.now()
    try:
        return codes.find(text, now)
    except Refusal:
        address = request.META.get("REMOTE_ADDR", "")
        knocking.knock("code", address, now, allowed=knocking.FROM_ONE_ADDRESS)
        raise


@page
@require_http_methods(["GET", "HEAD", "POST"])
def coded(request: HttpRequest, code: str) -> HttpResponse:
    """The form behind a code, counted for its campaign. On a personal address nothing is shown of its owner."""
    found = _found(request, code)
    known = asking.known(found.person, found.form.offer) if found.person else STRANGER
    who = STRANGER if request.GET.get("other") == "1" else known
    form = asking.for_person(found.form, who, forms.posted(request) if request.method == "POST" else {})
    if request.method != "POST":
        return _form(request, found, form, Typed(hidden=forms.hidden(request)), personal=who is not STRANGER)
    sent = forms.filled(request, form)
    if isinstance(sent, Mistakes):
        return _form(request, found, form, forms.typed(request, sent), personal=who is not STRANGER)
    visit = forms.visit_of(request, proven=forms.is_proven(who, sent))
    said = {**who.signs, **sent.values, "import.code": coding.shown(found.code)}
    sent = replace(sent, values=said)
    arrival = confirming.take(
        found.form,
        sent,
        visit,
        now=timezone.now(),
        also=lambda change, new: codes.redeem(change, found.id, new),
    )
    waits = confirming.needs_confirming(found.form, sent, visit) or sent.by_machine
    return forms.done(request, found.form, arrival, waits=waits)


def _form(request: HttpRequest, found: Found, form: Form, typed: Typed, *, personal: bool) -> HttpResponse:
    """Whoever else holds the letter gets the whole form by one click."""
    other = f"{reverse('public:coded', args=[found.code])}?l={forms.language()}&other=1" if personal else ""
    return forms.page_of(request, form, typed, code=coding.shown(found.code), other_url=other)
