"""The page of sleeping leads, and the button that wakes one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import browser
from tests.clock import NOW
from tests.desk.handover.offers import lost

pytestmark = pytest.mark.django_db
HALF_A_YEAR = NOW + timedelta(days=181)


def test_the_page_lists_them_and_wakes_with_a_click(monkeypatch: pytest.MonkeyPatch) -> None:
    old = lost("timing")
    monkeypatch.setattr("django.utils.timezone.now", lambda: HALF_A_YEAR)
    lena = browser("lena")
    page = lena.get("/nurture/sleeping").text
    assert old.title in page
    assert "timing postponed" in page
    answer = lena.post(f"/lead/{old.public_id}/wake", follow=True)
    assert "is awake again" in answer.text
    assert "Nobody sleeps" in lena.get("/nurture/sleeping").text
    assert browser("ben").get("/nurture/sleeping").status_code == 404
