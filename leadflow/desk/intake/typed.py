"""The typed line as the page shows it: fields with what they were read as, and leads it may belong to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.desk.intake import told
from leadflow.desk.words import Lazy
from leadflow.intake import capturing, likely, readers
from leadflow.intake.doors import line
from leadflow.intake.likely import Alike
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import Reading
from leadflow.intake.rules import read as understand
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

Values = dict[str, Any]
ALWAYS: Final = ("person.name", "company.name", "phone", "mail")
LONGEST: Final = 500
TARGET: Final = re.compile(r"mail|phone|mobile|note|(?:lead|person|company|import)\.[a-z0-9_]{1,60}")
WHY: Final[Mapping[str, Lazy]] = {
    "mail": _("same mail"),
    "phone": _("same number"),
    "name": _("same name"),
    "company": _("same company"),
}


def token() -> str:
    return secrets.token_urlsafe(16)


def typed(sent: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Target -> text: the line as it is read now, but fields somebody typed into as typed."""
    found = _read(sent, now)
    return capturing.clean(line.merged(_prefixed(sent, "f:"), found, _prefixed(sent, "w:")))


def _read(sent: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What the line alone says."""
    wish = playbook.at(now).section(IntakePolicy).hand.wish
    return capturing.clean(line.read(str(sent.get("line", "")), wish=wish, country=home().phone_country))


def _prefixed(sent: Mapping[str, Any], prefix: str) -> dict[str, str]:
    """Fields of the panel; what is no target of a lead was not asked."""
    named = ((name.removeprefix(prefix), text) for name, text in sent.items() if name.startswith(prefix))
    return {name: str(text)[:LONGEST] for name, text in named if TARGET.fullmatch(name)}


def names_somebody(values: Mapping[str, str], now: datetime) -> bool:
    return isinstance(understand(list(values.items()), readers.words_of(now, "dmy")), Reading)


def name(values: Mapping[str, str]) -> str:
    """By what one recognises what one just typed."""
    named = [
        values[key] for key in ("person.name", "company.name", "mail", "phone", "mobile") if values.get(key)
    ]
    return ", ".join(named[:2])[:80]


def begun(back: str) -> Values:
    """The empty line, as it stands above other pages; afterwards one is back there."""
    return {
        "token": token(),
        "back": back,
        "post_url": reverse("desk:hand"),
        "read_url": reverse("desk:hand_read"),
    }


def page(sent: Mapping[str, Any], actor: Actor, now: datetime, *, mistake: str = "") -> Values:
    book = playbook.at(now)
    wish = book.section(IntakePolicy).hand.wish
    read_, shown = _read(sent, now), typed(sent, now)
    return {
        "line": str(sent.get("line", ""))[: line.LONGEST],
        "token": str(sent.get("token", "")) or token(),
        "back": str(sent.get("back", ""))[:200],
        "mistake": mistake,
        "named": names_somebody(shown, now),
        "post_url": reverse("desk:hand"),
        "read_url": reverse("desk:hand_read"),
        "fields": _fields(read_, shown, wish, book) if shown or read_ else [],
        "alike": [_alike(one, now) for one in likely.alike(shown, seen_by=actor, now=now)],
    }


def _fields(read_: Mapping[str, str], shown: Mapping[str, str], wish: str, book: Playbook) -> list[Values]:
    names = [*ALWAYS, *(key for key in {**read_, **shown} if key not in (*ALWAYS, wish)), wish]
    return [
        {
            "name": key,
            "id": key.replace(".", "-"),
            "label": told.target(key, book),
            "value": shown.get(key, ""),
            "was": read_.get(key, ""),
            "wide": key == wish,
        }
        for key in names
    ]


def _alike(one: Alike, now: datetime) -> Values:
    lead = one.line
    return {
        "title": lead.title,
        "url": reverse("desk:lead", args=[lead.public_id]),
        "id": str(lead.public_id),
        "stage": str(words.STAGES.get(lead.stage, lead.stage)),
        "since": words.day(lead.opened_at),
        "why": [str(WHY[by]) for by in one.by],
        "open": lead.is_open,
    }
