"""The figures count what happened, each once and in its month, and say from what a target follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from leadflow.handover import services as handover
from leadflow.insight import queries
from leadflow.kernel.money import Money
from tests import make
from tests.cast import user
from tests.clock import NOW
from tests.desk.handover.offers import accepted, lost, won

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)


def test_an_opportunity_counts_in_the_month_of_its_first_acceptance() -> None:
    accepted(now=OCTOBER)
    accepted()
    assert queries.opportunities(queries.spans(NOW, 3)) == [0, 1, 1]


def test_a_month_ends_at_midnight_of_the_home() -> None:
    accepted(now=datetime(2026, 10, 31, 22, 30, tzinfo=UTC))
    accepted(now=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    assert queries.opportunities(queries.spans(NOW, 2)) == [1, 1]


def test_deals_and_revenue_count_where_they_were_reported() -> None:
    won(400_000)
    won(150_050)
    lost()
    span = [queries.month_of(NOW)]
    assert (queries.deals(span), queries.revenue(span)) == ([2], [Money(550_050)])
    assert (queries.close_rate(span), queries.average_price(span)) == (Fraction(2, 3), Fraction(550_050, 200))


def test_an_outcome_taken_back_counts_no_more() -> None:
    lead, ben = won(), user("ben")
    handover.undo_outcome(make.seen(lead, ben), by=make.actor(ben), now=NOW)
    assert queries.decided([queries.month_of(NOW)]) == [queries.Decided()]


def test_nothing_decided_is_no_rate_rather_than_zero() -> None:
    span = [queries.month_of(NOW)]
    assert (queries.close_rate(span), queries.average_price(span)) == (None, None)


def test_the_target_follows_from_the_playbook_while_own_figures_are_few() -> None:
    won(now=OCTOBER)
    this = queries.months(NOW)[0]
    assert (this.basis.own, this.basis.decided, this.target.deals, this.target.opportunities) == (
        False,
        1,
        25,
        75,
    )


def test_own_figures_take_over_when_there_are_enough() -> None:
    for at in range(30):
        (won if at < 10 else lost)(now=OCTOBER - timedelta(days=at))
    this = queries.months(NOW)[0]
    assert (this.basis.own, this.basis.close_rate, this.basis.price) == (True, Fraction(1, 3), Fraction(4000))


def test_the_table_has_twelve_months_newest_first() -> None:
    spans = [month.span for month in queries.months(NOW)]
    assert (len(spans), spans[0], spans[-1].start.month) == (12, queries.month_of(NOW), 12)


def test_every_figure_leads_down_to_its_leads() -> None:
    lead, span = won(), queries.month_of(NOW)
    assert [one.lead for one in queries.behind("opportunities", span)] == [lead.id]
    assert [(one.lead, one.amount) for one in queries.behind("won", span)] == [(lead.id, 400_000)]
    assert queries.behind("lost", span) == []
