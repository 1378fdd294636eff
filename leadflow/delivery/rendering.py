"""From words to a mail: a plain text part, and the same in calm HTML, made by MJML. No picture, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import mrml
from django.template.loader import render_to_string

UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that MJML, like all XML, cannot hold: one of them in a stranger's name would stop the whole mail."""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says: paragraphs are parted by empty lines. `foot`: small links below, as to unsubscribe."""

    subject: str
    text: str
    company: str
    button: Link | None = None
    sender: str = ""
    foot_note: str = ""
    foot: Sequence[Link] = ()
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(words: Words) -> Rendered:
    return Rendered(words.subject, _plain(words), _html(words))


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _plain(words: Words) -> str:
    parts = _paragraphs(words.text)
    if words.button:
        parts.append(f"{words.button.label}:\n{words.button.url}")
    if words.sender:
        parts.append(words.sender)
    foot = [words.foot_note] if words.foot_note else []
    foot += [f"{link.label}: {link.url}" for link in words.foot]
    if foot:
        parts.append("--\n" + "\n".join(foot))
    return "\n\n".join(parts) + "\n"


def _html(words: Words) -> str:
    page = render_to_string(
        "delivery/mail.mjml",
        {
            "words": words,
            "paragraphs": [part.splitlines() for part in _paragraphs(words.text)],
            "sender": words.sender.splitlines(),
        },
    )
    return str(mrml.to_html(UNWRITABLE.sub("", page)).content)
