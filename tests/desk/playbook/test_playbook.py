"""The playbook reads like a document, in the reader's language; published only when every fault is gone."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadflow.playbook import queries
from leadflow.playbook.queries import DEFAULT
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db
TEXT = DEFAULT.read_text(encoding="utf-8")


@pytest.fixture
def hanna() -> Client:
    return browser("hanna")


def test_it_reads_like_a_document_in_both_languages() -> None:
    english, german = (
        browser(who, language=code).get("/playbook").text for who, code in (("lena", "en"), ("ada", "de"))
    )
    assert all(
        words in english
        for words in ("Is money set aside for it?", "Somebody who decides is known", "not ripe yet")
    )
    assert all(words in german for words in ("Ist dafür schon Geld eingeplant?", "noch nicht reif"))


@pytest.mark.parametrize(
    "words",
    [
        "somebody is known as Technical decider or somebody is known as Managing director",
        "Budget: released or requested",
        "16 working hours",
        "halves every",
        "Called first",
        "Mon–Thu",
        "presumed interest",
    ],
)
def test_rules_stand_there_in_words(hanna: Client, words: str) -> None:
    assert words in hanna.get("/playbook").text


def test_it_downloads_as_it_was_written(hanna: Client) -> None:
    answer = hanna.get("/playbook/1.yaml")
    assert (answer.content.decode(), "attachment" in answer["Content-Disposition"]) == (TEXT, True)


def test_every_fault_is_told_with_its_line(hanna: Client) -> None:
    broken = TEXT.replace("answer_within: 16h", "answer_within: soon").replace(
        "close_rate: 1/3", "close_rate: 7"
    )
    page = hanna.post("/playbook/publish", {"text": broken, "act": "publish"})
    lines = [
        str(at)
        for at, line in enumerate(broken.splitlines(), 1)
        if "answer_within: soon" in line or "close_rate: 7" in line
    ]
    assert (page.status_code, "2 faults, nothing published" in page.text) == (422, True)
    assert all(f">{int(line):,}<" in page.text for line in lines)
    assert len(queries.versions()) == 1


def test_a_check_publishes_nothing(hanna: Client) -> None:
    page = hanna.post("/playbook/publish", {"text": TEXT + "\n# changed", "act": "check"}).text
    assert "No fault found: ready to publish" in page
    assert len(queries.versions()) == 1


def test_a_published_version_holds_and_the_one_before_stays_readable(hanna: Client) -> None:
    text = TEXT.replace("answer_within: 16h", "answer_within: 8h")
    assert hanna.post("/playbook/publish", {"text": text, "act": "publish"}).status_code == 303
    assert queries.at(NOW).number == 2
    assert "Sales answers within 8 working hours." in hanna.get("/playbook").text
    assert "Sales answers within 16 working hours." in hanna.get("/playbook/1").text


def test_an_uploaded_file_wins_over_the_field(hanna: Client) -> None:
    file = SimpleUploadedFile("playbook.yaml", (TEXT + "\n# by file\n").encode())
    hanna.post("/playbook/publish", {"text": "", "file": file, "act": "publish"})
    assert queries.text(2).endswith("# by file\n")


def test_a_file_that_is_no_text_is_told_with_its_line(hanna: Client) -> None:
    file = SimpleUploadedFile("playbook.yaml", b"process:\n  name: \xff\xfe")
    answer = hanna.post("/playbook/publish", {"file": file, "act": "publish"})
    assert (answer.status_code, "not stored in UTF-8" in answer.text) == (422, True)


@pytest.mark.parametrize("who", ["lena", "ada", "ben", "cleo"])
def test_only_heads_publish(who: str) -> None:
    client = browser(who)
    assert client.get("/playbook").status_code == 200
    assert [client.get("/playbook/publish").status_code, client.post("/playbook/publish").status_code] == [
        404,
        404,
    ]


def test_partners_do_not_read_it() -> None:
    pia = browser("pia")
    assert [pia.get(url).status_code for url in ("/playbook", "/playbook/1", "/playbook/1.yaml")] == [404] * 3


def test_a_version_that_never_was_is_not_there(hanna: Client) -> None:
    assert hanna.get("/playbook/99").status_code == 404


def test_the_first_version_says_in_german_where_it_comes_from() -> None:
    assert "Erste Fassung, wie sie mit dem Haus kommt" in browser("ada", language="de").get("/playbook").text
