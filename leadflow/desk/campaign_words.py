"""Refusals around campaigns in words: costs, forms and response codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

CAMPAIGN_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "playbook_not_editable": (
        _("This playbook has to be edited as text"),
        _("It is written in a way that cannot be followed here. Nothing was published."),
        _("Edit the form in the text of the playbook."),
    ),
    "form_changed_meanwhile": (
        _("Somebody published meanwhile"),
        _("The playbook has a newer version by now. Nothing was published."),
        _("Open the form anew and look at where it stands now."),
    ),
    "count_out_of_range": (
        _("So many codes cannot be made"),
        _("A series has at least one code and at most %(most)s. Nothing was made."),
        _("Type another number, or make several series."),
    ),
    "letters_not_agreed": (
        _("The playbook does not speak of letters"),
        _("It has to say under which purpose people get them (intake.letters_under). Nothing was made."),
        _("Agree on it in the playbook first."),
    ),
    "card_empty": (
        _("The card says nothing yet"),
        _(
            "Besides the code it needs a name, a company, a mail address or a phone number. Nothing was taken."
        ),
        _("Type what stands on the card."),
    ),
    "code_mistyped": (
        _("This code is mistyped"),
        _("Ten signs, without 0, 1, I, L and O. One of them does not fit. What you typed is kept."),
        _("Compare it with the card."),
    ),
    "month_out_of_range": (
        _("This month cannot be right"),
        _("It lies too far back or too far ahead. Nothing was changed."),
        _("Check the year."),
    ),
    "campaign_missing": (
        _("The campaign is missing"),
        _("A campaign has a name of at most 120 letters. Nothing was changed."),
        _("Type its name."),
    ),
    "currency_differs": (
        _("Another currency"),
        _("This house counts in %(currency)s. Nothing was changed."),
        _("Convert the amount."),
    ),
}
