"""What `doctor` finds, in words: each difference between door, ledger, journal and rows by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk import words
from leadflow.desk.words import Lazy
from leadflow.journal import health
from leadflow.journal.health import Difference

NAMES: Final[Mapping[str, Lazy]] = {
    "door_count_differs": _(
        "%(label)s: the door saw %(seen)s, the ledger has %(received)s and %(repeated)s repeated ones"
    ),
    "arrivals_missing": _("%(label)s: %(received)s arrivals were received, %(found)s are there"),
    "file_count_differs": _("%(label)s: the file has %(in_file)s rows, the door saw %(seen)s"),
    "arrival_state_differs": _("Arrival %(arrival)s is “%(row)s”, the journal says “%(journal)s”"),
    "arrival_lead_differs": _("Arrival %(arrival)s points to lead %(row)s, the journal says %(journal)s"),
    "arrival_missing": _("Arrival %(arrival)s stands in the journal and is gone"),
    "lead_without_opening": _("Lead %(lead)s is there, but nobody opened it"),
    "lead_differs": _("Lead %(lead)s: %(what)s is “%(row)s”, the journal says “%(journal)s”"),
    "lead_missing": _("Lead %(lead)s was opened and is gone"),
    "lead_statement_missing": _("Statement %(statement)s about a lead is gone"),
    "lead_statement_unnamed": _("Statement %(statement)s about a lead stands in no entry of the journal"),
    "people_statement_missing": _("Statement %(statement)s about a person or company is gone"),
    "people_statement_unnamed": _(
        "Statement %(statement)s about a person or company stands in no entry of the journal"
    ),
    "agenda_differs": _("Lead %(lead)s: the next thing is “%(row)s”, the journal says “%(journal)s”"),
    "nothing_next": _("Lead %(lead)s is open and has nothing next"),
    "next_of_closed": _("Lead %(lead)s is closed and still has something next"),
    "journal_entries_missing": _(
        "Batch %(batch)s of the journal had %(written)s entries, %(found)s are there"
    ),
    "journal_entry_altered": _("An entry in batch %(batch)s of the journal was altered"),
    "journal_batch_missing": _("Batch %(batch)s of the journal is gone, %(found)s of its entries are there"),
    "file_missing": _("File %(file)s is gone from the disk"),
    "file_altered": _("File %(file)s was altered on the disk"),
    "playbook_missing": _("Playbook %(number)s was published and is gone"),
    "playbook_altered": _("The text of playbook %(number)s was altered"),
    "playbook_values_altered": _("The values of playbook %(number)s were altered"),
    "playbook_not_in_journal": _("Playbook %(number)s is there, but nobody published it"),
}


@dataclass(frozen=True, slots=True)
class Named:
    text: str
    code: str


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def named() -> list[Named]:
    """All differences of the house, looked for right now; none in a sound one."""
    return [name(found) for found in health.examine()]


def name(found: Difference) -> Named:
    text = str(NAMES.get(found.code, found.code)) % _Facts({k: _shown(v) for k, v in found.facts.items()})
    return Named(text, found.code)


def _shown(value: object) -> str:
    text = str(value)
    return str(words.STAGES.get(text, "–" if value is None else text))
