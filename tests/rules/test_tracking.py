"""Where a visit came from: read off addresses alone, mapped by the playbook, and never a person's name."""

from __future__ import annotations

import pytest

from leadflow.intake import tracking
from leadflow.intake.policy import Tracking
from leadflow.intake.tracking import trail

RULES = Tracking.model_validate(
    {
        "rules": [
            {"click": ["gclid"], "channel": "ads"},
            {"source": ["partner"], "medium": ["email"], "channel": "referral", "campaign": "Partner"},
            {"medium": ["Email"], "channel": "mailing"},
            {"referrer": ["google.com"], "channel": "search"},
        ]
    }
)


@pytest.mark.parametrize(
    ("asked", "referrer", "place"),
    [
        ({}, "", ("", "")),
        ({"gclid": "abc", "utm_campaign": "Rollenbahn"}, "", ("ads", "Rollenbahn")),
        ({"utm_source": "partner", "utm_medium": "EMAIL"}, "", ("referral", "Partner")),
        ({"utm_source": "x", "utm_medium": "email"}, "", ("mailing", "")),
        ({}, "https://www.google.com/search?q=anna+reuter", ("search", "")),
        ({}, "https://news.google.com/", ("search", "")),
        ({}, "https://notgoogle.com/", ("", "")),
        ({"ref": "https://google.com/x"}, "https://www.muster.example/angebot", ("search", "")),
        ({"utm_campaign": "only"}, "", ("", "only")),
    ],
)
def test_the_first_rule_that_fits_names_the_channel(
    asked: dict[str, str], referrer: str, place: tuple[str, str]
) -> None:
    assert tracking.place(trail(asked, referrer, own_host="leads.muster.example"), RULES) == place


def test_what_was_searched_for_is_not_kept() -> None:
    found = trail({}, "https://www.google.com/search?q=anna+reuter", own_host="x.example")
    assert found.referrer == "google.com/search"


@pytest.mark.parametrize("text", ["anna@muster.example", "x" * 81, "a\x00b", "‮kcab"])
def test_what_could_be_a_person_or_a_trick_is_left_out(text: str) -> None:
    assert trail({"utm_campaign": text}, "", own_host="x.example").campaign == ""


@pytest.mark.parametrize(
    "referrer",
    ["", "javascript:alert(1)", "https://[", "https://localhost/", "https://leads.muster.example/p"],
)
def test_what_is_no_other_site_is_no_referrer(referrer: str) -> None:
    assert trail({}, referrer, own_host="leads.muster.example:443").referrer == ""
