"""A form in the making: from what was typed to an entry of the playbook, and from the playbook's faults to fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from pydantic import ValidationError

from leadflow.intake.policy import Form
from leadflow.kernel.refusals import NotFound
from leadflow.playbook import queries as playbook
from leadflow.playbook import services as playbooks
from leadflow.playbook.document import Fault
from leadflow.playbook.editing import put_entry
from leadflow.privacy.policy import PrivacyPolicy

Values = dict[str, Any]
SECTION: Final = ("intake", "forms")
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
FURTHER: Final = "further"
LANGUAGES: Final = ("de", "en")
MOST_ROWS: Final = 40
NEW: Final[Mapping[str, Any]] = {
    "key": "",
    "label": {"de": "", "en": ""},
    "text": {"de": "", "en": ""},
    "button": {"de": "Anfrage senden", "en": "Send the enquiry"},
    "confirm": True,
    "questions": [{"asks": "person.name", "required": True}, {"asks": "mail", "required": True}],
}


@dataclass(frozen=True, slots=True)
class Draft:
    """`entry` as the playbook would hold it, `base` the version it was made on, `faults` by field."""

    entry: Values
    base: int
    is_new: bool
    faults: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return str(self.entry["key"])

    @property
    def is_faulty(self) -> bool:
        return bool(self.faults or self.others)


def begun(key: str, number: int) -> Draft:
    """The form as it stands in a version, or a new one."""
    if not key:
        return Draft(dict(NEW), number, is_new=True)
    found = standing(key, number)
    if found is None:
        raise NotFound("form")
    return Draft(found, number, is_new=False)


def standing(key: str, number: int) -> Values | None:
    section, name = SECTION
    entries = playbook.values(number).get(section, {}).get(name, [])
    return next((dict(entry) for entry in entries if entry.get("key") == key), None)


def typed(posted: QueryDict, key: str, number: int) -> Draft:
    base = posted.get("base", "")
    made_on = int(base) if base.isascii() and base.isdigit() and len(base) < 9 else number
    said = key or posted.get("key", "").strip() or _made(_line(posted, "label_de"))
    return Draft(_entry(posted, said), made_on, is_new=not key)


def _made(label: str) -> str:
    """A name for its address, out of its title."""
    plain = label.lower()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, written)
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    return made if made[:1].isalpha() else ""


def _line(posted: QueryDict, name: str) -> str:
    return " ".join(posted.get(name, "").replace("\x00", "").split())


def _text(posted: QueryDict, name: str) -> str:
    return posted.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def _entry(posted: QueryDict, key: str) -> Values:
    """What is left empty is left out, so that the playbook stays as short as it can be."""
    entry: Values = {"key": key}
    for name in ("label", "text", "button"):
        entry[name] = {language: _text(posted, f"{name}_{language}") for language in LANGUAGES}
    entry |= {name: posted.get(name, "") for name in ("offer", "channel")}
    entry |= {name: _line(posted, name) for name in ("campaign", "gives") if _line(posted, name)}
    entry["confirm"] = posted.get("confirm") == "yes"
    rows = _rows(posted)
    entry["questions"] = [values for place, values in rows if place != FURTHER]
    further = [values for place, values in rows if place == FURTHER]
    consents = [_consent(posted, purpose) for purpose in posted.getlist("consent")]
    if consents:
        entry["consents"] = consents
    if further:
        entry["further"] = further
        at_once = posted.get("at_once", "2")
        entry["at_once"] = int(at_once) if at_once.isascii() and at_once.isdigit() and len(at_once) < 3 else 0
    thanks = {language: _text(posted, f"thanks_{language}") for language in LANGUAGES}
    if any(thanks.values()):
        entry["thanks"] = thanks
    if _line(posted, "thanks_url"):
        entry["thanks_url"] = _line(posted, "thanks_url")
    return entry


def _consent(posted: QueryDict, purpose: str) -> Any:
    words = {language: _text(posted, f"consent_{purpose}_{language}") for language in LANGUAGES}
    return {"purpose": purpose, "text": words} if any(words.values()) else purpose


def _rows(posted: QueryDict) -> list[tuple[str, Values]]:
    """The questions in their order on the page: (place, entry of the playbook)."""
    columns = [posted.getlist(name) for name in ("q_asks", "q_place", "q_required", "q_de", "q_en")]
    found = []
    for asks, place, required, de, en in list(zip(*columns, strict=False))[:MOST_ROWS]:
        values: Values = {"asks": asks}
        if required == "yes":
            values["required"] = True
        if de.strip() or en.strip():
            values["label"] = {"de": de.strip(), "en": en.strip()}
        found.append((place, values))
    return found


def rearranged(draft: Draft, act: str) -> Draft:
    """add:FACT | up:N | down:N | drop:N, counted over all questions in their order."""
    name, _colon, said = act.partition(":")
    rows = [("", one) for one in draft.entry["questions"]]
    rows += [(FURTHER, one) for one in draft.entry.get("further", [])]
    at = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else -1
    if name == "add" and said and len(rows) < MOST_ROWS:
        rows.insert(len(draft.entry["questions"]), ("", {"asks": said}))
    elif name == "drop" and 0 <= at < len(rows):
        del rows[at]
    elif name in ("up", "down") and 0 <= at < len(rows):
        to = at - 1 if name == "up" else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], (rows[at][0], rows[at][1])
    entry = dict(draft.entry) | {"questions": [one for place, one in rows if place != FURTHER]}
    further = [one for place, one in rows if place == FURTHER]
    entry = {name: value for name, value in entry.items() if name != FURTHER}
    return Draft(entry | ({FURTHER: further} if further else {}), draft.base, draft.is_new)


def text_with(draft: Draft, number: int) -> str:
    """The whole playbook with this form in it."""
    return put_entry(playbook.text(number), *SECTION, draft.key, draft.entry)


def text_without(key: str, number: int) -> str:
    return put_entry(playbook.text(number), *SECTION, key, None)


def checked(draft: Draft, number: int, told: Mapping[str, str], tell: Any) -> Draft:
    """With its faults at their fields. `told`: what was found already; `tell`: a fault in words."""
    if told:
        return Draft(draft.entry, draft.base, draft.is_new, told)
    faults = playbooks.check(text_with(draft, number))
    entries = playbook.values(number)[SECTION[0]].get(SECTION[1], [])
    keys = [entry.get("key") for entry in entries]
    at = keys.index(draft.key) if draft.key in keys else len(keys)
    return _placed(draft, faults, f"{'.'.join(SECTION)}[{at + 1}]", tell)


def _placed(draft: Draft, faults: Iterable[Fault], here: str, tell: Any) -> Draft:
    by_field: dict[str, str] = {}
    others = []
    for fault in faults:
        place = fault.path.removeprefix(here).lstrip(".")
        if fault.path.startswith(here) and place:
            by_field.setdefault(place, tell(fault))
        else:
            others.append(tell(fault))
    return Draft(draft.entry, draft.base, draft.is_new, by_field, tuple(others))


def own_faults(draft: Draft, number: int, words: Mapping[str, str]) -> dict[str, str]:
    """What the playbook itself would not see: an address that is taken, or none."""
    if not KEY.fullmatch(draft.key):
        return {"key": words["key"]}
    if draft.is_new and standing(draft.key, number) is not None:
        return {"key": words["taken"]}
    return {}


def preview(entry: Values) -> Form | None:
    """As far as it can be read; a title that is missing yet is a dash."""
    shown = dict(entry) | {"key": "preview"}
    for name in ("label", "text", "button"):
        shown[name] = {language: entry[name].get(language) or "…" for language in LANGUAGES}
    shown = {name: value for name, value in shown.items() if name not in ("thanks", "thanks_url", "at_once")}
    try:
        return Form.model_validate(shown)
    except ValidationError:
        return None


def purposes(policy: PrivacyPolicy) -> Sequence[Any]:
    """What can be asked for: an answer to an enquiry needs no consent."""
    return [purpose for purpose in policy.purposes if purpose.basis != "legitimate_interest"]
