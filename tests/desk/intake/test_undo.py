"""Through the pages: an import taken back, its report row by row, saved mappings, workbooks."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from leadflow.files.models import File
from leadflow.intake import undoing
from leadflow.intake.models import Arrival, Receipt, SavedMapping
from leadflow.leads import services as leads
from leadflow.leads.models import Lead
from leadflow.queue import services as queue
from tests import fold, make
from tests.cast import browser, user
from tests.clock import NOW
from tests.desk.intake.test_import import LIST, begun, imported
from tests.rules.xlsx.books import book, sheet_of

pytestmark = pytest.mark.django_db


def taken_back(client: Client, receipt: Receipt) -> str:
    place = f"/intake/receipt/{receipt.public_id}"
    client.post(f"{place}/undo")
    queue.work_off(only=(undoing.UNDO,))
    return str(client.get(place).text)


def send(client: Client, file: BytesIO, name: str) -> Any:
    file.name = name
    return client.post("/intake/import", {"file": file})


def test_an_import_is_taken_back_with_one_click() -> None:
    client = browser("lena")
    page = taken_back(client, imported(client))
    assert "all 3 rows, as if they had never come" in page
    assert not Lead.objects.filter(erased_at__isnull=True).exists()
    assert fold.differences() == []


def test_what_somebody_worked_with_stays_and_is_named_on_the_page() -> None:
    client, lena = browser("lena"), user("lena")
    receipt = imported(client)
    lead = make.seen(Lead.objects.get(title="Kaltenbach GmbH"), lena)
    leads.log_touch(lead, leads.TouchMade("mail"), by=make.actor(lena), now=NOW)
    page = taken_back(client, receipt)
    assert "2 rows taken back, 1 stay" in page
    assert "somebody worked with it: moved on, contact" in page


def test_while_it_runs_the_page_shows_how_far_it_is() -> None:
    client = browser("lena")
    receipt = imported(client)
    client.post(f"/intake/receipt/{receipt.public_id}/undo")
    assert "is being taken back" in client.get(f"/intake/receipt/{receipt.public_id}").text
    assert (
        "is being taken back"
        in client.get(f"/intake/receipt/{receipt.public_id}/undoing", headers={"HX-Request": "true"}).text
    )


def test_what_was_taken_back_can_be_imported_again_with_other_columns() -> None:
    client = browser("lena")
    receipt = imported(client)
    taken_back(client, receipt)
    assert receipt.file_id is not None
    place = str(client.post(f"/intake/receipt/{receipt.public_id}/again")["Location"])
    client.post(f"{place}/preview")
    queue.work_off(only=("intake.import",))
    assert Receipt.objects.order_by("-id")[0].received == 3
    assert Lead.objects.filter(erased_at__isnull=True).count() == 2


def test_a_dropped_second_try_leaves_the_file_of_the_first() -> None:
    client = browser("lena")
    receipt = imported(client)
    taken_back(client, receipt)
    assert receipt.file_id is not None
    place = str(client.post(f"/intake/receipt/{receipt.public_id}/again")["Location"])
    client.post(f"{place}/drop")
    assert File.objects.get().erased_at is None


def test_who_may_not_import_may_not_take_back() -> None:
    receipt = imported(browser("lena"))
    assert browser("ben").post(f"/intake/receipt/{receipt.public_id}/undo").status_code == 404


def test_the_report_says_of_each_row_what_became_of_it() -> None:
    client = browser("lena")
    imported(client)
    again = imported(client, LIST + "Neu GmbH;Anna Neu;a@neu.example;0;1\n")
    page = client.get(f"/intake/receipt/{again.public_id}/rows").text
    assert (page.count("Was here before"), page.count("New lead: Neu GmbH")) == (3, 1)
    only = client.get(f"/intake/receipt/{again.public_id}/rows?state=opened").text
    assert ("Neu GmbH" in only, "Kaltenbach" in only) == (True, False)


def test_the_report_as_a_file_has_all_values_and_calculates_nothing() -> None:
    client = browser("lena")
    receipt = imported(client, "Firma;E-Mail;Notiz\n=1+1 GmbH;a@b.example;'=HYPERLINK(1)\n")
    answer = client.get(f"/intake/receipt/{receipt.public_id}/rows.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1 GmbH" in text
    assert not [line for line in text.splitlines() if ";=" in line]


def test_the_report_goes_on_page_by_page() -> None:
    client = browser("lena")
    rows = "".join(f"Firma {n} GmbH;a{n}@b{n}.example\n" for n in range(70))
    receipt = imported(client, f"Firma;E-Mail\n{rows}")
    place = f"/intake/receipt/{receipt.public_id}/rows"
    first = client.get(place).text
    further = first.partition("?at=")[2].partition('"')[0]
    assert ("Firma 49 GmbH" in first, "Firma 50 GmbH" in first) == (True, False)
    assert "Firma 50 GmbH" in client.get(f"{place}?at={further}").text
    assert client.get(f"{place}?at=nonsense").status_code == 200


def test_the_preview_knows_rows_that_were_here_before() -> None:
    client = browser("lena")
    imported(client)
    page = client.get(f"{begun(client)}/preview").text
    assert page.count("Was here before") == 3


def test_a_list_is_read_like_the_last_one_with_these_headings() -> None:
    client = browser("lena")
    client.post(begun(client), {"column_4": "lead.need", "save_as": "Messe"})
    page = client.get(begun(client)).text
    assert "Read as in “Messe”" in page
    assert "as in “Messe”" in page
    assert SavedMapping.objects.get().uses == 2


def test_a_saved_mapping_can_be_put_aside_for_a_guess() -> None:
    client = browser("lena")
    client.post(begun(client), {"column_4": "lead.need", "save_as": "Messe"})
    place = begun(client)
    client.post(f"{place}/read-as")
    assert "Read as in" not in client.get(place).text
    client.post(f"{place}/read-as", {"known": str(SavedMapping.objects.get().public_id), "use": "yes"})
    assert "Read as in “Messe”" in client.get(place).text


def test_a_saved_mapping_is_renamed_changed_forgotten_and_brought_back() -> None:
    client = browser("lena")
    client.post(begun(client), {"save_as": "Messe"})
    known = SavedMapping.objects.get()
    place = f"/intake/mappings/{known.public_id}"
    client.post(place, {"name": "Messe Ulm", "column_4": "lead.need"})
    assert "Messe Ulm" in client.get("/intake/mappings").text
    assert SavedMapping.objects.get().targets["hallennummer"] == "lead.need"
    client.post(f"{place}/drop")
    assert f'href="{place}"' not in client.get("/intake/mappings").text
    client.post(f"{place}/back")
    assert "Messe Ulm" in client.get("/intake/mappings").text


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays() -> None:
    client = browser("lena")
    client.post(begun(client), {"save_as": "Messe"})
    client.post(begun(client), {"save_as": "Andere"})
    place = f"/intake/mappings/{SavedMapping.objects.get(name='Andere').public_id}"
    answer = client.post(place, {"name": "Messe"})
    assert (answer.status_code, "The name is taken" in answer.text) == (422, True)


def test_a_workbook_comes_in_and_its_report_has_the_rows_of_the_sheet() -> None:
    client = browser("lena")
    file = sheet_of(["Messe"], [], ["Firma", "E-Mail"], ["Alpha GmbH", "a@alpha.example"], [], ["", "kaputt"])
    place = str(send(client, file, "Besucher.xlsx")["Location"])
    client.post(f"{place}/preview")
    queue.work_off(only=("intake.import",))
    assert list(Arrival.objects.order_by("number").values_list("number", "state")) == [
        (4, "opened"),
        (6, "unclear"),
    ]
    assert File.objects.filter(erased_at__isnull=True).count() == 2


def test_another_sheet_is_chosen_and_the_columns_begin_anew() -> None:
    def fill(made: Any) -> None:
        for name, heading in (("Lang", "Firma"), ("Kurz", "Kontakt")):
            sheet = made.add_worksheet(name)
            for at in range(9 if name == "Lang" else 3):
                sheet.write_row(
                    at, 0, [heading, "E-Mail"] if at == 0 else [f"{name} {at}", f"a{at}@b.example"]
                )

    client = browser("lena")
    place = str(send(client, book(fill), "zwei.xlsx")["Location"])
    assert "Lang 1" in client.get(place).text
    client.post(f"{place}/look", {"sheet": "Kurz", "headings_row": "1"})
    page = client.get(place).text
    assert ("Kurz 1" in page, "Lang 1" in page) == (True, False)
    answer = client.post(f"{place}/look", {"sheet": "Nirgends"})
    assert (answer.status_code, "No such sheet" in answer.text) == (422, True)


def test_the_row_of_the_headings_can_be_told() -> None:
    client = browser("lena")
    place = begun(client)
    client.post(f"{place}/look", {"headings_row": "2"})
    assert Receipt.objects.get().dialect["headings_row"] == 2


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"PK\x03\x04 cut off", "a.xlsx", "The workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.xlsx", "The workbook has a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.xls", "An older or other kind of workbook"),
        (sheet_of([]).getvalue(), "a.xlsx", "No sheet has rows"),
        (sheet_of(["Firma", "Ort"]).getvalue(), "a.xlsx", "Only headings, no rows"),
        (sheet_of(["Firma"], ["Alpha"]).getvalue(), "a.xlsm", "a.xlsm"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_words(content: bytes, name: str, said: str) -> None:
    answer = send(browser("lena"), BytesIO(content), name)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not Receipt.objects.exists()
    assert not File.objects.filter(erased_at__isnull=True).exists()


def test_an_export_is_named_for_what_it_looks_like() -> None:
    client = browser("lena")
    text = "Record ID;First Name;Last Name;Email;Contact owner;Lifecycle Stage\n7;Anna;Neu;a@neu.example;Lena;lead\n"
    file = BytesIO(text.encode())
    page = client.get(str(send(client, file, "hubspot.csv")["Location"])).text
    assert "Looks like an export from HubSpot" in page
    assert "HubSpot means this by it" in page


def test_who_only_sees_the_intake_opens_and_forgets_no_mapping() -> None:
    client = browser("lena")
    client.post(begun(client), {"save_as": "Messe"})
    place = f"/intake/mappings/{SavedMapping.objects.get().public_id}"
    cleo = browser("cleo")
    assert place not in cleo.get("/intake/mappings").text
    assert [cleo.get(place).status_code, cleo.post(f"{place}/drop").status_code] == [404, 404]
