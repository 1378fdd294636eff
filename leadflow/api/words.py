"""What the API says when it refuses: a status and a sentence for each stable code, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Said = tuple[int, str | _StrPromise]

MALFORMED: Final[Mapping[str, Said]] = {
    "malformed": (400, _("The body is no readable JSON.")),
    "unauthorized": (401, _("Send a valid key: Authorization: Bearer KEY.")),
    "right_missing": (403, _("This key was not made for that. A key with the right scope is needed.")),
    "not_found": (404, _("There is no such thing, or this key may not see it.")),
    "method_not_allowed": (
        405,
        _("This address does not answer to that method; the header Allow names those it does."),
    ),
    "too_large": (413, _("The body is too large.")),
    "unsupported_type": (415, _("Send JSON: Content-Type: application/json.")),
    "invalid": (422, _("The request does not have the agreed form; `facts.faults` names each field.")),
    "too_many_requests": (
        429,
        _("This key asks too often. Nothing was taken; send it again after the seconds in Retry-After."),
    ),
    "internal": (
        500,
        _("A fault in Leadflow. Nothing half done was kept; send it again with the same key."),
    ),
    "busy": (503, _("Others are writing at the same moment. Nothing was taken; send it again.")),
}

SENDING: Final[Mapping[str, Said]] = {
    "key_reused": (409, _("This key was used for another content. Nothing was taken.")),
    "keys_differ": (
        422,
        _("The header Idempotency-Key and the field key say different things. Nothing was taken."),
    ),
    "key_twice_in_batch": (422, _("Two leads of this batch carry the same key. Nothing was taken.")),
    "unknown_choice": (422, _("The playbook does not know this value.")),
    "nobody_named": (422, _("Nobody is named: send a company, a person, a mail, a phone or an external id.")),
    "not_understood": (422, _("It could not be understood. It is kept and waits for a human.")),
}

READING: Final[Mapping[str, Said]] = {
    "cursor_unreadable": (422, _("This is no cursor. Take the one from `next`, or leave it out.")),
    "parameter_unknown": (
        422,
        _("There is no such parameter; a misspelt filter would answer with everything."),
    ),
    "figure_unreadable": (422, _("This is no figure. Write it like 4000, 0.33 or 1/3.")),
    "figure_negative": (422, _("This figure must not be negative.")),
    "figure_not_positive": (422, _("This figure must be above zero.")),
    "rate_above_one": (422, _("A close rate is at most 1.")),
}

STANDING: Final[Mapping[str, Said]] = {
    "moved_on": (
        412,
        _("The lead has changed since you read it. Nothing was written; read it again and decide anew."),
    ),
    "lead_not_open": (409, _("The lead is closed. Nothing was written.")),
    "stage_not_reachable": (409, _("From where the lead stands there is no way there.")),
    "verdict_too_late": (409, _("The lead is with sales or closed: a verdict comes too late.")),
    "not_ready": (409, _("Not all conditions hold; `facts.missing` names them. A reason may override them.")),
    "not_ready_yet": (409, _("Only a lead that is ready can be handed over.")),
    "not_offered": (409, _("No offer waits for an answer.")),
    "not_accepted": (409, _("Only a lead that sales accepted is won or lost.")),
    "nothing_to_undo": (409, _("There is nothing to take back.")),
    "successor_open": (409, _("Another open lead has taken its place meanwhile.")),
    "claimed": (409, _("Somebody is at work on this lead right now.")),
}

WRITING: Final[Mapping[str, Said]] = {
    "fact_unknown": (422, _("The playbook does not declare this fact. Nothing was written.")),
    "fact_unreadable": (422, _("This value does not fit the fact. Nothing was written.")),
    "owner_unknown": (422, _("Nobody who works here has this address.")),
    "owner_needed": (422, _("Without an owner the lead needs a team.")),
    "team_unknown": (422, _("There is no such team.")),
    "mail_invalid": (422, _("This is no mail address.")),
    "not_in_sales": (422, _("This person belongs to no sales team.")),
    "reason_needed": (422, _("A reason is needed; the playbook lists them.")),
    "amount_needed": (422, _("A won lead needs its amount, in minor units: 250000 for 2,500.00.")),
    "amount_out_of_range": (422, _("This amount is negative or too large. Nothing was written.")),
    "month_out_of_range": (422, _("This month lies too far away. Nothing was noted.")),
    "campaign_missing": (422, _("A campaign has a name of at most 120 letters. Nothing was noted.")),
    "currency_differs": (
        422,
        _("This house counts in another currency; `facts.currency` names it. Nothing was noted."),
    ),
    "moment_needed": (422, _("Say until when.")),
    "in_the_past": (422, _("This moment has passed.")),
    "in_the_future": (422, _("This moment is still to come.")),
    "empty_text": (422, _("The text is empty.")),
    "too_long": (422, _("The text is too long.")),
    "no_contact": (422, _("The lead names no person to whom this could belong.")),
    "no_company": (422, _("The lead names no company to which this could belong.")),
}

SAID: Final[Mapping[str, Said]] = {**MALFORMED, **SENDING, **READING, **STANDING, **WRITING}


def status_of(code: str) -> int:
    return SAID[code][0] if code in SAID else 422


def message_of(code: str) -> str:
    return str(SAID[code][1]) if code in SAID else code.replace("_", " ")
