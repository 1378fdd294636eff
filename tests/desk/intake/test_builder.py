"""Forms are built at the desk: a new version, the rest untouched, faults at their fields, one click back."""

from __future__ import annotations

from difflib import unified_diff
from typing import Any

import pytest
from django.test import Client

from leadflow.intake import confirming
from leadflow.playbook import queries as playbook
from tests.cast import browser
from tests.clock import NOW

pytestmark = pytest.mark.django_db
FAIR: dict[str, Any] = {
    "label_de": "Messetermin",
    "label_en": "Meet us at the fair",
    "text_de": "Kommen Sie vorbei.",
    "text_en": "Drop in.",
    "button_de": "Termin anfragen",
    "button_en": "Ask for a date",
    "offer": "solution",
    "channel": "fair",
    "campaign": "Hannover 2027",
    "confirm": "yes",
    "q_asks": ["mail", "lead.need", "lead.budget"],
    "q_place": ["first", "first", "further"],
    "q_required": ["yes", "no", "no"],
    "q_de": ["Ihre E-Mail", "", ""],
    "q_en": ["Your email", "", ""],
    "consent": ["mail"],
    "consent_mail_de": "Ja, schreiben Sie mir zur Messe.",
    "consent_mail_en": "Yes, write to me about the fair.",
    "at_once": "1",
    "thanks_de": "Bis bald: {am Stand}",
    "thanks_en": "See you",
    "act": "publish",
}


@pytest.fixture
def hanna() -> Client:
    return browser("hanna")


def number() -> int:
    playbook.forget()
    return playbook.at(NOW).number


def lines_changed() -> list[str]:
    now = number()
    before, after = playbook.text(now - 1), playbook.text(now)
    diff = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in diff if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_form_is_built_published_and_taken_back(hanna: Client) -> None:
    before = number()
    answer = hanna.post("/intake/forms/new", FAIR)
    assert (answer.status_code, answer["Location"]) == (303, "/intake/forms")
    assert number() == before + 1
    assert all(line.startswith("+") for line in lines_changed())
    form = confirming.form_of("messetermin", NOW)
    assert [q.asks for q in form.further] == ["lead.budget"]
    assert getattr(form.thanks, "de", "") == "Bis bald: {am Stand}"
    assert getattr(form.own_words("mail"), "en", "") == "Yes, write to me about the fair."
    assert "Meet us at the fair" in Client().get("/p/form/messetermin?l=en").text
    assert hanna.post(f"/intake/forms/undo/{before + 1}").status_code == 303
    assert playbook.text(number()) == playbook.text(before)


def test_one_word_changed_is_one_line_changed(hanna: Client) -> None:
    page = hanna.get("/intake/forms/contact/edit")
    assert page.status_code == 200
    sent = _as_shown("contact") | {"label_en": "Speak to us", "act": "publish"}
    assert hanna.post("/intake/forms/contact/edit", sent).status_code == 303
    assert [line[0] for line in lines_changed()] == ["-", "+"]


def _as_shown(key: str) -> dict[str, Any]:
    form = confirming.form_of(key, NOW)
    sent: dict[str, Any] = {"key": key, "base": str(number()), "offer": form.offer, "channel": form.channel}
    for name in ("label", "text", "button"):
        words = getattr(form, name)
        sent |= {f"{name}_de": words.de, f"{name}_en": words.en}
    questions = form.questions
    return sent | {
        "confirm": "yes",
        "q_asks": [q.asks for q in questions],
        "q_place": ["first"] * len(questions),
        "q_required": ["yes" if q.required else "no" for q in questions],
        "q_de": [q.label.de if q.label else "" for q in questions],
        "q_en": [q.label.en if q.label else "" for q in questions],
    }


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"label_en": ""}, 'id="b-label_en-m"'),
        ({"q_asks": ["lead.need"], "q_required": ["no"]}, "mail"),
        (
            {"q_asks": ["mail", "mail"], "q_required": ["yes", "no"], "q_place": ["first", "first"]},
            "asked further up",
        ),
        ({"thanks_url": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"key": "contact"}, "has this address already"),
        ({"key": "Ä!"}, "Small letters"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"at_once": "99"}, ""),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_published(
    hanna: Client, wrong: dict[str, Any], told: str
) -> None:
    before = number()
    answer = hanna.post("/intake/forms/new", FAIR | wrong)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Kommen Sie vorbei." in answer.text
    assert number() == before


def test_rows_move_and_go_without_a_script(hanna: Client) -> None:
    moved = hanna.post("/intake/forms/new", FAIR | {"act": "down:0"}).text
    assert moved.index('value="lead.need"') < moved.index('name="q_asks" value="mail"')
    dropped = hanna.post("/intake/forms/new", FAIR | {"act": "drop:1"}).text
    assert 'name="q_asks" value="lead.need"' not in dropped
    added = hanna.post("/intake/forms/new", FAIR | {"act": "add", "new_asks": "phone"}).text
    assert 'name="q_asks" value="phone"' in added


def test_who_does_not_publish_the_playbook_checks_and_hands_the_text_over() -> None:
    before = number()
    answer = browser("ada").post("/intake/forms/new", FAIR)
    assert answer.status_code == 200
    assert "Meet us at the fair" in answer.text
    assert "Copy the playbook" in answer.text
    assert number() == before
    assert browser("lena").get("/intake/forms/new").status_code == 404
    assert browser("ada").post("/intake/forms/contact/off").status_code == 404


def test_what_somebody_else_published_meanwhile_is_not_overwritten(hanna: Client) -> None:
    mine = _as_shown("contact") | {"act": "publish", "label_en": "Mine"}
    hanna.post("/intake/forms/contact/edit", _as_shown("contact") | {"act": "publish", "label_en": "Theirs"})
    answer = hanna.post("/intake/forms/contact/edit", mine)
    assert answer.status_code == 422
    assert confirming.form_of("contact", NOW).label.en == "Theirs"


def test_the_preview_shows_what_is_typed_and_sends_nothing_of_it(hanna: Client) -> None:
    shown = hanna.post("/intake/forms/preview", FAIR | {"preview": "de", "label_de": "<b>Neu</b>"}).text
    assert "&lt;b&gt;Neu&lt;/b&gt;" in shown
    assert "Ihre E-Mail" in shown
    assert '<fieldset class="public-card" disabled>' in shown


def test_a_form_is_taken_off_and_put_back(hanna: Client) -> None:
    before = number()
    hanna.post("/intake/forms/contact/off")
    assert Client().get("/p/form/contact").status_code == 404
    hanna.post(f"/intake/forms/undo/{before + 1}")
    assert Client().get("/p/form/contact").status_code == 200
    assert hanna.post(f"/intake/forms/undo/{before + 1}").status_code == 422
