"""What the settings refuse, in words: a part of the words of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

SETTINGS_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
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
