"""What the playbook says about targets: from revenue to deals to opportunities, and what ten percent more is worth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook.policy import Book, Duration, Finding, Keyed, Many, Money, Ratio, Section, refers_to


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


class StatisticsPolicy(Section):
    """How sure we want to be before something is said. `chance`: share of findings that may be false. `least`: cases a
    value needs. `stuck_from`: longer than that share of all. `learned_from`: won and lost leads each that a learned
    score needs. `doubling`: points that double the odds; `reach`: points by which outcomes usually correct ours.
    `sales_time`: what sales spends on one lead that leads nowhere.
    """

    SECTION: ClassVar[str] = "statistics"

    chance: Ratio
    least: Annotated[int, Field(ge=2, le=1_000)]
    stuck_from: Ratio
    learned_from: Annotated[int, Field(ge=5, le=10_000)]
    doubling: Annotated[int, Field(ge=1, le=100)]
    reach: Annotated[int, Field(ge=1, le=100)]
    sales_time: Duration


class SleepRule(Keyed):
    """Leads lost or taken out for one of these reasons are offered for re-awakening after that time."""

    lost: Many[Annotated[str, refers_to("lost_reason")]] = ()
    disqualified: Many[Annotated[str, refers_to("disqualification_reason")]] = ()
    after: Duration


class SleepingPolicy(Section):
    """Whom to ask again, and when (M20). The first rule that names the reason decides."""

    SECTION: ClassVar[str] = "sleeping"

    rules: Many[SleepRule]
