"""Two real lists, with the default playbook's words: every row is read, and the columns mean what they should."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, Final

import pytest

from leadflow.intake.doors.csv.detect import Detected, detect
from leadflow.intake.doors.csv.guess import guess
from leadflow.intake.doors.csv.mapping import Mapping
from leadflow.intake.doors.csv.reading import Record, records
from leadflow.intake.doors.csv.shapes import tells_apart
from leadflow.intake.doors.csv.values import clean
from leadflow.intake.doors.csv.words import MappingWords, words_of
from leadflow.intake.policy import IntakePolicy
from leadflow.kernel.phone import normal_phone
from leadflow.playbook import document, rules
from leadflow.playbook.policy import FactsPolicy
from tests.rules.csv.lists import rows

DATA: Final = Path(__file__).parents[4] / "shared" / "data"
BOOK: Final = Path(rules.__file__).with_name("default.yaml")


@pytest.fixture(scope="module")
def words() -> MappingWords:
    told: dict[str, Any] = document.read(BOOK.read_text(encoding="utf-8")).values
    return words_of(FactsPolicy.model_validate(told["facts"]), IntakePolicy.model_validate(told["intake"]))


def content(name: str) -> bytes:
    path = DATA / f"{name}.csv.gz"
    if not path.exists():
        pytest.skip("the public lists are not here")
    return gzip.decompress(path.read_bytes())


def proposed(name: str, words: MappingWords) -> tuple[Mapping, dict[str, str], list[Record]]:
    file = io.BytesIO(content(name))
    found: Detected = detect(file)
    mapping = guess(found.dialect.headings, [record.values for record in found.sample], words)
    return mapping, {c.heading: c.target for c in mapping.columns}, list(records(file, found.dialect))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("at_organisations", 1_039),
        ("xeducation_leads", 9_240),
        ("olist_mql", 8_000),
        ("dedup_fake1000", 1_000),
        ("dedup_febrl1", 1_000),
    ],
)
def test_every_row_of_a_real_list_is_read_without_fault(name: str, count: int) -> None:
    found = rows(content(name))
    assert len(found) == count
    assert [record.fault for record in found if record.fault] == []


def test_organisations_are_understood(words: MappingWords) -> None:
    mapping, targets, read = proposed("at_organisations", words)
    expected = {
        "Name": "company.name", "Name_Lang": "company.name", "Branche": "company.industry", "Adresse": "company.street",
        "PLZ": "company.postcode", "E-Mail": "mail", "Homepage": "company.domain", "Tel": "phone", "Fax": "import.fax",
        "Typ": "import.typ", "Datenquelle": "import.datenquelle", "Pruefung": "import.pruefung", "file": "import.file",
    }  # fmt: skip
    assert {heading: targets[heading] for heading in expected} == expected
    long_names = [clean(record.values[3]) for record in read]
    assert all(
        ("company.name", long) in mapping.pairs(r.values)
        for r, long in zip(read, long_names, strict=True)
        if long
    )


def test_an_id_that_is_unique_only_within_its_list_is_seen_as_such(words: MappingWords) -> None:
    mapping, _, read = proposed("at_organisations", words)
    assert [mapping.columns[at].heading for at in mapping.source_id] == ["file", "Id"]
    values = [record.values for record in read]
    assert tells_apart(values, *mapping.source_id)
    assert not tells_apart(values, mapping.source_id[-1])


def test_nearly_every_phone_of_the_organisations_is_read(words: MappingWords) -> None:
    mapping, _, read = proposed("at_organisations", words)
    phones = [text for record in read for target, text in mapping.pairs(record.values) if target == "phone"]
    good = [phone for phone in phones if normal_phone(phone, "AT")]
    assert len(good) >= len(phones) * 0.99


def test_course_leads_are_understood_and_what_sales_wrote_is_never_scored(words: MappingWords) -> None:
    mapping, targets, _ = proposed("xeducation_leads", words)
    expected = {
        "Prospect ID": "source.id", "Lead Source": "channel",
        "Converted": "outcome", "TotalVisits": "import.totalvisits",
        "Do Not Email": "objection.mail", "Do Not Call": "objection.phone",
        "Country": "company.country", "City": "company.city",
        "What is your current occupation": "import.what_is_your_current_occupation", "Search": "import.search",
        "Newspaper": "import.newspaper",
    }  # fmt: skip
    assert {heading: targets[heading] for heading in expected} == expected
    leaks = {heading for heading, target in targets.items() if target == "never_score"}
    assert leaks >= {"Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity"}
    assert sum(heading.startswith("Asymmetrique") for heading in leaks) == 4
    assert [mapping.columns[at].heading for at in mapping.source_id] == ["Prospect ID"]


@pytest.mark.parametrize("name", ["at_organisations", "xeducation_leads"])
def test_no_filled_cell_of_a_real_list_is_dropped(name: str, words: MappingWords) -> None:
    mapping, _, read = proposed(name, words)
    joined = len(mapping.source_id) > 1
    for record in read:
        filled = sum(1 for value in record.values if value.strip(" '"))
        assert len(mapping.pairs(record.values)) == filled, record.number
        assert joined or len(mapping.source_id) == 1
