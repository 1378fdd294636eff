"""The form, the mail's confirmation, and the receipt: received, with whom, answer by when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from leadflow.content import queries as library
from leadflow.delivery import links
from leadflow.intake import confirming, queries
from leadflow.intake.doors.form import HONEYPOT, Filled, Mistakes, is_long, read
from leadflow.intake.policy import Form, Question
from leadflow.kernel.home import home
from leadflow.leads import letters
from leadflow.leads import queries as leads
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.privacy.policy import PrivacyPolicy
from leadflow.public.pages import is_framed, page, show

Values = dict[str, Any]
LABELS: Final = {"mail": _("Email"), "phone": _("Phone"), "mobile": _("Mobile phone"), "note": _("Message")}
TYPES: Final = {"mail": "email", "phone": "tel", "mobile": "tel"}
AUTOCOMPLETE: Final = {
    "mail": "email",
    "phone": "tel",
    "mobile": "tel",
    "person.name": "name",
    "person.given": "given-name",
    "person.surname": "family-name",
    "company.name": "organization",
}
WRONG: Final = {
    "missing": _("This is missing."),
    "too_long": _("This is too long."),
    "phone_unreadable": _("This phone number cannot be read. Write it like 030 23125 100."),
    "not_a_choice": _("Please choose one."),
    "mail_without_at": _("The @ is missing. What you typed is kept."),
    "mail_several": _("Please type one address only."),
}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    found = confirming.form_of(key, now)
    if request.method != "POST":
        return _form(request, found, {}, {}, [])
    language = _language()
    facts = playbook.at(now).section(FactsPolicy)
    posted = {name: text for name, text in request.POST.items() if isinstance(text, str)}
    ticked = request.POST.getlist("consent")
    sent = read(found, posted, ticked, facts=facts, language=language, country=home().phone_country)
    if isinstance(sent, Mistakes):
        return _form(request, found, posted, sent.of, ticked)
    return _taken(request, found, sent, language)


def _taken(request: HttpRequest, found: Form, sent: Filled, language: str) -> HttpResponse:
    token = request.POST.get("token", "")[:64] or secrets.token_urlsafe(16)
    address = request.META.get("REMOTE_ADDR", "")
    arrival = confirming.take(
        found, sent, token=token, language=language, address=address, now=timezone.now()
    )
    frame = "&frame=1" if is_framed(request) else ""
    if found.confirm or sent.by_machine:
        return _go(f"{reverse('public:thanks', args=[found.key])}?l={language}{frame}")
    return _go(f"{reverse('public:receipt', args=[links.sealed('receipt', arrival)])}?l={language}{frame}")


def _go(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def _language() -> str:
    return (get_language() or home().language)[:2]


def _form(
    request: HttpRequest, found: Form, posted: Mapping[str, str], wrong: Mapping[str, str], ticked: list[str]
) -> HttpResponse:
    language, now = _language(), timezone.now()
    piece = library.by_key(found.gives)
    purposes = playbook.at(now).section(PrivacyPolicy)
    values = {
        "form": {
            "title": found.label.in_(language),
            "text": found.text.in_(language),
            "button": found.button.in_(language),
            "token": posted.get("token") or secrets.token_urlsafe(16),
            "honeypot": HONEYPOT,
            "fields": [_field(question, posted, wrong, language) for question in found.questions],
            "consents": [
                {"key": key, "text": purpose.consent.in_(language), "on": key in ticked}
                for key in found.consents
                if (purpose := purposes.purpose(key))
            ],
            "piece": {"title": piece.title, "about": piece.about} if piece else None,
            "confirm": found.confirm,
            "wrong": len(wrong),
        }
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return show(request, "public/form.html", values, status=status)


def _field(question: Question, posted: Mapping[str, str], wrong: Mapping[str, str], language: str) -> Values:
    fact = playbook.at(timezone.now()).section(FactsPolicy).get(question.asks)
    label = question.label.in_(language) if question.label else fact.label.in_(language) if fact else ""
    fault = wrong.get(question.asks, "")
    return {
        "name": question.asks,
        "label": label or str(LABELS.get(question.asks, question.asks)),
        "type": TYPES.get(question.asks, "text"),
        "autocomplete": AUTOCOMPLETE.get(question.asks, ""),
        "required": question.required,
        "long": is_long(question),
        "options": [{"value": c.key, "label": c.label.in_(language)} for c in fact.choices] if fact else [],
        "value": posted.get(question.asks, ""),
        "mistake": str(
            WRONG.get(fault, pgettext_lazy("stranger", "This is no mail address. What you typed is kept."))
        )
        if fault
        else "",
    }


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
    steps = [{"label": gettext("Received"), "text": _moment(asked.received_at), "done": True}]
    if shot is not None:
        who = letters.responsible(shot, _language())
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
        "piece": library.by_key(named.gives) if (named := _form_named(asked.form)) else None,
    }
    return show(request, "public/receipt.html", values)


def _form_named(key: str) -> Form | None:
    return next((form for form in confirming.forms(timezone.now()) if form.key == key), None)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    day, clock = date_format(local, gettext("l, F j")), time_format(local, "TIME_FORMAT")
    return gettext("%(day)s, %(time)s") % {"day": day, "time": clock}
