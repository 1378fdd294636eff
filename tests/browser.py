"""The browser of the journeys: the chromium of the system, or the one that `LEADFLOW_CHROMIUM` names."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Page

PATIENCE: Final = 20.0
"""Seconds: the machines that run the journeys are shared."""


def chromium() -> str | None:
    named = os.environ.get("LEADFLOW_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in names if (path := shutil.which(name))), None)


def until(page: Page, holds: Callable[[], Any]) -> None:
    """Let the page live until it holds; what never holds is an error that shows the page."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(
                page.locator("main").inner_text() if page.locator("main").count() else page.content()
            )
        page.wait_for_timeout(50)


def press(page: Page, key: str) -> None:
    """Press it once the page listens."""
    page.locator("html[data-awake]").wait_for(state="attached")
    page.keyboard.press(key)
