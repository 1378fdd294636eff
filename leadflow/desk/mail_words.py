"""Refusals about mails, plans and pieces in words, and the words for where a mail or a step stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leadflow.desk.letter_words import RETURNS
from leadflow.desk.words import Lazy

Triple = tuple[Lazy, Lazy, Lazy]
NOTHING: Final = _("Nothing was changed.")
RELOAD: Final = _("Reload the page and look at where it stands now.")

STATES: Final[Mapping[str, Lazy]] = {
    "waiting": pgettext_lazy("mail", "waits"),
    "sending": pgettext_lazy("mail", "is being sent"),
    "sent": pgettext_lazy("mail", "sent"),
    "captured": pgettext_lazy("mail", "captured"),
    "uncertain": pgettext_lazy("mail", "uncertain"),
    "held": pgettext_lazy("mail", "held"),
    "failed": pgettext_lazy("mail", "failed"),
    "dropped": pgettext_lazy("mail", "not sent"),
    "bounced": pgettext_lazy("mail", "came back"),
}
CODES: Final[Mapping[str, Lazy]] = {
    "objected": _("the person objected"),
    "withdrawn": _("the consent was withdrawn"),
    "no_consent": _("there is no consent"),
    "plan_stopped": _("the plan was stopped"),
    "plan_gone": _("the plan is gone"),
    "server_away": _("the server does not answer"),
    "login_refused": _("the server refuses the login"),
    "address_refused": _("the server refuses the address"),
    "mail_refused": _("the server refuses the mail"),
    "line_broke": _("the line broke while it was sent"),
    "restored": _("it may have left before the house was restored"),
    "sender_died": _("the process ended while it was sent"),
    "by_hand": _("stopped by hand"),
    "erased": _("the person was erased"),
    **RETURNS,
}
SORTS: Final[Mapping[str, Lazy]] = {
    "plan": _("of a plan"),
    "answer": _("answer"),
    "confirm": _("please confirm"),
    "staff": _("to our own"),
}
STEPS: Final[Mapping[str, tuple[str, Lazy]]] = {
    "mail": ("mail", pgettext_lazy("step", "Mail")),
    "content": ("file-text", pgettext_lazy("step", "Something to read")),
    "call": ("phone", pgettext_lazy("step", "Call")),
    "letter": ("mail-opened", pgettext_lazy("step", "Letter")),
}
STEP_CODES: Final[Mapping[str, Lazy]] = {
    "no_permit": _("nobody may be written to"),
    "nothing_suits": _("nothing in the library suits"),
    "mail_unknown": _("the playbook has no such mail any more"),
    "broken": _("it could not be done; the log says why"),
    "unreachable": _("waits: mails to this address came back"),
    "by_hand": _("left out by hand"),
    "last": _("the talk that was agreed"),
}
ENDED: Final[Mapping[str, Lazy]] = {
    "done": _("everything in it is done"),
    "replied": _("the prospect replied"),
    "unsubscribed": _("the prospect wants no mails"),
    "new_plan": _("a new plan took over"),
    "by_hand": _("stopped by hand"),
    "gone": _("the lead was merged or erased"),
    "ready": _("the lead is ready"),
    "qualifying": _("somebody works on the lead again"),
    "disqualified": _("the lead was disqualified"),
}
AGAINST: Final[Mapping[str, Lazy]] = {
    "too_early": _("too early: made for a later phase"),
    "too_late": _("too late: made for an earlier phase"),
    "other_role": _("made for another role"),
    "other_industry": _("made for another industry"),
    "other_language": _("in another language"),
    "had_it": _("was offered already"),
}
FOR: Final[Mapping[str, Lazy]] = {
    "phase": _("suits the phase"),
    "role": _("suits the role"),
    "industry": _("suits the industry"),
    "argues": _("argues against the alternative"),
}

MAIL_WORDS: Final[Mapping[str, Triple]] = {
    "lead_is_open": (
        _("This lead is open"),
        _("It is worked on already and need not be woken. Nothing was changed."),
        _("Open it, or find it on Today."),
    ),
    "nobody_to_reach": (
        _("Nobody to reach"),
        _(
            "Of the people of this lead neither a mail address nor a phone number is known. Nothing was changed."
        ),
        _("Add a contact with a number or an address to the old lead, then wake it."),
    ),
    "host_missing": (
        _("The server is missing"),
        _("Without its name no mail finds the way. What you typed is kept."),
        _("Type it as your provider writes it, like mail.muster.de."),
    ),
    "port_invalid": (
        _("This is no port"),
        _("A port is a number from 1 to 65535. What you typed is kept."),
        _("Usual are 587 with STARTTLS and 465 with TLS."),
    ),
    "outward_missing": (
        _("No server is set up"),
        _("Nothing was sent."),
        _("Fill in the server first and keep it, then test it."),
    ),
    "mail_not_stopped": (
        _("This mail cannot be sent again"),
        _("It stands elsewhere meanwhile. Nothing was changed."),
        RELOAD,
    ),
    "mail_gone": (
        _("This mail is on its way"),
        _("It was sent or dropped meanwhile, so it cannot be stopped. Nothing was changed."),
        RELOAD,
    ),
    "not_nurtured": (
        _("Only who is nurtured has a plan"),
        _("The lead is “%(stage)s”. Nothing was changed."),
        _("Give the verdict “not yet” first."),
    ),
    "no_plan": (_("There is no plan that runs"), NOTHING, RELOAD),
    "plan_over": (_("This plan has ended"), NOTHING, RELOAD),
    "step_settled": (_("This step is settled already"), NOTHING, RELOAD),
    "title_missing": (
        _("The title is missing"),
        _("Readers see it first. What you typed is kept."),
        _("Write what somebody learns from it."),
    ),
    "piece_empty": (
        _("There is nothing to read yet"),
        _("A piece is a file or an address, one of the two. What you typed is kept."),
        _("Choose a file, or type where it stands on the web."),
    ),
    "url_invalid": (
        _("This is no address of the web"),
        _("“%(url)s” cannot be opened by everybody. What you typed is kept."),
        _("Write it like https://www.muster.de/studie."),
    ),
    "key_taken": (
        _("This key is taken"),
        _("Another piece is called “%(key)s”. What you typed is kept."),
        _("Choose another key, or leave it empty."),
    ),
    "confirmation_expired": (
        _("This link has expired"),
        _("It was not used in time."),
        _("Ask for a new one."),
    ),
}
