"""What the playbook says about targets: from revenue to deals to opportunities, and what ten percent more is worth."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from leadflow.playbook.policy import Money, Ratio, Section


class TargetsPolicy(Section):
    """Own figures are used from `own_figures_from` decided opportunities on; until then `price` and `close_rate`."""

    SECTION: ClassVar[str] = "targets"

    revenue_per_month: Money
    price: Money
    close_rate: Ratio
    uplift: Ratio
    own_figures_from: Annotated[int, Field(ge=1, le=10_000)]
