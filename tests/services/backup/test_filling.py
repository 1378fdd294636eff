"""A database filled by half is no house: nobody opens it, and only one at a time fills it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory
from pytest_django import Settings

from config import health, prepare, upgrading
from config.answers import Exit
from config.cli import in_words
from leadflow.backup import filling
from leadflow.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_filled() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {filling.UNFINISHED} (id integer)")


@pytest.mark.usefixtures("half_filled")
def test_a_house_filled_by_half_does_not_open_and_says_so(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path
    (tmp_path / "files").mkdir()
    for opens in (prepare.prepare, upgrading.pending):
        with pytest.raises(Refusal, match="filling_unfinished"):
            opens()
    asked = health.ready(RequestFactory().get("/readyz"))
    assert (asked.status_code, json.loads(asked.content)["missing"]) == (503, ["rows"])


@pytest.mark.postgres
@pytest.mark.usefixtures("half_filled")
def test_a_database_that_somebody_else_fills_is_neither_emptied_nor_filled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filling, "PATIENCE", 0)
    other = connection.copy()
    try:
        assert filling._ours(other)
        with pytest.raises(Refusal, match="filling_at_work"):
            filling.refuse_filled(connection)
        filling.empty_again(connection)
        assert filling.is_unfinished(connection)
    finally:
        other.close()


@pytest.mark.usefixtures("half_filled")
def test_who_starts_such_a_house_reads_why_it_does_not_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert in_words(prepare.prepare) == Exit.REFUSED
    assert "filling_unfinished" in capsys.readouterr().err
