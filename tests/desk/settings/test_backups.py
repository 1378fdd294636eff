"""The page of the backups: who sees it, what it says of the last one, and what is refused beside the form."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from leadflow.backup import services
from leadflow.backup.models import Plan, Run
from leadflow.queue import services as queue
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db
PLACE = "/settings/backups"


@pytest.fixture
def cleo(tmp_path: Path, settings: Settings) -> Client:
    settings.HOME = tmp_path / "home"
    (tmp_path / "home" / "files").mkdir(parents=True)
    return browser("cleo", language="en")


def form(folder: object, **more: str) -> dict[str, str]:
    return {"where": "folder", "folder": str(folder), "daily": "7", "weekly": "4", "monthly": "12", **more}


@pytest.mark.parametrize("who", ["lena", "hanna", "ben", "ada", "pia"])
def test_only_who_runs_the_house_sees_it(who: str) -> None:
    client = browser(who)
    assert [client.get(PLACE).status_code, client.post(f"{PLACE}/now").status_code] == [404, 404]


def test_an_empty_page_teaches(cleo: Client) -> None:
    page = cleo.get(PLACE).text
    assert "Everything of this house in one file" in page
    assert "Back up now" not in page


def test_a_plan_is_kept_a_backup_is_made_and_told(cleo: Client, tmp_path: Path) -> None:
    with time_machine.travel(NOW, tick=False):
        assert cleo.post(PLACE, form(tmp_path / "kept")).status_code == 303
        cleo.post(f"{PLACE}/now")
        queue.work_off(only=(services.NOW,))
        page = cleo.get(PLACE).text
    assert "read back and whole" in page
    assert next((tmp_path / "kept").glob("*.zip")).name in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"folder": "backups"}, "no whole path"),
        ({"folder": "/dev/null/x"}, "does not answer"),
        ({"daily": "0"}, "has to stay"),
        ({"monthly": "many"}, "has to stay"),
        ({"passphrase": "kurz"}, "too short"),
        ({"where": "bucket"}, "not named"),
        ({"where": "moon"}, ""),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    cleo: Client, tmp_path: Path, typed: dict[str, str], said: str
) -> None:
    answer = cleo.post(PLACE, {**form(tmp_path / "kept"), **typed})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert typed.get("folder", str(tmp_path / "kept")) in answer.text


def test_no_secret_comes_back_to_the_page(cleo: Client, tmp_path: Path) -> None:
    cleo.post(PLACE, form(tmp_path / "kept", passphrase="ein langer Satz"))
    page = cleo.get(PLACE).text
    assert "ein langer Satz" not in page
    assert services.KEPT in page


def test_without_a_plan_none_is_made(cleo: Client) -> None:
    assert cleo.post(f"{PLACE}/now").status_code == 422


def runs(count: int, *, last: str = "made") -> None:
    for number in range(count):
        state = last if number == count - 1 else "made"
        begun = NOW - timedelta(days=count - number)
        Run.objects.create(
            id=number + 1, state=state, code="" if state == "made" else "no_space", name=f"no-{number}.zip",
            place="/srv/kept", size=4096, rows=7, started_at=begun, finished_at=begun,
        )  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_a_failed_or_missing_backup_is_a_broken_promise_also_on_the_page_of_the_system(
    cleo: Client, tmp_path: Path
) -> None:
    cleo.post(PLACE, form(tmp_path / "kept"))
    runs(3, last="failed")
    for page in (cleo.get(PLACE).text, cleo.get("/settings/system").text):
        assert "The last backup failed" in page
    Run.objects.filter(state="failed").delete()
    Plan.objects.update(set_at=NOW - timedelta(days=9))
    Run.objects.update(started_at=NOW - timedelta(days=3))
    assert "are missing" in cleo.get(PLACE).text


def test_many_backups_are_paged_and_cost_the_same(
    cleo: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    runs(45)
    with django_assert_max_num_queries(25):
        page = cleo.get(PLACE).text
    assert ("no-44.zip" in page, "no-24.zip" in page, "?before=26" in page) == (True, False, True)
    assert "no-24.zip" in cleo.get(f"{PLACE}?before=26").text


def test_the_plan_of_a_house_is_off_after_a_restore(cleo: Client, tmp_path: Path) -> None:
    cleo.post(PLACE, form(tmp_path / "kept"))
    settled = services.settle_restored(NOW, [], now=NOW)
    assert (settled.erased_again, services.planned()) == (0, None)
    assert "Nowhere" in cleo.get(PLACE).text
