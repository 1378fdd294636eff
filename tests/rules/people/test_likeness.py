"""Who is who: the rule keeps colleagues, families and branches apart and finds what hands have bent."""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from leadflow.intake.comparing import Compared, match_list
from leadflow.intake.doors.csv.words import words_of
from leadflow.intake.policy import IntakePolicy
from leadflow.kernel.refusals import Refusal
from leadflow.people.likeness import levels, values
from leadflow.people.likeness.blocking import candidates
from leadflow.people.likeness.table import Feature
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import document, rules
from leadflow.playbook.policy import FactsPolicy
from tests.rules.people.lists import COLUMNS, Answered, branches, contacts
from tests.rules.people.measured import measure

DATA: Final = Path(__file__).parents[4] / "shared" / "data"
BOOK: Final = Path(rules.__file__).with_name("default.yaml")


@cache
def book() -> dict[str, Any]:
    return dict(document.read(BOOK.read_text(encoding="utf-8")).values)


def compare(content: bytes, *ignored: str) -> Compared:
    told = book()
    words = words_of(FactsPolicy.model_validate(told["facts"]), IntakePolicy.model_validate(told["intake"]))
    policy = MatchingPolicy.model_validate(told["matching"])
    return match_list(io.BytesIO(content), words, policy, country="DE", ignored=ignored)


def judged(answered: Answered, *columns: str) -> Any:
    return measure(compare(answered.as_csv(columns or COLUMNS), "wahr").matched, answered.truth)


def public_list(name: str) -> tuple[bytes, list[dict[str, str]]]:
    path = DATA / f"{name}.csv.gz"
    if not path.exists():
        pytest.skip("the public lists are not here")
    content = gzip.decompress(path.read_bytes())
    return content, list(csv.DictReader(io.StringIO(content.decode()), skipinitialspace=True))


@pytest.mark.parametrize(("seed", "repeated"), [(1, 0.3), (2, 0.3), (3, 0.05)])
def test_contacts_of_companies(seed: int, repeated: float) -> None:
    found = judged(contacts(500, seed=seed, repeated=repeated))
    assert found.precision >= 0.99
    assert found.asked >= 0.95
    assert found.questions <= 0.05


def test_without_the_company_and_its_address() -> None:
    found = judged(contacts(500, seed=4, repeated=0.3), "Vorname", "Nachname", "E-Mail", "Telefon", "Ort")
    assert found.precision >= 0.99
    assert found.asked >= 0.95


def test_where_nobody_is_twice_nobody_is_joined() -> None:
    matched = compare(contacts(400, seed=5, repeated=0).as_csv(), "wahr").matched
    assert all(len(group) == 1 for group in matched.groups)


def test_branches_of_one_organisation_stay_apart() -> None:
    matched = compare(branches().as_csv(), "wahr").matched
    assert all(len(group) == 1 for group in matched.groups)


def test_the_same_whatever_the_order_of_the_rows() -> None:
    answered = contacts(150, seed=6, repeated=0.3)
    turned = Answered(answered.rows[::-1], answered.truth[::-1])
    last = len(answered.rows) - 1
    one = {frozenset(group) for group in compare(answered.as_csv(), "wahr").matched.groups}
    other = compare(turned.as_csv(), "wahr").matched.groups
    assert one == {frozenset(last - row for row in group) for group in other}


def test_synthetic_persons_of_splink() -> None:
    content, rows = public_list("dedup_fake1000")
    found = measure(compare(content, "cluster").matched, [row["cluster"] for row in rows])
    assert found.precision >= 0.99
    assert found.asked >= 0.95
    assert found.questions <= 0.05


def test_synthetic_persons_of_febrl() -> None:
    content, rows = public_list("dedup_febrl1")
    truth = [row["rec_id"].split("-")[1] for row in rows]
    found = measure(compare(content, "rec_id", "soc_sec_id").matched, truth)
    assert found.precision >= 0.99
    assert found.asked >= 0.95
    assert found.questions <= 0.05


def test_columns_that_tell_nothing_are_left_out() -> None:
    found = dict(compare(contacts(50, seed=7, repeated=0.3).as_csv(), "wahr").columns)
    assert found == {
        "Vorname": "name",
        "Nachname": "name",
        "Firma": "company",
        "E-Mail": "mail",
        "Telefon": "phone",
        "Straße": "street",
        "PLZ": "code",
        "Ort": "text",
        "wahr": "",
    }


def test_an_ignored_column_must_be_there() -> None:
    with pytest.raises(Refusal, match="unknown_column"):
        compare(contacts(5, seed=8, repeated=0).as_csv(), "Wahr")


