"""Each code has a status and a sentence in the language of whoever asks; whoever asks too fast is told to wait."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import translation
from pytest_django import Settings

import leadflow
from leadflow.accounts import machines
from leadflow.accounts.models import ApiKey
from leadflow.api import words
from leadflow.kernel.refusals import Refusal
from tests.api.asking import Machine
from tests.clock import NOW

TREE = Path(leadflow.__file__).parent
HEARD = (
    *(TREE / "api").glob("*.py"),
    *(TREE / room / "services.py" for room in ("leads", "intake", "qualification", "handover")),
    *(
        TREE / path
        for path in ("leads/keeping.py", "accounts/machines.py", "accounts/queries.py", "insight/rules.py")
    ),
)
CODE = re.compile(r"\b(?:Refusal|Unclear|_simply)\(\s*\"([a-z_]+)\"")
OF_PAGES = {"uplift_beyond_all", "heat_already_set", "name_missing", "arrival_settled", "not_allowed"}
"""Refused where no operation of the API leads to."""


def test_every_code_the_api_answers_with_has_words() -> None:
    told = {code for path in HEARD for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert not told - words.SAID.keys() - OF_PAGES


def test_no_sentence_is_the_same_in_both_languages() -> None:
    with translation.override("de"):
        german = {code: words.message_of(code) for code in words.SAID}
    with translation.override("en"):
        assert not [code for code, said in german.items() if said == words.message_of(code)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [("de", "Das gibt es nicht"), ("en", "There is no such thing"), ("fr, de;q=0.5", "Das gibt es nicht")],
)
def test_refusals_speak_the_language_that_is_asked_for(asked: str, said: str) -> None:
    told = Machine().get("arrivals?key=never", Accept_Language=asked)[1]
    assert (told["code"], told["message"].startswith(said)) == ("not_found", True)


@pytest.mark.django_db
def test_who_asks_too_often_waits_and_others_do_not(settings: Settings) -> None:
    settings.API_PER_MINUTE = 3
    hasty, other = Machine(), Machine()
    with time_machine.travel(NOW, tick=False):  # the next minute would be a new one
        assert [hasty.get("balance")[0] for _ in range(4)] == [200, 200, 200, 429]
        assert int(hasty.answer["Retry-After"]) == 60
        assert other.get("balance")[0] == 200


@pytest.mark.django_db
def test_processes_share_what_a_key_may_ask(settings: Settings) -> None:
    """Each process holds a share of its own; together they never exceed the agreed number."""
    settings.API_PER_MINUTE = 120
    machine, taken = Machine(), 0
    with time_machine.travel(NOW, tick=False):
        for _ in range(100):
            machines.forget_shares()  # as if another process answered
            taken += machine.get("balance")[0] == 200
    assert taken == 60  # shares of two, of which each process used one


@pytest.mark.django_db
def test_the_next_minute_is_a_new_one() -> None:
    Machine()
    key = ApiKey.objects.get().id
    for minute in range(3):
        machines.spend(key, allowed=1, now=NOW + timedelta(minutes=minute))
        with pytest.raises(Refusal, match="too_many_requests"):
            machines.spend(key, allowed=1, now=NOW + timedelta(minutes=minute, seconds=59))
