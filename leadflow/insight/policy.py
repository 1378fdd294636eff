"""What the playbook says about targets: from revenue to deals to opportunities, and what ten percent more is worth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook.policy import Book, Finding, Money, Ratio, Section


class TargetsPolicy(Section):
    """Own figures are used from `own_figures_from` decided opportunities on; until then `price` and `close_rate`."""

    SECTION: ClassVar[str] = "targets"

    revenue_per_month: Money
    price: Money
    close_rate: Ratio
    uplift: Ratio
    own_figures_from: Annotated[int, Field(ge=1, le=10_000)]

    def findings(self, book: Book) -> Iterable[Finding]:
        """One home, one currency: sums over several would be wrong without a rate."""
        currency = self.revenue_per_month.currency
        if self.price.currency != currency:
            yield Finding(("price", "currency"), "another_currency", {"currency": currency})
        leads = book.get(LeadsPolicy)
        for offer in leads.offers if leads else ():
            if offer.price.currency != currency:
                yield Finding(
                    ("revenue_per_month", "currency"), "another_currency", {"currency": offer.price.currency}
                )
