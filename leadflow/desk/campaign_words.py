"""Refusals around campaigns in words: costs, forms and response codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

CAMPAIGN_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
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
