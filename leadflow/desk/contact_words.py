"""Refusals around the ways to reach somebody, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

CONTACT_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "no_contact": (
        _("Nobody is named yet"),
        _("An answer about a person needs a contact on this lead. It was not kept."),
        _("Add the contact first."),
    ),
    "no_company": (
        _("No company is named yet"),
        _("An answer about the company needs one on this lead. It was not kept."),
        _("Name the company first."),
    ),
    "company_moved": (
        _("This company is no longer in question"),
        _("Nobody of it writes from this domain any more, or somebody chose already. Nothing was changed."),
        _("Load the page again and look at where the lead stands now."),
    ),
    "point_known": (
        _("This one is there already"),
        _("%(value)s is known of this person. Nothing was added."),
        _("To use it from now on, choose it in the list."),
    ),
    "point_unknown": (
        _("This one is no longer in the list"),
        _("%(value)s was taken out meanwhile. Nothing was changed."),
        _("Load the page again and look at the list as it stands."),
    ),
    "point_unreachable": (
        _("Nobody is reached there"),
        _("Mails to %(value)s come back. It was not chosen."),
        _("Choose another address, or ask for a new one."),
    ),
}
