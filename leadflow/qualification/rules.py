"""When a lead is ready, when it is looked at again, when it is out. Decisions with their reasons; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from leadflow.kernel.facts import is_known
from leadflow.leads.rules import Snapshot
from leadflow.playbook.rules import Context, holds
from leadflow.qualification.policy import EarlyOut, QualificationPolicy, Question

READY: Final = "ready"
NOT_YET: Final = "not_yet"
DISQUALIFY: Final = "disqualify"


@dataclass(frozen=True, slots=True)
class GateState:
    key: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    gates: tuple[GateState, ...]

    @property
    def is_ready(self) -> bool:
        return all(gate.holds for gate in self.gates)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(gate.key for gate in self.gates if not gate.holds)

    def reasons(self) -> list[dict[str, Any]]:
        """As frozen in the journal with the decision."""
        return [{"gate": gate.key, "holds": gate.holds} for gate in self.gates]


def context(shot: Snapshot, grade: str, free_mail_domains: Iterable[str] = ()) -> Context:
    return Context(
        free_mail_domains=frozenset(free_mail_domains),
        signals=frozenset(signal.kind for signal in shot.signals),
        channel=shot.channel,
        offer=shot.offer,
        roles=shot.roles,
        fit=grade[0],
        interest=int(grade[1]),
    )


def readiness(policy: QualificationPolicy, facts: Mapping[str, object], where: Context) -> Readiness:
    """A gate on something unknown does not hold: what is missing is to be asked."""
    return Readiness(
        tuple(GateState(gate.key, holds(gate.needs, facts, where) is True) for gate in policy.readiness.gates)
    )


def revisit_at(
    policy: QualificationPolicy, facts: Mapping[str, object], where: Context, now: datetime
) -> datetime:
    """When a lead that is not ripe is looked at again."""
    after = next(
        (line.after for line in policy.revisit if holds(line.when, facts, where) is True),
        policy.revisit_otherwise,
    )
    return now + after


def early_out(policy: QualificationPolicy, facts: Mapping[str, object], where: Context) -> EarlyOut | None:
    """The first rule by which the lead is fruitless; on what is not known nobody is taken out."""
    return next((rule for rule in policy.auto_disqualify if holds(rule.when, facts, where) is True), None)


def open_questions(questions: Sequence[Question], facts: Mapping[str, object]) -> list[Question]:
    return [question for question in questions if not is_known(facts.get(question.fact))]