@pytest.mark.parametrize(
    ("kind", "left", "right", "level"),
    [
        ("company", "steuerberater wien", "steuerberater salzburg", 0),
        ("company", "berufsschule linz 2", "berufsschule linz 9", 0),
        ("company", "muster metalbau", "muster metallbau", 2),
        ("company", "muster", "muster metallbau", 1),
        ("company", "metallbau muster", "muster metallbau", 3),
        ("code", "10115", "10155", 1),
        ("text", "muenchen", "munchen", 2),
        ("phone", ("+49731555120",), ("+49731555129",), 1),
        ("phone", ("+4917155512", "+49731555120"), ("+49731555120",), 3),
        ("date", values.date("1.2.1990"), values.date("1990-02-01"), 3),
        ("date", values.date("19900102"), values.date("1.2.1990"), 2),
        ("date", values.date("19900102"), values.date("19910203"), 0),
        ("street", values.street("Hauptstr. 5 a"), values.street("Hauptstraße 5A"), 3),
        ("street", values.street("Hauptstraße 5"), values.street("Hauptstraße 7"), 1),
    ],
)
def test_how_alike_two_values_are(kind: str, left: Any, right: Any, level: int) -> None:
    compared, _ = levels.LEVELS[kind]
    assert compared(left, right) == level
    assert compared(right, left) == level


def names(left: tuple[str, str], right: tuple[str, str]) -> tuple[int | None, int | None]:
    one, other = values.name_parts(*left, ""), values.name_parts(*right, "")
    assert one is not None
    assert other is not None
    return levels.given(one[0], other[0]), levels.surname(one[1], other[1])


def test_names() -> None:
    assert names(("Jürgen", "Müller"), ("Juergen", "Mueller")) == (3, 3)
    assert names(("Anna", "Reuter"), ("Reuter", "Anna")) == (2, 2), "they changed places"
    assert names(("A.", "Reuter"), ("Anna", "Reuter")) == (1, 3)
    assert names(("Stefan", "Reuter"), ("Stefanie", "Reuter")) == (1, 3), "two names, no slip"
    assert names(("Anna", "Reuter"), ("Sabine", "Reuter")) == (0, 3)
    assert names(("Anna", ""), ("Sabine", "Anna")) == (None, 2), "told once, not twice"
    assert names(("Prof. Dr. Anna", "von der Heide"), ("Anna", "von der Heide")) == (3, 3)


def test_who_is_called_otherwise() -> None:
    def otherwise(left: str, right: str) -> bool:
        one, other = values.name_parts(left, "Reuter", ""), values.name_parts(right, "Reuter", "")
        assert one is not None
        assert other is not None
        return levels.called_otherwise(one[0], other[0])

    assert not otherwise("Hans-Peter", "Hans")
    assert otherwise("Hans-Peter", "Peter"), "it may be his brother"
    assert otherwise("Hans-Peter", "Hans-Georg")
    assert not otherwise("Hans-Peter", "H.")


def test_a_blank_too_few_before_the_legal_form() -> None:
    assert values.firm("Ackermeier LogistikSE") == values.firm("Ackermeier Logistik SE")


def test_a_shared_mailbox_says_no_more_than_its_domain() -> None:
    shared = values.mail("info@muster.example", {"info"}, set())
    own = values.mail("reuter@muster.example", {"info"}, set())
    assert shared is not None
    assert own is not None
    assert (levels.mails(shared, shared), levels.mails(own, shared), levels.mails(own, own)) == (1, 1, 4)


def test_a_local_part_that_is_the_name_says_nothing_new() -> None:
    def mail(text: str, *names: str) -> Any:
        return values.mail(text, set(), {"gmx.example"}, names)

    here, there = (
        mail("frank.bauer@muster.example", "frank", "bauer"),
        mail("frank.bauer@werk.example", "frank", "bauer"),
    )
    private = mail("frank.bauer@gmx.example", "frank", "bauer")
    assert (levels.mails(here, there), levels.mails(here, private)) == (0, None)
    assert levels.mails(mail("gipfel77@muster.example", "bauer"), mail("gipfel77@werk.example", "bauer")) == 3


def test_candidates_grow_with_the_rows_and_not_with_their_square() -> None:
    def found(people: int) -> float:
        rows = contacts(people, seed=9, repeated=0.2).rows
        features = [
            Feature.of("mail", "mail", [values.mails([row["E-Mail"]], {"info"}, ()) for row in rows]),
            Feature.of("Ort", "text", [values.plain_text(row["Ort"]) for row in rows], place=True),
        ]
        return len(candidates(features, len(rows))) / len(rows)

    assert found(8_000) <= 2 * found(2_000)
