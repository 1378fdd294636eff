"""What each operation of the API does, in the words of the desk, and in which chapter it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

CHAPTERS: Final[tuple[tuple[Lazy, tuple[str, ...]], ...]] = (
    (_("Send leads in"), ("send_lead", "send_leads", "preview_leads", "arrival_by_key", "arrival")),
    (_("Read"), ("leads", "lead", "changes")),
    (
        _("Work on a lead"),
        (
            *("state_facts", "log_touch", "write_note", "set_tags", "set_owner"),
            *("give_verdict", "undo_verdict", "hand_over", "answer_offer", "report_outcome", "undo_outcome"),
        ),
    ),
    (_("Figures"), ("balance", "kpi_target", "note_costs", "costs")),
)
OTHERS: Final = _("Further")
DOES: Final[Mapping[str, Lazy]] = {
    "send_lead": _("Send one enquiry. It is kept first and understood at once."),
    "send_leads": _("Send up to 1,000 at once: all are taken or none."),
    "preview_leads": _("Ask what would become of them. Nothing is written."),
    "arrival_by_key": _("What became of the message with your key."),
    "arrival": _("What became of one message."),
    "leads": _("A list by filters, newest first, page by page."),
    "lead": _("All that is known of one lead, and how we know it."),
    "changes": _("What happened since a cursor, in order; nothing is passed over."),
    "state_facts": _("State facts. What a human said is never displaced."),
    "log_touch": _("Log a call with its result, or another contact."),
    "write_note": _("Write a note."),
    "set_tags": _("Replace the tags."),
    "set_owner": _("Say who is responsible."),
    "give_verdict": _("Ready, not yet, or out with a reason."),
    "undo_verdict": _("Take the last verdict back."),
    "hand_over": _("Offer a ready lead to sales."),
    "answer_offer": _("Accept for sales, or return with a reason."),
    "report_outcome": _("Won with its amount, or lost with a reason."),
    "undo_outcome": _("Take won or lost back."),
    "balance": _("Received and what became of it; the sums agree."),
    "note_costs": _("Say what campaigns cost, month by month."),
    "costs": _("What was said of costs, oldest first."),
    "kpi_target": _("How many deals and opportunities a revenue takes."),
}
MEANS: Final[Mapping[str, Lazy]] = {
    "malformed": _("The body is no readable JSON"),
    "unauthorized": _("No key, or none that opens anything"),
    "right_missing": _("This key was not made for that"),
    "not_found": _("It does not exist, or this key may not see it"),
    "method_not_allowed": _("The address does not know this method"),
    "too_large": _("More than ten megabytes"),
    "unsupported_type": _("Not sent as JSON"),
    "invalid": _("Not the agreed form; each field is named"),
    "internal": _("A fault in Leadflow; nothing half done is kept"),
    "nobody_named": _("No company, person, mail, phone or external id"),
    "not_understood": _("Kept, and waits for a human"),
}
