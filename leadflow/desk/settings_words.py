"""What the settings refuse, in words: a part of the words of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.backup_words import BACKUP_WORDS
from leadflow.desk.words import Lazy

SETTINGS_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "code_wrong": (
        _("This code does not fit"),
        _("Each code is good for half a minute, and once."),
        _("Type the one your app shows now, or one of your recovery codes."),
    ),
    "login_half_open": (
        _("That took too long"),
        _("The first step was too long ago, so it counts no more."),
        _("Log in again."),
    ),
    "second_factor_on": (
        _("The second step is on already"),
        _("Codes of your app are asked for at each login."),
        _("Turn it off first to change the phone."),
    ),
    **BACKUP_WORDS,
    "password_wrong": (
        _("That is not the present password"),
        _("Your password stays as it is."),
        _("Type the one you came in with."),
    ),
    "keys_differ": (
        _("Two keys for one lead"),
        _("The header and the field say different things. Nothing was taken."),
        _("Send one idempotency key."),
    ),
    "nobody_found": (
        _("Nobody is known by that"),
        _("No mail address, phone number or id fits. What you typed is kept."),
        _("Try another way in which the person reached you."),
    ),
    "erasure_not_confirmed": (
        _("Nothing is erased yet"),
        _("An erasure cannot be undone, so it needs your tick."),
        _("Tick that you know it, then erase."),
    ),
}
