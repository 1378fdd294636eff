"""Series of codes at the desk: made, printed, typed in, and seen only by whom they concern."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from leadflow.intake import codes, coding
from leadflow.intake.models import Code, CodeSeries
from leadflow.leads.models import Lead
from tests import make
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db
SERIES = {
    "kind": "card",
    "channel": "mailing",
    "campaign": "Herbst",
    "offer": "solution",
    "form": "contact",
    "count": "1,000",
}


@pytest.fixture
def ada() -> Client:
    return browser("ada")


def test_a_thousand_codes_are_made_and_printed(ada: Client) -> None:
    assert ada.post("/intake/codes", SERIES).status_code == 303
    series = CodeSeries.objects.get()
    lines = ada.get(f"/intake/codes/{series.public_id}.csv").text.splitlines()
    assert len(lines) == 1_001
    code, url = lines[1].split(";")[:2]
    assert url.endswith(f"/p/c/{coding.normal(code)}")
    picture = ada.get(f"/intake/codes/qr/{coding.normal(code)}.svg")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/svg+xml", b"<svg")
    assert b"style" not in picture.content
    assert "0 of 1,000" in ada.get("/intake/codes").text


@pytest.mark.parametrize(
    "wrong",
    [{"count": "0"}, {"count": "9999999"}, {"campaign": " "}, {"channel": "pigeon"}, {"form": "none"}],
)
def test_what_is_wrong_is_told_and_kept(ada: Client, wrong: dict[str, str]) -> None:
    answer = ada.post("/intake/codes", SERIES | wrong)
    assert answer.status_code == 422
    assert CodeSeries.objects.count() == 0
    assert 'role="alert"' in answer.text


def test_letters_go_to_the_chosen_leads_and_names_only_to_who_may_export() -> None:
    lead = make.lead()
    make.lead()
    hanna = browser("hanna")
    page = hanna.get("/intake/codes?leads=q%3D" + lead.title.split()[1]).text
    assert "the 1 chosen lead" in page
    sent = SERIES | {"kind": "personal", "whom": "leads", "leads": f"q={lead.title}"}
    assert hanna.post("/intake/codes", sent).status_code == 303
    assert Code.objects.count() == 1
    series = CodeSeries.objects.get()
    printed = hanna.get(f"/intake/codes/{series.public_id}.csv").text
    assert "Reuter" in printed
    assert lead.title in printed
    assert browser("ada").get(f"/intake/codes/{series.public_id}.csv").status_code == 404


def test_cards_are_typed_in_one_after_the_other() -> None:
    browser("ada").post("/intake/codes", SERIES | {"count": "2"})
    first, second = (coding.shown(code) for code in Code.objects.values_list("code", flat=True))
    lena = browser("lena")
    card = {"code": first, "person.name": "Anna Reuter", "company.name": "Reuter Bau GmbH"}
    assert lena.post("/intake/codes/enter", card)["Location"] == "/intake/codes/enter"
    assert Lead.objects.get().channel == "mailing"
    shown = lena.get("/intake/codes/enter").text
    assert first in shown
    assert "Reuter Bau GmbH" in shown
    wrong = second[:-1] + ("2" if second[-1] != "2" else "3")
    refused = lena.post("/intake/codes/enter", card | {"code": wrong, "company.name": "Kept GmbH"})
    assert refused.status_code == 422
    assert "Kept GmbH" in refused.text
    assert "Ten signs" in refused.text
    assert codes.series()[0].redeemed == 1
    assert browser("ben").get("/intake/codes/enter").status_code == 404


def test_the_share_that_answered_stands_beside_the_campaign(ada: Client) -> None:
    ada.post("/intake/codes", SERIES | {"count": "4"})
    code = Code.objects.order_by("id")[0].code
    browser("lena").post("/intake/codes/enter", {"code": code, "company.name": "Reuter Bau GmbH"})
    Lead.objects.update(opened_at=NOW - timedelta(hours=1))
    assert "1 of 4 (25.0 %)" in ada.get("/insight/channels?period=all").text
