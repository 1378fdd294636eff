"""Lists of the intake and its settings ask the database no more for many rows than for two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Final
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadflow.intake import beginning, capturing, codes, hooks, mailboxes, remembering
from leadflow.intake.capturing import Noted
from leadflow.intake.codes import Wanted
from leadflow.intake.hooks import Aim
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import campaigns
from leadflow.leads.campaigns import NamedCost
from tests import cast, make
from tests.clock import NOW

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 12


def a_mailbox(number: int) -> None:
    wanted = mailboxes.Wanted(f"post{number}@muster.example", "127.0.0.1", 1, "none", channel="website")
    mailboxes.set_up(wanted, by=SYSTEM, now=NOW)


def a_cost(number: int) -> None:
    cost = NamedCost("ads", f"Kampagne {number}", date(2026, 10, 1), 1_000)
    campaigns.note_named([cost], by=SYSTEM, now=NOW)


def a_series(number: int) -> None:
    codes.make(Wanted("coupon", "mailing", f"Herbst {number}", "solution", "contact"), 2, by=SYSTEM, now=NOW)


def a_mapping(number: int) -> None:
    rows = f"Firma;E-Mail;Spalte {number}\nMuster GmbH;a{number}@b.example;x\n".encode()
    draft = beginning.begin(BytesIO(rows), f"messe{number}.csv", by=SYSTEM, now=NOW)
    remembering.remember(draft.receipt, f"Messe {number}", by=SYSTEM, now=NOW)


def a_hook(number: int) -> None:
    hooks.make("generic", Aim(f"Shop {number}", "solution", "ads"), by=SYSTEM, now=NOW)


def a_fair(number: int) -> None:
    by = make.actor(cast.user("ben"))
    said = {"mail": f"a{number}@b.example"}
    capturing.at_fair(Noted(UUID(int=number), said, f"Messe {number}", "", "", [], "de", 1), by=by, now=NOW)


PAGES: Final[dict[str, tuple[str, Callable[[int], None], int]]] = {
    "/settings/mailboxes": ("cleo", a_mailbox, 20),
    "/insight/costs": ("ada", a_cost, 20),
    "/intake/codes": ("ada", a_series, 20),
    "/intake/mappings": ("ada", a_mapping, 20),
    "/intake/hooks": ("ada", a_hook, 20),
    "/fair": ("ben", a_fair, 20),
}
"""Whose page, what fills it, and how many questions it may ask at all."""


@pytest.mark.parametrize("page", PAGES)
def test_a_list_costs_the_same_however_long_it_is(page: str) -> None:
    who, fill, most = PAGES[page]
    browser = cast.browser(who)
    for number in range(1, FEW + 1):
        fill(number)
    few = asked(browser, page)
    for number in range(FEW + 1, MANY + 1):
        fill(number)
    many = asked(browser, page)
    assert many <= few
    assert many <= most


def asked(browser: Client, page: str) -> int:
    """How many queries the page takes once everything is warm."""
    assert browser.get(page).status_code == 200, page
    with CaptureQueriesContext(connection) as seen:
        browser.get(page)
    return len(seen)
