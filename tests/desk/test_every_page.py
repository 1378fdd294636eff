"""Every page for every role and language, in an empty house and in a full one: shown, or not found, never broken."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from leadflow.delivery.models import Grant
from leadflow.handover.models import Offer
from leadflow.intake.models import Arrival, Mailbox, Receipt, SavedMapping
from leadflow.leads.models import Lead
from tests import cast
from tests.proofs.life import live

pytestmark = pytest.mark.django_db
WHO = ("nobody", *cast.ROLES)
LANGUAGES = ("de", "en")
ELSEWHERE = {
    "login_link",
    "htmx",
    "set_language",
    "set_theme",
    "playbook_yaml",
    "kpi_csv",
    "robots",
    "grant_back",
}
"""Links that log in, answers that are no pages, where a provider sends its answer, what only takes posts: 405 there."""
FINE = {200, 302, 303, 403, 404, 405}
ASKED_BY_SCRIPT = {"401 /fair/state"}
"""What no eye sees: a device that asks whether its login still holds is told so by the status alone."""


def pages() -> list[tuple[str, str]]:
    """(name, route) of everything the desk answers to."""
    desk = next(
        p for p in get_resolver().url_patterns if isinstance(p, URLResolver) and p.namespace == "desk"
    )
    return [(p.name or "", str(p.pattern)) for p in _flat(desk) if p.name not in ELSEWHERE]


def _flat(resolver: URLResolver, before: str = "") -> list[URLPattern]:
    found: list[URLPattern] = []
    for part in resolver.url_patterns:
        found += _flat(part) if isinstance(part, URLResolver) else [part]
    return found


def addresses() -> list[str]:
    """One address for each page; where it speaks of something, of something that is there."""
    lead = Lead.objects.filter(merged_into__isnull=True, erased_at__isnull=True).order_by("id").first()
    offered = Offer.objects.order_by("id").first()
    ids = {
        "lead_id": str((offered.lead if offered else lead).public_id) if lead else "",
        "receipt_id": str(Receipt.objects.values_list("public_id", flat=True).first() or ""),
        "arrival_id": str(Arrival.objects.values_list("public_id", flat=True).first() or ""),
        "mailbox_id": str(Mailbox.objects.values_list("public_id", flat=True).first() or ""),
        "grant_id": str(Grant.objects.values_list("public_id", flat=True).first() or ""),
        "mapping_id": str(SavedMapping.objects.values_list("public_id", flat=True).first() or ""),
        "user_id": str(cast.user("lena").public_id),
        "person_id": "1",
        "number": "1",
        "key": "contact",
        "code": "page",
        "name": "note",
        "result": "not_reached",
    }
    found = []
    for _name, route in pages():
        filled = route
        for key, value in ids.items():
            for kind in ("uuid", "int", "str", "slug"):
                filled = filled.replace(f"<{kind}:{key}>", value)
        if "<" not in filled and "//" not in f"/{filled}":
            found.append(f"/{filled}")
    return found


def broken(client: Client, address: str) -> str:
    status = client.get(address).status_code
    told = f"{status} {address}"
    return "" if status in FINE or told in ASKED_BY_SCRIPT else told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_no_page_is_broken(who: str, language: str, full: bool) -> None:
    if full:
        live(3, rows=20)
    client = cast.browser(who, language=language)
    client.raise_request_exception = False
    assert [fault for address in addresses() if (fault := broken(client, address))] == []


def test_nobody_sees_nothing_but_the_door() -> None:
    live(3, rows=10)
    client = Client()
    open_to_all = {a for a in addresses() if client.get(a).status_code == 200}
    assert open_to_all <= {"/login/", "/language", "/theme"}


def test_most_pages_are_really_shown_to_somebody() -> None:
    live(3, rows=20)
    shown = {
        address
        for who, address in product(("hanna", "ben", "cleo"), addresses())
        if cast.browser(who).get(address).status_code == 200
    }
    assert len(shown) >= 20, sorted(shown)


@pytest.mark.parametrize("who", ["hanna", "lena", "ben", "cleo", "ada"])
def test_no_link_leads_nowhere(who: str) -> None:
    live(3, rows=20)
    client = cast.browser(who)
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < 150:
        address = waiting.pop()
        seen.add(address)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        found = set(re.findall(r'href="(/[^"#]*)', answer.text if "html" in answer["Content-Type"] else ""))
        waiting += sorted({link.replace("&amp;", "&") for link in found if plain(link)} - seen - set(waiting))
    assert len(seen) > 5


def plain(link: str) -> bool:
    """A page of the house; files and drawings are served by others."""
    return not link.startswith(("/static/", "//")) and "/file/" not in link
