"""Attributes and their values as people read them: "Industry", "Logistics"."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext

from leadflow.desk import words
from leadflow.insight.cases import CHANNEL, OFFER
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Playbook

SHORT: Final = 3
"""Letters: a country code, a yes."""


class Names:
    """In the reader's language, by one version of the playbook; what it no longer knows keeps its key."""

    def __init__(self, book: Playbook) -> None:
        self._facts = book.section(FactsPolicy)
        self._leads = book.section(LeadsPolicy)

    def attribute(self, key: str) -> str:
        if key in (CHANNEL, OFFER):
            return gettext("Channel") if key == CHANNEL else gettext("Offer")
        declared = self._facts.get(key)
        return declared.label.in_(words.language()) if declared else key

    def value(self, attribute: str, value: str) -> str:
        known = (
            self._leads.channel(value)
            if attribute == CHANNEL
            else self._leads.offer(value)
            if attribute == OFFER
            else None
        )
        if known is not None:
            return known.label.in_(words.language())
        declared = self._facts.get(attribute)
        if declared is not None and declared.type == "flag":
            return gettext("yes") if value == "yes" else gettext("no")
        return words.fact_value(declared, value)

    def said(self, attribute: str, value: str) -> str:
        """For a title: what is too short or too small to begin a sentence gets the name of its attribute."""
        told = self.value(attribute, value)
        stands = len(told) > SHORT and not told[:1].islower()
        if stands:
            return told
        return gettext("%(attribute)s “%(value)s”") % {"attribute": self.attribute(attribute), "value": told}


def whole_percent(share: float) -> str:
    return f"{words.number(round(100 * share))} %"


def times(ratio: float) -> str:
    """2.4 times: exact enough for what it rests on."""
    return words.number(round(ratio, 1 if ratio < 10 else 0), 1 if ratio < 10 else 0)


def days(count: float) -> str:
    return words.number(round(count, 1 if count < 10 else 0), 1 if count < 10 else 0)
