"""The page on which a form is built: its fields, what may be asked, and what is wrong with which of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.content import queries as library
from leadflow.desk import words
from leadflow.desk.intake import drafting
from leadflow.desk.intake.drafting import FURTHER, LANGUAGES, Draft
from leadflow.intake.showing import LABELS
from leadflow.kernel.home import base_url
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy
from leadflow.privacy.policy import PrivacyPolicy

Values = dict[str, Any]
SHOWN: Final = re.compile(r"(label|text|button|thanks)(\.|$)|(questions|further)(\[|$)|thanks_url$|key$")
"""Fields that show their own fault; all others are told above."""


def page(
    draft: Draft, now: datetime, *, may: bool, sound: bool = False, text: str = "", mistake: str = ""
) -> Values:
    entry, book, language = draft.entry, playbook.at(now), words.language()
    policy = book.section(LeadsPolicy)
    asks = _asks(book.section(FactsPolicy), language)
    taken = {one["asks"] for part in ("questions", FURTHER) for one in entry.get(part, [])}
    return {
        "title": _title(draft, language),
        "is_new": draft.is_new,
        "key": draft.key,
        "base": draft.base,
        "address": f"{base_url()}/p/form/",
        "wrong": draft.faults,
        "key_wrong": draft.faults.get("key", ""),
        "texts": [_both(draft, name, label, name == "text") for name, label in _texts()],
        "rows": _rows(draft, asks),
        "questions_wrong": draft.faults.get("questions", ""),
        "addable": [{"value": key, "label": label} for key, label in asks.items() if key not in taken],
        "offers": _options(policy.offers, entry.get("offer", ""), language),
        "channels": _options(policy.channels, entry.get("channel", ""), language),
        "campaign": entry.get("campaign", ""),
        "pieces": _pieces(entry.get("gives", "")),
        "confirm": entry.get("confirm", True),
        "consents": _consents(draft, book.section(PrivacyPolicy), language),
        "at_once": entry.get("at_once", 2),
        "thanks": _both(draft, "thanks", gettext("What is said at the end"), long=True),
        "thanks_url": entry.get("thanks_url", ""),
        "thanks_url_wrong": draft.faults.get("thanks_url", ""),
        "others": [*draft.others, *(text for place, text in draft.faults.items() if not SHOWN.match(place))],
        "faults": len(draft.faults) + len(draft.others),
        "mistake": mistake,
        "sound": sound,
        "text": text if not may else "",
        "may": may,
        "back_url": reverse("desk:forms"),
        "post_url": reverse("desk:form_new") if draft.is_new else reverse("desk:form_edit", args=[draft.key]),
        "off_url": reverse("desk:form_off", args=[draft.key]) if may and not draft.is_new else "",
        "preview_url": reverse("desk:form_preview"),
    }


def _title(draft: Draft, language: str) -> str:
    if draft.is_new:
        return gettext("A new form")
    label = draft.entry["label"].get(language[:2]) or draft.key
    return gettext("Form “%(name)s”") % {"name": label}


def _texts() -> list[tuple[str, str]]:
    return [
        ("label", gettext("Title")),
        ("text", gettext("What it is about")),
        ("button", gettext("Button")),
    ]


def _both(draft: Draft, name: str, label: str, long: bool) -> Values:
    said: Mapping[str, str] = draft.entry.get(name) or {}
    missing = draft.faults.get(name, "")
    return {
        "name": name,
        "label": label,
        "long": long,
        "fields": [
            {
                "name": f"{name}_{language}",
                "language": language,
                "value": said.get(language, ""),
                "mistake": draft.faults.get(f"{name}.{language}", missing),
            }
            for language in LANGUAGES
        ],
    }


def _asks(facts: FactsPolicy, language: str) -> dict[str, str]:
    """Everything a form can ask for, in words."""
    fixed = {key: str(label) for key, label in LABELS.items()}
    named = {"person.name": gettext("Name"), **fixed}
    return named | {
        fact.key: fact.label.in_(language)
        for fact in facts.declared
        if fact.key not in ("person.mail", "person.phone", "person.mobile", "person.language")
    }


def _rows(draft: Draft, asks: Mapping[str, str]) -> list[Values]:
    found: list[Values] = []
    for part in ("questions", FURTHER):
        for place, one in enumerate(draft.entry.get(part, [])):
            here = f"{part}[{place + 1}]"
            faults = [text for path, text in draft.faults.items() if path.startswith(here)]
            found.append(
                {
                    "at": len(found),
                    "asks": one["asks"],
                    "name": asks.get(one["asks"], one["asks"]),
                    "further": part == FURTHER,
                    "required": one.get("required", False),
                    "de": (one.get("label") or {}).get("de", ""),
                    "en": (one.get("label") or {}).get("en", ""),
                    "mistake": " ".join(faults),
                }
            )
    return found


def _options(declared: Any, chosen: str, language: str) -> list[Values]:
    return [{"value": one.key, "label": one.label.in_(language), "on": one.key == chosen} for one in declared]


def _pieces(chosen: str) -> list[Values]:
    found = [{"value": one.key, "label": one.title, "on": one.key == chosen} for one in library.library()]
    if chosen and not any(one["on"] for one in found):
        label = gettext("%(key)s (not in the library yet)") % {"key": chosen}
        found.append({"value": chosen, "label": label, "on": True})
    return found


def _consents(draft: Draft, policy: PrivacyPolicy, language: str) -> list[Values]:
    """Each purpose with its own wording, and what stands there if the form has none of its own."""
    asked: dict[str, Values] = {}
    for one in draft.entry.get("consents", []):
        purpose, own = (one, {}) if isinstance(one, str) else (one["purpose"], one.get("text") or {})
        asked[purpose] = own
    return [
        {
            "key": purpose.key,
            "label": purpose.label.in_(language),
            "on": purpose.key in asked,
            "fields": [
                {
                    "name": f"consent_{purpose.key}_{code}",
                    "language": code,
                    "value": asked.get(purpose.key, {}).get(code, ""),
                    "usual": purpose.consent.in_(code),
                }
                for code in LANGUAGES
            ],
        }
        for purpose in drafting.purposes(policy)
    ]
