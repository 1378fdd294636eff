"""Mails, phones and money in one normal form, and cells that leave the house."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.kernel.export import csv_lines, csv_safe
from leadflow.kernel.mail import domain_of, is_free_mail, is_shared_mailbox, mail_fault, normal_mail
from leadflow.kernel.money import Money, read_money, shown_money
from leadflow.kernel.phone import Phone, normal_phone, read_phone, shown_phone


@pytest.mark.parametrize(
    "written",
    [
        "eva@muster.example",
        " Eva@Muster.Example. ",
        "mailto:eva@muster.example",
        "MAILTO:eva@muster.example?subject=x",
        "<eva@muster.example>",
        "Eva Reuter <eva@muster.example>",
        "(eva@muster.example);",
        "'eva@muster.example'",
        "eva@muster.example\u00a0",
    ],
)
def test_one_mail_address_however_it_is_written(written: str) -> None:
    assert normal_mail(written) == "eva@muster.example"
    assert mail_fault(written) is None


def test_an_international_domain_has_one_form() -> None:
    assert (
        normal_mail("info@müller.example")
        == normal_mail("info@xn--mller-kva.example")
        == "info@xn--mller-kva.example"
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "mail_empty"),
        ("keine", "mail_without_at"),
        ("a@b.example; c@b.example", "mail_several"),
        ("a..b@muster.example", "mail_local_part"),
        ("a b@muster.example", "mail_local_part"),
        ("a@muster", "mail_domain"),
        ("a@-muster.example", "mail_domain"),
        ("ä@muster.example", "mail_not_ascii"),
        ("a" * 65 + "@muster.example", "mail_too_long"),
    ],
)
def test_what_is_no_mail_says_why(written: str, code: str) -> None:
    assert normal_mail(written) is None
    assert mail_fault(written) == code


@given(st.text(max_size=40) | st.emails())
def test_a_normal_mail_is_normal_already(text: str) -> None:
    mail = normal_mail(text)
    assert mail is None or normal_mail(mail) == mail
    assert (mail is None) == (mail_fault(text) is not None)


def test_a_mailbox_of_many_belongs_to_nobody() -> None:
    assert is_shared_mailbox("info-berlin@muster.example", {"info"})
    assert not is_shared_mailbox("informatik@muster.example", {"info"})
    assert is_free_mail(domain_of("eva@gmx.de"), {"gmx.de"})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07251 9382-11", "+497251938211"),
        ("(07251) 938211", "+497251938211"),
        ("07251/93 82 11", "+497251938211"),
        ("+49 (0)7251 938211", "+497251938211"),
        ("+49 (0) 7251 / 93 82 – 11", "+497251938211"),
        ("0049 7251 938211", "+497251938211"),
        ("'+497251938211", "+497251938211"),
        ("Tel.: 07251.938211", "+497251938211"),
        ("+4907251938211", "+497251938211"),
        ("+43 1 40145 DW 12", "+4314014512"),
        ("'+435-7799", "+4357799"),
        ("+1 212 555 0100", "+12125550100"),
    ],
)
def test_one_number_however_it_is_written(written: str, number: str) -> None:
    assert normal_phone(written, "DE") == number


@pytest.mark.parametrize(
    "written", ["", "k.A.", "110", "+49", "siehe Homepage", "1" * 21, "0721 123456 / 0171 4456789", "=1+1"]
)
def test_what_is_no_single_number_is_none(written: str) -> None:
    assert normal_phone(written, "DE") is None


def test_an_extension_is_kept_apart() -> None:
    assert read_phone("+1 212 555 0100 ext. 12", "DE") == Phone("+12125550100", "12")


def test_a_number_without_prefix_belongs_to_the_home() -> None:
    assert normal_phone("01 40145-0", "AT") == "+431401450"
    assert normal_phone("044 668 18 00", "CH") == "+41446681800"
    assert shown_phone("+497251938211") == "+49 7251 938211"


def test_the_short_way_says_what_the_judge_says() -> None:
    rng = random.Random(7)
    for _ in range(3_000):
        digits = "".join(rng.choices("0123456789", k=rng.randint(5, 12)))
        country, start = rng.choice(
            [("DE", "0"), ("AT", "0"), ("CH", "0"), ("DE", "+49"), ("DE", "+43"), ("DE", "+41")]
        )
        ours = normal_phone(start + digits, country)
        if ours:
            parsed = phonenumbers.parse(start + digits, country)
            assert phonenumbers.is_possible_number(parsed)
            assert ours == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("4.000 €", 400_000),
        ("4,000.00", 400_000),
        ("4000", 400_000),
        ("EUR 4.000,50", 400_050),
        ("4.000,- €", 400_000),
        ("4'000.50", 400_050),
        ("1.5", 150),
        ("4,5", 450),
        ("0,500", 50),
        ("1.234.567", 123_456_700),
        ("-5", -500),
    ],
)
def test_amounts_are_read_in_both_languages(written: str, minor: int) -> None:
    assert read_money(written) == Money(minor, "EUR")


@pytest.mark.parametrize("written", ["", "viel", "12.34.56", "=1+1", "1,23,4"])
def test_what_is_no_amount_is_none(written: str) -> None:
    assert read_money(written) is None


@given(st.integers(-(10**10), 10**10), st.sampled_from(["de", "en"]))
def test_what_is_shown_can_be_read_again(minor: int, language: str) -> None:
    money = Money(minor, "EUR")
    assert read_money(shown_money(money, language)) == money


def test_money_is_shown_in_the_readers_language() -> None:
    assert shown_money(Money(130_680_000), "de") == "1.306.800\u00a0€"
    assert shown_money(Money(130_680_050), "en") == "€1,306,800.50"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", " =HYPERLINK(1)", "\r=1", "＝1", "|calc"]
)
def test_no_cell_leaves_as_a_formula(cell: str) -> None:
    assert csv_safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Muster GmbH", "-12,50", "+3", "4000", "", "a=b", "<b>fett</b>"])
def test_text_and_plain_numbers_leave_as_they_are(cell: str) -> None:
    assert csv_safe(cell) == cell


def test_lines_of_an_export_quote_what_must_be_quoted() -> None:
    assert list(csv_lines([["=1", 'a"b;c', None, 3]])) == ['\'=1;"a""b;c";;3\r\n']
