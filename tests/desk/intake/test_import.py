"""A list comes in through the pages: uploaded, its columns looked at, foreseen, started, followed, reported."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from leadflow.files.models import File
from leadflow.intake import importing
from leadflow.intake.models import Arrival, Receipt
from leadflow.leads.models import Lead
from leadflow.queue import services as queue
from leadflow.queue.models import Job
from tests import make
from tests.cast import browser

pytestmark = pytest.mark.django_db
LIST = (
    "Firma;Ansprechpartner;E-Mail;Converted;Hallennummer\n"
    "Kaltenbach GmbH;Thomas Kaltenbach;t@kaltenbach.example;1;4\n"
    ";;;;7\n"
    "Sander Ventile GmbH;Pia Lang;p.lang@sander.example;0;9\n"
)


def upload(client: Client, text: str | bytes = LIST, name: str = "fair.csv", **more: str) -> Any:
    file = BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post("/intake/import", {"file": file, **more})


def begun(client: Client, **more: str) -> str:
    """The address of the columns."""
    return str(upload(client, **more)["Location"])


def imported(client: Client, text: str = LIST) -> Receipt:
    place = str(upload(client, text)["Location"])
    client.post(f"{place}/preview")
    queue.work_off(only=(importing.IMPORT,))
    return Receipt.objects.order_by("-id")[0]


def test_the_columns_come_with_values_and_reasons() -> None:
    client = browser("lena")
    page = client.get(begun(client)).text
    assert "looks like an outcome: must never give points" in page
    assert "t@kaltenbach.example" in page
    assert not Arrival.objects.exists()


def test_a_packed_list_is_unpacked() -> None:
    assert upload(browser("lena"), gzip.compress(LIST.encode()), "fair.csv.gz").status_code == 303


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"Firma;Ort\n", "a.csv", "Only headings, no rows"),
        (b"%PDF-1.7 x", "a.csv", "another kind of file (pdf)"),
        (b"\x1f\x8bnonsense", "a.csv.gz", "This is no list"),
    ],
)
def test_what_is_no_list_is_refused_in_words(text: bytes, name: str, said: str) -> None:
    answer = upload(browser("lena"), text, name, campaign="Hannover")
    assert (answer.status_code, said in answer.text, "Hannover" in answer.text) == (422, True, True)
    assert not Receipt.objects.exists()


def test_an_adjusted_target_is_what_is_imported() -> None:
    client = browser("lena")
    place = begun(client)
    client.post(place, {"column_4": "lead.need"})
    client.post(f"{place}/preview")
    queue.work_off(only=(importing.IMPORT,))
    assert make.facts(Lead.objects.order_by("id")[0])["lead.need"] == "4"


def test_a_target_nobody_knows_is_told_and_changes_nothing() -> None:
    client = browser("lena")
    answer = client.post(begun(client), {"column_4": "lead.nonsense"})
    assert (answer.status_code, "lead.nonsense" in answer.text) == (422, True)


def test_the_preview_says_what_becomes_of_each_row_and_writes_nothing() -> None:
    client = browser("lena")
    page = client.get(f"{begun(client)}/preview").text
    assert "3 rows: 2 new leads, 0 known, 1 need you" in page
    assert "Nobody is named" in page
    assert (Arrival.objects.count(), Lead.objects.count()) == (0, 0)


def test_an_import_runs_in_the_background_and_its_progress_survives_a_reload() -> None:
    client = browser("lena")
    answer = client.post(f"{begun(client)}/preview")
    assert Job.objects.get(task=importing.IMPORT).state == "waiting"
    assert [('role="progressbar"' in client.get(answer["Location"]).text) for _ in range(2)] == [True, True]


def test_progress_tells_the_page_to_come_anew_at_the_end() -> None:
    client = browser("lena")
    line = imported(client)
    answer = client.get(f"/intake/receipt/{line.public_id}/progress", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_the_report_names_rows_and_columns() -> None:
    client = browser("lena")
    page = client.get(f"/intake/receipt/{imported(client).public_id}").text
    assert "3 rows: 2 new leads, 0 belong to known ones" in page
    assert "Converted" in page
    assert "row 3" in page
    assert "difference 0" in page


def test_the_same_list_twice_creates_nothing() -> None:
    client = browser("lena")
    imported(client)
    page = client.get(f"/intake/receipt/{imported(client).public_id}").text
    assert "Nothing new: all 3 rows were here before" in page
    assert Lead.objects.count() == 2


def test_a_stopped_import_can_go_on() -> None:
    client = browser("lena")
    here = str(client.post(f"{begun(client)}/preview")["Location"])
    client.post(f"{here}/stop")
    assert "Go on" in client.get(here).text
    client.post(f"{here}/resume")
    queue.work_off(only=(importing.IMPORT,))
    assert (Receipt.objects.get().state, Lead.objects.count()) == ("done", 2)


def test_a_dropped_list_leaves_neither_receipt_nor_file() -> None:
    client = browser("lena")
    client.post(f"{begun(client)}/drop")
    assert (Receipt.objects.count(), File.objects.get().erased_at is not None) == (0, True)


@pytest.mark.parametrize("who", ["ben", "pia", "cleo", "hanna"])
def test_who_may_not_import_finds_no_import(who: str) -> None:
    place = begun(browser("lena"))
    client = browser(who)
    assert [client.get(url).status_code for url in ("/intake/import", place, f"{place}/preview")] == [404] * 3
    assert client.post(f"{place}/preview").status_code == 404
