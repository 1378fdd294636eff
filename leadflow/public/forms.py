"""The form, the mail's confirmation, and the receipt: received, with whom, answer by when."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from leadflow.content import queries as library
from leadflow.delivery import links
from leadflow.intake import asking, confirming, queries, showing, tracking
from leadflow.intake.asking import STRANGER, Known
from leadflow.intake.confirming import Visit
from leadflow.intake.doors.form import Filled, Mistakes, read
from leadflow.intake.policy import Form, IntakePolicy
from leadflow.intake.showing import Typed
from leadflow.kernel.home import home
from leadflow.kernel.refusals import NotFound
from leadflow.leads import letters
from leadflow.leads import queries as leads
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.public.pages import is_framed, page, show

Values = dict[str, Any]
PERSONAL: Final = "you"
"""Names the personal link in the address of a form."""


@page
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    found = confirming.form_of(key, timezone.now())
    who = _known(request, found)
    if request.method != "POST":
        asked = asking.for_person(found, who, {})
        if not asked.questions:
            return _nothing_left(request, found)
        return page_of(request, asked, Typed(hidden=hidden(request)))
    asked = asking.for_person(found, who, posted(request))
    sent = filled(request, asked)
    if isinstance(sent, Mistakes):
        return page_of(request, asked, typed(request, sent))
    visit = visit_of(request, proven=is_proven(who, sent))
    sent = replace(sent, values={**who.signs, **sent.values, **came_from(request)})
    arrival = confirming.take(found, sent, visit, now=timezone.now())
    return done(
        request, found, arrival, waits=confirming.needs_confirming(found, sent, visit) or sent.by_machine
    )


def _known(request: HttpRequest, found: Form) -> Known:
    """Whoever comes by a link of their own; a link that is not ours makes a stranger, not a mistake."""
    token = request.GET.get(PERSONAL, "")
    try:
        (person,) = links.opened("form", token) if token else (0,)
    except (NotFound, ValueError):
        return STRANGER
    return asking.known(person, found.offer) if person else STRANGER


def _nothing_left(request: HttpRequest, found: Form) -> HttpResponse:
    values = {
        "icon": "check",
        "title": gettext("Thank you, we have no further question"),
        "text": found.thanks.in_(language()) if found.thanks else gettext("We will be in touch."),
        "link": _onward(found),
    }
    return show(request, "public/word.html", values)


def posted(request: HttpRequest) -> dict[str, str]:
    return {name: text for name, text in request.POST.items() if isinstance(text, str)}


def filled(request: HttpRequest, found: Form) -> Filled | Mistakes:
    facts, ticked = playbook.at(timezone.now()).section(FactsPolicy), request.POST.getlist("consent")
    said, country = posted(request), home().phone_country
    return read(found, said, ticked, facts=facts, language=language(), country=country)


def typed(request: HttpRequest, mistakes: Mistakes) -> Typed:
    return Typed(posted(request), mistakes.of, request.POST.getlist("consent"), hidden(request))


def hidden(request: HttpRequest) -> dict[str, str]:
    """The page's token, and the page that led here: after the post nobody else would know it."""
    referrer = request.POST.get(tracking.REFERRER, "") or request.META.get("HTTP_REFERER", "")
    token = request.POST.get("token", "")[:64] or secrets.token_urlsafe(16)
    return {"token": token} | ({tracking.REFERRER: referrer[:2000]} if referrer else {})


def visit_of(request: HttpRequest, *, proven: bool = False) -> Visit:
    address = request.META.get("REMOTE_ADDR", "")
    return Visit(hidden(request)["token"], language(), address, proven)


def is_proven(who: Known, sent: Filled) -> bool:
    """A link proves its owner. It proves no address typed beside it, and agrees to nothing."""
    return who is not STRANGER and "mail" not in sent.values and not sent.consents


