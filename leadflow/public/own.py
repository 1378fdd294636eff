"""What we may send you: seen and changed by the person alone, through a link of their own. Nothing changes on GET."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from leadflow.delivery import links
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.home import home
from leadflow.playbook import queries as playbook
from leadflow.privacy import queries, services
from leadflow.privacy.policy import PrivacyPolicy, Purpose
from leadflow.privacy.services import Said
from leadflow.public.pages import page, show

OWN: Final = "own_page"
MAIL: Final = "mail"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    (person,) = links.opened("you", token)
    kept = False
    if request.method == "POST":
        _take(person, set(request.POST.getlist("purpose")))
        kept = True
    stands = {stand.purpose: stand.stand for stand in queries.of_persons([person]).get(person, [])}
    language = (get_language() or home().language)[:2]
    rows = [
        {
            "key": purpose.key,
            "label": purpose.label.in_(language),
            "text": purpose.consent.in_(language),
            "on": _is_on(purpose, stands.get(purpose.key)),
        }
        for purpose in _purposes()
    ]
    return show(request, "public/you.html", {"rows": rows, "kept": kept})


def _purposes() -> list[Purpose]:
    """An answer to what somebody asked is no advertising: there is nothing to choose."""
    declared = playbook.at(timezone.now()).section(PrivacyPolicy).purposes
    return [purpose for purpose in declared if purpose.basis != "legitimate_interest"]


def _is_on(purpose: Purpose, stand: str | None) -> bool:
    return stand == "given" or (stand in (None, "lifted") and purpose.basis != "consent")


def _take(person: int, wanted: set[str]) -> None:
    """Only what is different from before is taken down."""
    now = timezone.now()
    language = (get_language() or home().language)[:2]
    stands = {stand.purpose: stand.stand for stand in queries.of_persons([person]).get(person, [])}
    for purpose in _purposes():
        before, after = _is_on(purpose, stands.get(purpose.key)), purpose.key in wanted
        if before != after:
            stand = "given" if after else "withdrawn" if stands.get(purpose.key) == "given" else "objected"
            wording = purpose.consent.in_(language) if after else ""
            said = Said(person, purpose.key, stand, OWN, now, wording=wording)
            services.record_consent(said, by=SYSTEM, now=now)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program (a POST by itself), or one on this page."""
    (person,) = links.opened("stop", token)
    values: dict[str, Any] = {"icon": "mail"}
    own = links.sealed("you", person)
    if request.method == "POST":
        stands = {stand.purpose: stand.stand for stand in queries.of_persons([person]).get(person, [])}
        if stands.get(MAIL) not in ("objected", "withdrawn"):
            stand = "withdrawn" if stands.get(MAIL) == "given" else "objected"
            now = timezone.now()
            services.record_consent(Said(person, MAIL, stand, OWN, now), by=SYSTEM, now=now)
        values |= {
            "title": gettext("You will get no more mails from us"),
            "text": gettext("We have noted it. If you change your mind, here is where you say so."),
            "link": {"label": gettext("What we may send you"), "url": links.address("you", own)},
        }
    else:
        values |= {
            "title": gettext("No more mails?"),
            "text": gettext(
                "One click, and we send you nothing more. Answers to your own enquiries still reach you."
            ),
            "button": gettext("Stop the mails"),
        }
    return show(request, "public/word.html", values)
