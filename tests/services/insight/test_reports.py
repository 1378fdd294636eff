"""Reports over what really happened in a small house: channels, flow, winners, glitter, speed, savings, risk."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest

from leadflow.agenda import risk
from leadflow.handover import services as handover
from leadflow.insight import cases, channels, flow, savings, scorecard, speed, winners
from leadflow.insight.channels import Line
from leadflow.intake.rules import Origin
from leadflow.kernel.facts import untouched
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import campaigns
from leadflow.leads import services as leads
from leadflow.leads.campaigns import Cost, NamedCost
from leadflow.leads.models import Campaign, Lead
from leadflow.people.models import Company
from leadflow.playbook import queries as playbook
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Call
from tests import fold, make
from tests.cast import user
from tests.clock import NOW
from tests.desk.handover.offers import accepted, handed, lost, won

pytestmark = pytest.mark.django_db
END = NOW + timedelta(days=30)
_numbers = count(1)


def row(**more: str) -> dict[str, str]:
    number = next(_numbers)
    return {
        "company_name": f"Werk {number} GmbH",
        "company_postcode": f"{20000 + number}",
        "person_surname": f"Maier{number}",
        "mail": f"maier{number}@werk{number}.example",
    } | more


def out(reason: str = "no_need", **fields: str) -> Lead:
    lead, by = make.lead(NOW, **row(**fields)), make.actor(user("lena"))
    judged = qualification.Verdict(make.seen(lead, user("lena")), "disqualify", reason=reason)
    qualification.give_verdicts([judged], by=by, now=NOW + timedelta(days=1))
    return Lead.objects.get(id=lead.id)


def sold(*, yes: bool, heat: str = "warm", days: int = 0, **fields: str) -> Lead:
    """Through the whole house in a moment; `days` until sales answers."""
    lead, by, ben = make.lead(NOW, **row(**fields)), make.actor(user("lena")), user("ben")
    ref = make.seen(lead, user("lena"))
    leads.set_heat(ref, heat, by=by, now=NOW)
    judged = qualification.Verdict(ref, "ready", reason="all the same")
    qualification.give_verdicts([judged], by=by, now=NOW)
    handover.hand_over(ref, to=ben.id, message="", by=by, now=NOW)
    later = NOW + timedelta(days=days)
    handover.accept(make.seen(lead, ben), by=make.actor(ben), now=later)
    seen = make.seen(lead, ben)
    if yes:
        handover.report_won(seen, 400_000, by=make.actor(ben), now=later)
    else:
        handover.report_lost(seen, "price", by=make.actor(ben), now=later)
    return Lead.objects.get(id=lead.id)


def test_a_channel_is_told_by_its_leads_wins_and_revenue() -> None:
    won(400_000)
    lost()
    out()
    make.lead()
    (line,) = channels.by_channel(channels.lines(None, END))
    assert (line.channel, line.leads, line.open, line.opportunities) == ("website", 4, 1, 2)
    assert (line.won, line.lost, line.revenue, line.cost) == (1, 1, 400_000, None)
    assert channels.lines(END, END + timedelta(days=1)) == []


def test_the_last_word_on_a_month_counts_and_months_add_up() -> None:
    ada = make.actor(user("ada"))
    fair = Campaign.objects.create(id=77, channel="fair", name="Messe", created_at=NOW)
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    said = [Cost(fair.id, may, 500_000), Cost(fair.id, june, 7), Cost(fair.id, may, 600_000)]
    assert campaigns.note_costs(said, by=ada, now=NOW) == 2
    assert campaigns.note_costs(said[1:], by=ada, now=NOW) == 0
    assert campaigns.costs([fair.id, 78]) == {fair.id: 600_007}
    assert campaigns.costs(None, june) == {fair.id: 7}
    campaigns.note_costs([Cost(fair.id, may, None)], by=ada, now=NOW)
    assert campaigns.by_month() == {(fair.id, june): 7}
    assert [line for line in fold.differences() if line.startswith("costs")] == []
    with pytest.raises(NotFound):
        campaigns.note_costs([Cost(999, may, 1)], by=ada, now=NOW)
    with pytest.raises(Refusal, match="amount_out_of_range"):
        campaigns.note_costs([Cost(fair.id, may, -1)], by=ada, now=NOW)


def test_a_campaign_that_cost_and_brought_nothing_is_in_the_sum() -> None:
    ada = make.actor(user("ada"))
    make.lead()
    cost = NamedCost("fair", "Messe ohne Leads", END.date(), 90_000)
    campaigns.note_named([cost], by=ada, now=NOW)
    found = channels.lines(None, END)
    assert sum(line.cost or 0 for line in found) == 90_000
    assert {line.name: line.leads for line in found} == {"": 1, "Messe ohne Leads": 0}


def test_the_switch_from_first_to_last_touch_moves_a_lead_to_its_last_channel() -> None:
    who = row()
    make.arrive({name.replace("_", ".", 1): text for name, text in who.items()})
    again = Origin("api", "shop", "solution", "fair", None, 50)
    make.arrive({name.replace("_", ".", 1): text for name, text in who.items()}, origin=again)
    (first,), (last,) = channels.lines(None, END), channels.lines(None, END, channels.LAST)
    assert (first.channel, last.channel, first.leads, last.leads) == ("website", "fair", 1, 1)


def test_a_channel_stands_out_only_beyond_chance() -> None:
    def line(name: str, opportunities: int, leads: int) -> Line:
        return Line(name, None, "", leads, 0, opportunities, 0, 0, 0)

    plain = [line("website", 60, 300), line("fair", 66, 300), line("phone", 3, 9)]
    assert channels.standing_out(plain, 30) == (None, None)
    best, worst = channels.standing_out([*plain, line("download", 120, 300), line("ads", 15, 300)], 30)
    assert (best and best.channel, worst and worst.channel) == ("download", "ads")


def test_the_flow_counts_how_far_leads_came() -> None:
    won()
    accepted()
    handed()
    out()
    make.lead()
    found = flow.flow(None, END)
    assert found.reached == {"opened": 5, "qualified": 3, "ready": 3, "offered": 3, "accepted": 2, "won": 1}
    assert found.standing == {"won": 1, "accepted": 1, "handed_over": 1, "disqualified": 1, "new": 1}
    assert found.channels == {"website": 5}


def test_what_the_won_have_and_what_only_glitters() -> None:
    for at in range(16):
        sold(yes=True, heat="cold", company_industry="logistics", company_size="from_10")
        sold(yes=at == 0, heat="hot", company_industry="trade", company_size="from_1000")
    report = winners.report(playbook.at(NOW), None, END)
    sure = {(one.attribute, one.value): one for one in report.findings if one.believed}
    logistics = sure["company.industry", "logistics"].table
    assert (logistics.a, logistics.b, logistics.c, logistics.d) == (16, 0, 1, 15)
    glitters = {one.value for one in report.glitter if one.glitters}
    overlooked = {one.value for one in report.glitter if one.is_underrated}
    assert (glitters, overlooked) == ({"trade", "from_1000"}, {"logistics", "from_10"})
    assert [(look.heat, look.size, look.won) for look in report.looks] == [
        ("hot", 16, 1), ("warm", 0, 0), ("cold", 16, 16)
    ]  # fmt: skip


def test_names_and_sentences_are_no_attributes() -> None:
    for _ in range(cases.WORDS + 1):
        sold(yes=True, company_country="DE")
    found = cases.decided(playbook.at(NOW), None, END)
    assert {key for case in found for key in case.values} == {"channel", "offer", "company.country"}


def test_what_was_left_untouched_is_not_known() -> None:
    lead = sold(yes=True, company_industry="logistics")
    Company.objects.filter(id=lead.company_id or 0).update(facts={"company.industry": untouched("Industrie")})
    (case,) = cases.decided(playbook.at(NOW), None, END)
    assert "company.industry" not in case.values


def test_at_first_sight_only_the_enquiry_is_known() -> None:
    lead, lena = make.lead(NOW, **row()), user("lena")
    call = Call(make.seen(lead, lena), "not_reached", {"lead.timing": "quarter"})
    qualification.log_call(call, by=make.actor(lena), now=NOW)
    lead.refresh_from_db()
    (first,) = cases.opened(playbook.at(NOW), None, END)
    assert lead.facts["lead.timing"] == "quarter"
    assert "lead.timing" not in first.values


def test_slow_leads_are_told_in_working_days_and_stuck_ones_listed() -> None:
    for _ in range(15):
        sold(yes=True, days=14, company_industry="health")
        sold(yes=True, days=1, company_industry="trade")
    waiting = handed()
    later = NOW + timedelta(days=28)
    report = speed.report(playbook.at(NOW), None, later)
    slowest = report.tempos[0]
    assert (slowest.attribute, slowest.value, slowest.believed) == ("company.industry", "health", True)
    curve = speed.curves({"handed_over": report.spells["handed_over"]})["handed_over"]
    assert (curve.size, curve.ended) == (31, 30)
    assert curve.after(0.9) == pytest.approx(10, abs=0.1), "two weeks are ten working days"
    (stuck,) = [one for one in speed.stuck(report.borders, later) if one.stage == "handed_over"]
    assert (stuck.lead, stuck.days > stuck.usual) == (waiting.id, True)


def test_weeding_out_is_counted_by_reason() -> None:
    out("no_need")
    out("no_need")
    out("wrong_market")
    found = savings.reasons(None, END)
    assert [(one.key, one.leads, one.by_rule) for one in found] == [("no_need", 2, 0), ("wrong_market", 1, 0)]
    assert savings.whole(found).days == pytest.approx(1.0)
    assert savings.reasons(END, END + timedelta(days=1)) == []


def test_the_card_says_too_few_and_knows_the_playbooks_points() -> None:
    won()
    book = playbook.at(NOW)
    assert scorecard.card(cases.decided(book, None, END), book).state == "too_few"
    given = scorecard.points(book, [("company.industry", "machinery"), ("channel", "website")])
    assert given["company.industry", "machinery"] > 0


def test_what_is_overdue_or_unplanned_is_at_risk() -> None:
    lead = make.lead()
    assert risk.counted(NOW) == risk.Counted(0, 0)
    later = NOW + timedelta(days=5)
    assert [due.lead for due in risk.overdue(later)] == [lead.id]
    assert risk.counted(later).overdue == 1
    assert risk.unplanned() == []