def came_from(request: HttpRequest) -> dict[str, str]:
    """Channel, campaign, medium and referrer as far as the visit tells them."""
    asked = {name: text for name, text in request.GET.items() if isinstance(text, str)}
    found = tracking.trail(asked, hidden(request).get(tracking.REFERRER, ""), own_host=request.get_host())
    return tracking.values(found, playbook.at(timezone.now()).section(IntakePolicy).tracking)


def done(request: HttpRequest, found: Form, arrival: int, *, waits: bool) -> HttpResponse:
    """`waits` for a confirmation; whoever is a machine is told the same."""
    frame = "&frame=1" if is_framed(request) else ""
    if waits:
        return _go(f"{reverse('public:thanks', args=[found.key])}?l={language()}{frame}")
    token = links.sealed("receipt", arrival)
    return _go(f"{reverse('public:receipt', args=[token])}?l={language()}{frame}")


def _go(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def language() -> str:
    return (get_language() or home().language)[:2]


def page_of(
    request: HttpRequest, found: Form, typed: Typed, *, code: str = "", other_url: str = ""
) -> HttpResponse:
    """`code`: the response code it was reached by; `other_url`: for whoever is not the one it is meant for."""
    values = {
        "form": showing.shown(found, language(), timezone.now(), typed),
        "code": code,
        "not_you_url": other_url,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if typed.wrong else HTTPStatus.OK
    return show(request, "public/form.html", values, status=status)


def _onward(found: Form | None) -> Values | None:
    if found is None or not found.thanks_url:
        return None
    return {"label": gettext("Go on"), "url": found.thanks_url}


@page
@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """After sending: look into the mailbox. Says the same to everybody, so that it tells nothing about an address."""
    confirming.form_of(key, timezone.now())
    values = {
        "icon": "mail",
        "title": gettext("Please look into your mailbox"),
        "text": gettext(
            "We have sent you a mail with a link. One click on it, and it goes on. "
            "If nothing arrives within a few minutes, look into the spam folder."
        ),
    }
    return show(request, "public/word.html", values)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Only the button confirms: programs that look at links in mails must not."""
    (arrival,) = links.opened("confirm", token)
    asked = queries.asked(arrival)
    receipt = f"{reverse('public:receipt', args=[links.sealed('receipt', arrival)])}?l={asked.language}"
    if request.method == "POST":
        confirming.confirm(arrival, now=timezone.now())
        return _go(receipt)
    if asked.confirmed_at is not None:
        return _go(receipt)
    values = {
        "icon": "mail",
        "title": gettext("One more click"),
        "text": gettext("With it you confirm that this mail address is yours and that you wrote to us."),
        "button": gettext("Yes, that was me"),
    }
    if asked.state == "erased":
        confirming.confirm(arrival, now=timezone.now())
    return show(request, "public/word.html", values)


@page
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    (arrival,) = links.opened("receipt", token)
    asked, now = queries.asked(arrival), timezone.now()
    lead = leads.standing([asked.lead])[asked.lead] if asked.lead else None
    shot = leads.snapshots([lead]).get(lead) if lead else None
    named = _form_named(asked.form)
    steps = [{"label": gettext("Received"), "text": _moment(asked.received_at), "done": True}]
    if shot is not None:
        who = letters.responsible(shot, language())
        by = confirming.answer_by(shot, now)
        steps.append({"label": gettext("With"), "text": who.name, "done": True})
        steps.append(
            {
                "label": gettext("Answer by"),
                "text": _moment(by) if by else gettext("You are in touch with us already."),
                "done": by is None,
            }
        )
    values = {
        "title": gettext("Your enquiry has arrived"),
        "steps": steps,
        "understood": shot is not None,
        "piece": library.by_key(named.gives) if named else None,
        "thanks": named.thanks.in_(language()) if named and named.thanks else "",
        "link": _onward(named),
    }
    return show(request, "public/receipt.html", values)


def _form_named(key: str) -> Form | None:
    return next((form for form in confirming.forms(timezone.now()) if form.key == key), None)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    day, clock = date_format(local, gettext("l, F j")), time_format(local, "TIME_FORMAT")
    return gettext("%(day)s, %(time)s") % {"day": day, "time": clock}
