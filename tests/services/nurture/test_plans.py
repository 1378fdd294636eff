"""Plans live in simulated time: made by the playbook, sent when allowed, stopped by what the prospect does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leadflow.agenda import queries as agenda
from leadflow.content import services as content
from leadflow.content.rules import Tags
from leadflow.content.services import Wanted
from leadflow.delivery import sending
from leadflow.delivery.models import Mail
from leadflow.handover import services as handover
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from leadflow.leads import phases
from leadflow.leads import services as leads
from leadflow.leads.models import Lead
from leadflow.leads.queries import LeadRef, snapshots
from leadflow.leads.services import TouchMade
from leadflow.nurture import queries, running, services
from leadflow.nurture.models import Plan, Step
from leadflow.privacy import services as privacy
from leadflow.privacy.services import Said
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Call, Verdict
from tests import cast, fold, make
from tests.clock import NOW
from tests.mailbox import Mailbox, body, connect, open_mailbox

pytestmark = pytest.mark.django_db
MARCH = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
def box(server: Mailbox) -> Mailbox:
    connect(server)
    return server


def nurtured(*, until: datetime | None = MARCH, consent: bool = True, **facts: Any) -> LeadRef:
    """A lead whose buyer said "not yet", and may be written to."""
    lead, lena = make.lead(), cast.user("lena")
    ref = make.seen(lead, lena)
    by = make.actor(lena)
    if facts:
        leads.answer(ref, {key.replace("_", ".", 1): v for key, v in facts.items()}, by=by, now=NOW)
    if consent:
        say(ref, "given")
    qualification.give_verdicts([Verdict(ref, "not_yet", revisit_at=until)], by=by, now=NOW)
    return ref


def person(ref: LeadRef) -> int:
    return min(snapshots([ref.id])[ref.id].contacts)


def say(ref: LeadRef, stand: str, at: datetime = NOW) -> None:
    privacy.record_consent(Said(person(ref), "mail", stand, "call", at), by=SYSTEM, now=at)


def piece(title: str, sort: str, **tags: Any) -> None:
    content.add(Wanted(title, sort, Tags(**tags), url="https://muster.example/x"), by=SYSTEM, now=NOW)


def pass_until(end: datetime, *, step: timedelta = timedelta(hours=12), start: datetime = NOW) -> None:
    """Time goes by, and the house does what it does by itself."""
    at = start
    while at <= end:
        running.run_due(now=at)
        sending.send_due(now=lambda at=at: at)  # type: ignore[misc]
        at += step


def plan(ref: LeadRef) -> queries.PlanLine:
    found = queries.of_lead(ref)
    assert found is not None
    return found


def next_of(ref: LeadRef) -> agenda.Due:
    due = agenda.item(ref.id)
    assert due is not None
    return due


def test_who_is_not_ripe_gets_a_plan_up_to_the_talk_that_was_agreed() -> None:
    ref = nurtured()
    found = plan(ref)
    assert (found.template, found.state, found.until) == ("long_breath", "running", MARCH)
    assert [step.kind for step in found.steps] == ["mail", "content", "mail", "content", "content", "call"]
    assert found.steps[-1].code == "last"
    assert found.steps[-1].due_at == MARCH
    _, hours = agenda.policy(NOW)
    assert all(hours.is_open(step.due_at) for step in found.steps)
    assert next_of(ref).due_at == MARCH
    assert fold.differences() == []


def test_without_a_date_the_plan_ends_with_a_talk() -> None:
    found = plan(nurtured(until=None))
    assert found.steps[-1].kind == "call"
    assert found.steps[-1].due_at > found.steps[-2].due_at


def test_another_situation_takes_another_plan_and_its_calls_stand_on_today() -> None:
    ref = nurtured(lead_decision_stage="comparing")
    assert plan(ref).template == "decision_near"
    due = next_of(ref)
    assert (due.kind, due.reason["why"], due.reason["what"]) == ("revisit", "plan", "call")
    assert due.due_at.date() == (NOW + timedelta(days=14)).date()


def test_the_plan_runs_by_itself_in_simulated_time(box: Mailbox) -> None:
    piece("Der Überblick", "overview")
    piece("Das Datenblatt", "data_sheet")
    ref = nurtured()
    pass_until(MARCH)
    subjects = [mail["Subject"] for mail in box.mails]
    assert subjects == [
        "Danke für das Gespräch",
        "Der Überblick",
        "Erst die Art der Lösung, dann der Anbieter",
    ]
    first = box.mails[0]
    assert first["From"] == "Lena Vogt <post@muster.example>"
    assert first["Reply-To"] == "lena@muster.example"
    assert "List-Unsubscribe=One-Click" in first["List-Unsubscribe-Post"]
    assert "/p/stop/" in first["List-Unsubscribe"]
    assert "{" not in body(first)
    states = [(step.kind, step.state, step.code) for step in plan(ref).steps]
    assert ("content", "skipped", "nothing_suits") in states
    assert states[-1] == ("call", "planned", "last")
    assert next_of(ref).due_at == MARCH
    assert (fold.differences(), health.examine()) == ([], [])


def test_a_datasheet_is_never_sent_to_somebody_who_only_looks_around(box: Mailbox) -> None:
    piece("Das Datenblatt", "data_sheet")
    ref = nurtured()
    pass_until(NOW + timedelta(days=20))
    assert next(step.code for step in plan(ref).steps if step.kind == "content") == "nothing_suits"


def test_without_consent_nothing_is_sent_and_the_reason_is_told(box: Mailbox) -> None:
    ref = nurtured(consent=False)
    pass_until(NOW + timedelta(days=3))
    assert box.raw == []
    assert (plan(ref).steps[0].state, plan(ref).steps[0].code) == ("skipped", "no_permit")


def test_a_reply_stops_the_plan_and_brings_the_lead_back(box: Mailbox) -> None:
    ref = nurtured()
    running.run_due(now=NOW + timedelta(days=2))
    assert Mail.objects.get().state == "waiting"
    leads.log_touch(
        ref, TouchMade("mail", inbound=True), by=make.actor(cast.user("lena")), now=NOW + timedelta(days=2)
    )
    assert (plan(ref).state, plan(ref).reason) == ("stopped", "replied")
    assert Lead.objects.get(id=ref.id).stage == "qualifying"
    assert Mail.objects.get().state == "dropped"
    pass_until(NOW + timedelta(days=60))
    assert box.raw == []
    assert fold.differences() == []


def test_an_unsubscribe_stops_the_plan_and_keeps_the_agreed_talk(box: Mailbox) -> None:
    ref = nurtured()
    running.run_due(now=NOW + timedelta(days=2))
    say(ref, "withdrawn", NOW + timedelta(days=2))
    assert (plan(ref).state, plan(ref).reason) == ("stopped", "unsubscribed")
    pass_until(NOW + timedelta(days=60))
    assert box.raw == []
    assert next_of(ref).due_at == MARCH


def test_a_ripe_lead_has_no_plan() -> None:
    ref = nurtured()
    by = make.actor(cast.user("lena"))
    qualification.give_verdicts([Verdict(ref, "ready", reason="es eilt")], by=by, now=NOW + timedelta(days=1))
    assert (plan(ref).state, plan(ref).reason) == ("stopped", "ready")
    assert not Step.objects.filter(plan__state="running").exists()


def test_a_returned_lead_gets_a_new_plan() -> None:
    cast.user("ben")
    ref = nurtured()
    by, at = make.actor(cast.user("lena")), NOW + timedelta(days=1)
    qualification.give_verdicts([Verdict(ref, "ready", reason="es eilt")], by=by, now=at)
    handover.hand_over(ref, by=by, now=at)
    ben = make.seen(Lead.objects.get(id=ref.id), cast.user("ben"))
    handover.give_back(ben, "not_ripe", by=make.actor(cast.user("ben")), now=at)
    assert Lead.objects.get(id=ref.id).stage == "nurturing"
    assert [p.state for p in Plan.objects.order_by("id")] == ["stopped", "running"]
    assert plan(ref).until is not None


def test_a_call_of_the_plan_is_done_by_calling() -> None:
    ref = nurtured(lead_decision_stage="comparing")
    at = plan(ref).steps[2].due_at + timedelta(minutes=5)
    by = make.actor(cast.user("lena"))
    qualification.log_call(Call(ref, "not_reached"), by=by, now=at)
    assert plan(ref).steps[2].state == "planned"
    qualification.log_call(Call(ref, "callback", call_again_at=at + timedelta(days=2)), by=by, now=at)
    assert plan(ref).steps[2].state == "done"
    assert next_of(ref).kind == "promise"


def test_a_new_verdict_makes_a_new_plan() -> None:
    ref = nurtured()
    by = make.actor(cast.user("lena"))
    later = NOW + timedelta(days=3)
    qualification.log_call(Call(ref, "not_yet", call_again_at=MARCH + timedelta(days=30)), by=by, now=later)
    assert [(p.state, p.reason) for p in Plan.objects.order_by("id")] == [
        ("stopped", "new_plan"),
        ("running", ""),
    ]
    assert plan(ref).until == MARCH + timedelta(days=30)


def test_the_plan_moves_with_the_phase() -> None:
    ref = nurtured()
    by = make.actor(cast.user("lena"))
    leads.answer(ref, {"lead.decision_stage": "comparing"}, by=by, now=NOW + timedelta(days=3))
    assert Lead.objects.get(id=ref.id).phase == "investigation"
    assert plan(ref).template == "decision_near"
    assert plan(ref).until == MARCH


def test_a_step_is_left_out_taken_in_again_moved_and_added() -> None:
    ref = nurtured()
    by = make.actor(cast.user("lena"))
    first = plan(ref).steps[0].id
    services.skip(ref, first, by=by, now=NOW)
    assert plan(ref).steps[0].state == "skipped"
    services.skip(ref, first, by=by, now=NOW, back=True)
    assert plan(ref).steps[0].state == "planned"
    services.move(ref, first, NOW + timedelta(days=5), by=by, now=NOW)
    assert plan(ref).steps[0].due_at == NOW + timedelta(days=5)
    services.add(ref, "call", NOW + timedelta(days=4), by=by, now=NOW, note="Messe erwähnen")
    assert plan(ref).steps[0].note == "Messe erwähnen"
    assert next_of(ref).due_at.date() == (NOW + timedelta(days=4)).date()
    with pytest.raises(Refusal, match="in_the_past"):
        services.move(ref, first, NOW - timedelta(days=1), by=by, now=NOW)
    with pytest.raises(Refusal, match="unknown_choice"):
        services.add(ref, "mail", NOW + timedelta(days=4), by=by, now=NOW, mail="nonsense")
    assert fold.differences() == []


def test_a_plan_stopped_by_hand_leaves_its_date_behind() -> None:
    ref = nurtured(lead_decision_stage="comparing")
    by = make.actor(cast.user("lena"))
    due = next_of(ref).due_at
    services.stop(ref, by=by, now=NOW)
    assert plan(ref).state == "stopped"
    assert (next_of(ref).due_at, next_of(ref).reason["why"]) == (due, "plan_ended")
    with pytest.raises(Refusal, match="no_plan"):
        services.stop(ref, by=by, now=NOW)


def test_plans_that_run_out_are_told() -> None:
    ref = nurtured(until=NOW + timedelta(days=5))
    assert [p.lead for p in queries.running_out(NOW + timedelta(days=7))] == [ref.id]
    assert queries.running_out(NOW + timedelta(days=2)) == []


def test_signals_tell_the_phase_and_a_human_says_otherwise() -> None:
    lead = make.lead()
    ref = make.seen(lead, cast.user("lena"))
    by = make.actor(cast.user("lena"))
    leads.answer(ref, {"lead.decision_stage": "collecting"}, by=by, now=NOW)
    assert Lead.objects.get(id=lead.id).phase == "consideration"
    phases.set_phase(ref, "awareness", by=by, now=NOW)
    leads.answer(ref, {"lead.decision_stage": "deciding"}, by=by, now=NOW)
    row = Lead.objects.get(id=lead.id)
    assert (row.phase, row.phase_by_human) == ("purchase", "awareness")
    phases.set_phase(ref, "", by=by, now=NOW)
    assert snapshots([lead.id])[lead.id].phase == "purchase"
    leads.answer(ref, {"lead.decision_stage": "collecting"}, by=by, now=NOW)
    assert Lead.objects.get(id=lead.id).phase == "purchase"
    assert fold.differences() == []


def test_a_lead_that_a_call_closed_has_nothing_next() -> None:
    """A late grade carries the lead as it stood before it was closed."""
    lead = make.lead()
    ref = make.seen(lead, cast.user("lena"))
    call = Call(ref, "disqualify", {"company.size": "from_50"}, reason="no_need")
    qualification.log_call(call, by=make.actor(cast.user("lena")), now=NOW)
    assert agenda.item(lead.id) is None
    assert health.examine() == []
