"""Mailboxes in words: why one cannot be read and what to do, why a mail came back, what a letter turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leadflow.desk.words import Lazy

Triple = tuple[Lazy, Lazy, Lazy]
FAULTS: Final[Mapping[str, tuple[Lazy, Lazy]]] = {
    "server_away": (
        _("The server does not answer"),
        _("Check its name and port, and whether it can be reached from here."),
    ),
    "not_secure": (
        _("The line could not be encrypted"),
        _("Choose the encryption your provider names; its certificate has to fit the name of the server."),
    ),
    "login_refused": (
        _("The server refuses the login"),
        _(
            "Check user and password. Where logins need a second factor, make an app password or connect by leave."
        ),
    ),
    "folder_missing": (
        _("There is no such folder"),
        _("Type it as the server writes it; a test lists them."),
    ),
    "line_broke": (_("The line broke"), _("It goes on by itself in a minute, exactly where it stood.")),
    "grant_ended": (
        _("The leave was taken back or has ended"),
        _("Connect again below. No mail is lost meanwhile: reading goes on where it stood."),
    ),
    "provider_away": (_("The provider does not answer"), _("It is asked again by itself in a minute.")),
    "house_broke": (
        _("Something failed here while mails were read"),
        _(
            "It is tried again each minute and no mail is lost. The log says why: tell whoever runs this house."
        ),
    ),
    "unknown_choice": (
        _("The playbook has no such channel or offer any more"),
        _("Choose another one and keep it."),
    ),
}
RETURNS: Final[Mapping[str, Lazy]] = {
    "unreachable": _("mails to this address came back"),
    "address_unknown": _("there is no such address"),
    "domain_unknown": _("there is no such mail domain"),
    "mailbox_closed": _("the mailbox is closed"),
    "address_moved": _("the person has moved on"),
    "mailbox_full": _("the mailbox is full"),
    "mail_too_large": _("the mail was too large"),
    "refused": _("the other side takes it for unwanted"),
    "not_reached": _("the other server could not be reached"),
    "not_delivered": _("it could not be delivered"),
}
SORTS: Final[Mapping[str, Lazy]] = {
    "letter": pgettext_lazy("letter", "not looked at yet"),
    "enquiry": pgettext_lazy("letter", "an enquiry"),
    "reply": pgettext_lazy("letter", "a reply"),
    "automatic": pgettext_lazy("letter", "an automatic answer"),
    "bounce": pgettext_lazy("letter", "a mail that came back"),
    "bulk": pgettext_lazy("letter", "a newsletter or list"),
    "private": pgettext_lazy("letter", "from a private sender"),
    "own": pgettext_lazy("letter", "sent by ourselves"),
    "unreadable": pgettext_lazy("letter", "not readable"),
    "too_large": pgettext_lazy("letter", "too large"),
}
ARRIVAL_FAULTS: Final[Mapping[str, Lazy]] = {
    "mail_unreadable": _("The mail is damaged or built as a trap: only its head could be read"),
    "mail_too_large": _(
        "The mail is larger than %(largest)s MB: its head is kept, the whole lies in the mailbox"
    ),
    "mail_bulk": _("A newsletter or a mail to a list"),
    "mail_automatic": _("An automatic answer that belongs to no lead"),
    "mail_bounce": _("A mail came back that belongs to no lead"),
    "mail_own": _("Sent by one of our own mailboxes"),
}
LEFT_OUT: Final[Mapping[str, Lazy]] = {
    "file_runs": _("programs are not taken"),
    "file_too_large": _("too large"),
    "file_empty": _("empty"),
    "file_type_unknown": _("nobody knows what it is"),
    "file_not_what_it_says": _("it is not what its name says"),
    "too_many_files": _("more than 30 files"),
    "not_enclosed": _("its files could not be taken out; they are in the whole mail"),
}
LETTER_WORDS: Final[Mapping[str, Triple]] = {
    "folder_name_missing": (
        _("Where to?"),
        _(
            "Mails are to be moved, but into no folder or into the one they come from. What you typed is kept."
        ),
        _("Name another folder of the mailbox."),
    ),
    "client_missing": (
        _("The app is not complete"),
        _("Without the id of an app nobody can be asked for leave. What you typed is kept."),
        _(
            "Copy application id and tenant from your provider; a tenant has only letters, digits, dots and hyphens."
        ),
    ),
    "grant_refused": (
        _("%(provider)s gave no lasting leave"),
        _("The answer held no token with which one may come back. Nothing was changed."),
        _("Check id and secret of the app and its redirect address, then connect again."),
    ),
    "grant_ended": (
        _("The leave at %(provider)s has ended"),
        _("It was taken back or has run out. Mails wait, nothing is lost."),
        _("Connect again in the settings, under mailboxes."),
    ),
    "provider_away": (
        _("The provider does not answer"),
        _("Nothing was changed."),
        _("Try again in a moment."),
    ),
    "grant_not_asked": (
        _("That answer belongs to no question"),
        _("It came too late, twice, or in another browser. Nothing was changed."),
        _("Connect again from the list of mailboxes."),
    ),
}
