"""What machines are refused for, told to people who look into it. A part of the words of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

MACHINE_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "moved_on": (
        _("The lead has changed meanwhile"),
        _("Somebody wrote to it after it was read. Nothing was changed."),
        _("Read it again and decide anew."),
    ),
    "too_many_requests": (
        _("This key asks too often"),
        _("More requests came in one minute than are agreed. Nothing was taken."),
        _("Wait %(seconds)s seconds and send it again."),
    ),
    "cursor_unreadable": (
        _("This is no cursor"),
        _("It does not say from where to go on. Nothing was changed."),
        _("Take the cursor of the last answer, or begin without one."),
    ),
    "parameter_unknown": (
        _("There is no such filter"),
        _("%(parameter)s is not among those that are described. Nothing was answered."),
        _("Look at the description for the right name."),
    ),
    "fact_unknown": (
        _("Nobody declared this fact"),
        _("The playbook does not know %(fact)s. Nothing was changed."),
        _("Declare it in the playbook, or send another one."),
    ),
    "fact_unreadable": (
        _("This value does not fit"),
        _("%(fact)s is of another kind. Nothing was changed."),
        _("Look at its choices in the playbook."),
    ),
    "owner_unknown": (
        _("Nobody here has this address"),
        _("Whoever is responsible must have a login. Nothing was changed."),
        _("Look at the list of users."),
    ),
    "amount_needed": (
        _("The amount is missing"),
        _("A won lead says what it brought. Nothing was changed."),
        _("Name the amount."),
    ),
}
