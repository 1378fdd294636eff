"""The sample company as an old system would export it: its stories in the shape of HubSpot. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from config.sample.people import prospects
from config.sample.stories import Story, stories
from config.sample.truth import Planted, plant
from config.sample.year import Year, year_until

UNTIL: Final = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
YEAR: Final = year_until(UNTIL, ZoneInfo("Europe/Berlin"))
CONTACTS: Final = (
    "Record ID - Contact", "First Name", "Last Name", "Email", "Phone Number", "Associated Company",
    "Job Title", "Postal Code", "Industry", "Company size", "Country/Region", "Buying Role", "Timing",
    "Decision stage", "Create Date", "First Outreach Date", "Last Activity Date", "Number of times contacted",
    "Lead Status", "Contact owner", "Original Traffic Source",
)  # fmt: skip
DEALS: Final = (
    "Record ID - Deal", "Deal Name", "Deal Stage", "Amount", "Create Date", "Close Date", "Deal owner",
    "Closed Lost Reason", "Associated Contact IDs",
)  # fmt: skip
FACTS: Final = (
    "company.industry",
    "company.size",
    "company.country",
    "person.role",
    "lead.timing",
    "lead.decision_stage",
)
HEADINGS: Final = dict(
    zip(
        FACTS,
        ("Industry", "Company size", "Country/Region", "Buying Role", "Timing", "Decision stage"),
        strict=True,
    )
) | {"channel": "channel"}
TALKS: Final = ("call", "meet")
OUT: Final = ("sort_out", "won", "lost")


def told(seed: int, leads: int, *, twin: bool = False) -> tuple[Planted, list[Story]]:
    planted = plant(seed, twin=twin)
    return planted, stories(seed, prospects(seed, leads), planted)


def contacts(found: Sequence[Story], year: Year = YEAR) -> bytes:
    return _csv(CONTACTS, [_contact(at, story, year) for at, story in enumerate(found, 1)])


def deals(found: Sequence[Story], year: Year = YEAR) -> bytes:
    rows = [_deal(at, story, year) for at, story in enumerate(found, 1)]
    return _csv(DEALS, [row for row in rows if row])


def bundle(found: Sequence[Story], year: Year = YEAR) -> bytes:
    """Both lists in a ZIP, as HubSpot sends them by mail."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("hubspot-crm-exports-all-contacts.csv", contacts(found, year))
        pack.writestr("hubspot-crm-exports-all-deals.csv", deals(found, year))
    return made.getvalue()


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([headings, *rows])
    return made.getvalue().encode()


def _contact(number: int, story: Story, year: Year) -> list[str]:
    sent, facts = story.prospect.sent, story.prospect.facts
    done = [step.at for step in story.steps if step.what in TALKS]
    last = story.steps[-1].what if story.steps else ""
    status = "Unqualified" if last == "sort_out" else "Open" if not story.steps else "In progress"
    return [
        str(number), sent["person.given"], sent["person.surname"], sent.get("mail", ""), sent.get("phone", ""),
        sent["company.name"], sent.get("person.function", ""), sent["company.postcode"],
        *(facts[fact] for fact in FACTS),
        _said(story.arrives, year), _said(done[0], year) if done else "", _said(done[-1], year) if done else "",
        str(len(done)), status, story.steps[0].who.name if story.steps else "", facts["channel"],
    ]  # fmt: skip


def _deal(number: int, story: Story, year: Year) -> list[str]:
    taken = next((step for step in story.steps if step.what == "accept"), None)
    if taken is None:
        return []
    end = next((step for step in story.steps if step.what in ("won", "lost")), None)
    stage = {"won": "Closed won", "lost": "Closed lost"}[end.what] if end else "Presentation scheduled"
    amount = str(end.values["amount"] // 100) if end and end.what == "won" else ""
    reason = str(end.values.get("reason", "")) if end else ""
    return [
        str(900_000 + number), f"{story.prospect.sent['company.name']} - New Deal", stage, amount,
        _said(taken.at, year), _said(end.at, year) if end else "", taken.who.name, reason, str(number),
    ]  # fmt: skip


def _said(at: float, year: Year) -> str:
    return f"{year.moment(at):%Y-%m-%d %H:%M}"
