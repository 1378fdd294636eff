"""From the builder to the lead: a form is built, read by a stranger on a phone, sent, and counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from leadflow.leads.models import Campaign, Lead
from tests.journeys.test_first_run import serious
from tests.journeys.test_to_won import House, box, chrome, clock, house  # noqa: F401 - fixtures
from tests.mailbox import Mailbox

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["Browser", "LiveServer", "Mailbox"]


def test_a_form_is_built_and_brings_a_lead(house: House) -> None:  # noqa: F811 - the fixture
    _built(house)
    stranger = house.page(phone=True)
    stranger.goto(f"{house.url}/p/form/meet_us?l=en&utm_medium=cpc&utm_campaign=Hannover")
    expect(stranger.get_by_role("heading", name="Meet us")).to_be_visible()
    labels = stranger.locator("form label:visible").all_inner_texts()
    assert [label.split("\n")[0].split(" optional")[0] for label in labels[:3]] == ["Name", "Need", "Email"]
    assert serious(stranger) == []
    stranger.get_by_label("Name").fill("Anna Reuter")
    stranger.get_by_label("Need").fill("Rollenbahn")
    stranger.get_by_label("Email").fill("anna@reuter-bau.example")
    stranger.get_by_role("button", name="Ask for a date").click()
    stranger.wait_for_url("**/p/thanks/**")
    assert stranger.context.cookies() == []
    house.post()
    stranger.goto(house.link("anna@reuter-bau.example", "/p/confirm/"))
    stranger.get_by_role("button").click()
    stranger.wait_for_url("**/p/receipt/**")
    lead = Lead.objects.get()
    assert (lead.channel, Campaign.objects.get(id=lead.campaign_id or 0).name) == ("ads", "Hannover")
    assert lead.facts["lead.need"] == "Rollenbahn"


def _built(house: House) -> None:  # noqa: F811 - the fixture
    """By keyboard and preview: a question is added, moved up, and what the preview shows is what goes live."""
    hanna = house.page("hanna")
    hanna.goto(f"{house.url}/intake/forms/new")
    words = {"label": "Meet us", "text": "At the fair.", "button": "Ask for a date"}
    for name, text in words.items():
        for language in ("de", "en"):
            hanna.locator(f"#b-{name}_{language}").fill(text)
    hanna.locator("#b-add").select_option("lead.need")
    hanna.get_by_role("button", name="Ask this, too").click()
    hanna.get_by_role("button", name="Move Need up").press("Enter")
    expect(hanna.locator("[data-row] strong")).to_have_text(["Name", "Need", "Email"])
    preview = hanna.locator("#form-preview")
    expect(preview.locator("label:visible").nth(1)).to_contain_text("Need")
    assert serious(hanna) == []
    hanna.get_by_role("button", name="Publish").click()
    hanna.wait_for_url("**/intake/forms")
    expect(hanna.get_by_text("The form is live")).to_be_visible()
