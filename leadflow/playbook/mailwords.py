"""Texts that become mails: subject and words in both languages, with fields merged in when the mail is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from leadflow.delivery.rules import fields, has_stray_brace
from leadflow.playbook.parts import Book, Finding, Part, Words
from leadflow.playbook.policy import FactsPolicy

ALWAYS: Final = frozenset({"our.company", "our.sender", "offer"})
"""Fields that every mail can fill: who we are, who writes, what it is about."""


class MailWords(Part):
    """`text`: paragraphs parted by empty lines. A field is written {person.surname|what stands there if unknown}."""

    subject: Words
    text: Words


Path = tuple[str | int, ...]


def findings(words: MailWords, path: Path, book: Book, given: Collection[str] = ()) -> Iterable[Finding]:
    """A field nobody can fill, or one whose value may be unknown and that says nothing for that case.

    `given`: further fields that this mail can always fill.
    """
    facts = book.get(FactsPolicy)
    declared = {fact.key for fact in facts.declared} if facts else set()
    for part in ("subject", "text"):
        for language in ("de", "en"):
            text = getattr(getattr(words, part), language)
            here = (*path, part, language)
            if has_stray_brace(text):
                yield Finding(here, "merge_broken", {})
            yield from _of_fields(text, here, declared, ALWAYS | set(given))


def _of_fields(text: str, here: Path, declared: set[str], always: Collection[str]) -> Iterable[Finding]:
    for one in fields(text):
        if one.name in always:
            continue
        if one.name not in declared:
            yield Finding(here, "merge_unknown", {"name": one.name})
        elif one.fallback is None:
            yield Finding(here, "merge_without_fallback", {"name": one.name})
