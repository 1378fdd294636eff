"""What marketing and admins fill is readable for everybody: axe finds no fault with the lists, empty or full."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.desk.test_budgets import PAGES
from tests.journeys.test_capture import _house, browser, log_in, sound

__all__ = ["_house", "browser"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = (1440, 360)


@pytest.mark.parametrize("is_full", [False, True], ids=["empty", "full"])
def test_no_list_keeps_anybody_out(browser: Browser, live_server: Any, is_full: bool) -> None:
    for at, (path, (who, fill, _most)) in enumerate(PAGES.items()):
        context = browser.new_context(viewport={"width": WIDTHS[at % 2], "height": 800})
        log_in(context, live_server, who, language=("de", "en")[at % 2])
        if is_full:
            for number in range(1, 4):
                fill(number)
        for width in WIDTHS:
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{live_server.url}{path}")
            sound(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            page.close()
        context.close()
