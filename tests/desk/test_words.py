"""Every refusal has words, and every sentence of the desk is there in both languages."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

import leadflow
from leadflow.desk import refusal_words
from leadflow.kernel.refusals import Refusal

TREE = Path(leadflow.__file__).parent
LOCALE = TREE.parent / "locale"
CODE = re.compile(r"\b(?:Refusal|Unclear)\(\s*\"([a-z_]+)\"")
CALLS = {"gettext", "gettext_lazy", "_", "ngettext", "pgettext", "pgettext_lazy", "npgettext"}
FACTS = {
    "missing": ["need"],
    "user": 1,
    "minutes": 3,
    "shortest": 12,
    "limit": 10_000,
    "largest": 5_000_000,
    "seconds": 9,
}


def codes() -> set[str]:
    return {code for path in TREE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def catalog(language: str) -> gettext.GNUTranslations:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def said_in(source: str) -> Iterator[tuple[str | None, str]]:
    """(context, message) of every call that translates."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if not isinstance(node, ast.Call) or name not in CALLS:
            continue
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if texts:
            yield (texts[0], texts[1]) if name.startswith(("pgettext", "npgettext")) else (None, texts[0])


CALL = re.compile(
    r"\b(?:gettext|ngettext|pgettext|npgettext)\((?:[^()]|\([^()]*\))*\)|\b_\((?:[^()]|\([^()]*\))*\)"
)


def messages() -> set[tuple[str | None, str]]:
    found: set[tuple[str | None, str]] = set()
    for path in (*(TREE / "desk").rglob("*.py"), *(TREE / "api").rglob("*.py")):
        found |= set(said_in(path.read_text(encoding="utf-8")))
    for path in (TREE / "desk" / "templates").rglob("*.html"):
        found |= set(
            said_in("\n".join(CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path)))))
        )
    return found


@pytest.mark.django_db
def test_every_refusal_has_a_title_a_sentence_and_a_way_on() -> None:
    missing = codes() - refusal_words.WORDS.keys()
    assert not missing


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_refusal_can_be_said_with_and_without_its_facts(language: str) -> None:
    with translation.override(language):
        for code in refusal_words.WORDS:
            for facts in ({}, FACTS):
                said = refusal_words.said(Refusal(code, **facts))
                assert all((said.title, said.text, said.todo))
                assert "%(" not in said.text + said.todo


def test_a_code_nobody_knows_is_still_a_calm_sentence() -> None:
    assert "brand_new" in refusal_words.said(Refusal("brand_new")).text


def test_every_sentence_is_there_in_german() -> None:
    german = catalog("de")
    silent = {
        message
        for context, message in messages()
        if (german.pgettext(context, message) if context else german.gettext(message)) == message
        and message not in SAME_IN_BOTH
    }
    assert not silent


SAME_IN_BOTH = {
    "Leads", "Lead", "Team", "Person", "Mail", "Plan", "Phase", "Opps", "Phase: %(phase)s", "in %(span)s",
    "%(fact)s: %(value)s", "Doctor", "Marketing", "Teams",
    "Dossier", "Mails", "Port", "Server", "STARTTLS (587)", "TLS (465)", "Mail: %(state)s",
    "Plan: %(name)s", "Plan: %(plan)s",
    "Name", "Text", "CSV", "API", "Note", "Code", "Opportunity", "in force",
}  # fmt: skip


def test_no_word_of_ours_takes_the_place_of_one_of_the_framework() -> None:
    """ "May" as "is allowed" once became the name of a month."""
    theirs = Path(django.__file__).parent / "conf" / "locale" / "de" / "LC_MESSAGES" / "django.mo"
    with theirs.open("rb") as file:
        framework = gettext.GNUTranslations(file)
    ours = catalog("de")
    said = re.findall(
        r'^msgid "(.+)"$', (LOCALE / "de/LC_MESSAGES/django.po").read_text("utf-8"), re.MULTILINE
    )
    other = {one for one in said if framework.gettext(one) not in (one, ours.gettext(one))}
    assert not other
