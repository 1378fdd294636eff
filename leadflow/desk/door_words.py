"""Why a door does not take a message: hooks, the booth, the typed line. A part of the words of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

DOOR_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "secret_missing": (
        _("The secret is missing"),
        _("Meta and LinkedIn make it themselves; it has at least 8 characters. Nothing was changed."),
        _("Copy it from there."),
    ),
    "hook_closed": (_("This hook is closed"), _("Nothing was kept."), _("Open it again on its page.")),
    "bad_signature": (_("The signature does not fit"), _("Nothing was kept."), _("Compare the secret.")),
    "stale_signature": (
        _("The signature is too old"),
        _("Nothing was kept."),
        _("Compare the clocks of both systems."),
    ),
    "message_too_large": (
        _("This is too large"),
        _("It is larger than the house takes. Nothing was kept."),
        _("Send less at once."),
    ),
    "too_many_leads": (
        _("These are too many leads at once"),
        _("One message holds up to 500 leads. Nothing was kept."),
        _("Send fewer in each message."),
    ),
    "message_unreadable": (
        _("This could not be read"),
        _("It is not what this page sends. Nothing was kept."),
        _("Reload the page and look at where it stands now."),
    ),
    "not_json": (
        _("This is no JSON"),
        _("It could not be taken apart. The original is kept."),
        _("Mend it by hand and try again."),
    ),
    "only_an_id": (
        _("Only an id"),
        _("It names a number of the other system, and nobody behind it. The original is kept."),
        _("Look the number up there, mend it by hand and try again."),
    ),
    "nobody_named": (
        _("Nobody is named"),
        _("No company, person, mail or phone could be read. The original is kept."),
        _("Mend the row and try again."),
    ),
}
