"""The sections of all rooms, as `apps.ready` brings them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from leadflow.agenda.policy import AgendaPolicy
from leadflow.content.policy import ContentPolicy
from leadflow.handover.policy import HandoverPolicy
from leadflow.insight.policy import SleepingPolicy, StatisticsPolicy, TargetsPolicy
from leadflow.intake.policy import IntakePolicy
from leadflow.leads.policy import LeadsPolicy
from leadflow.nurture.policy import NurturePolicy
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook import checking, rules
from leadflow.playbook.document import Fault
from leadflow.playbook.policy import FactsPolicy, ProcessPolicy, Section
from leadflow.privacy.policy import PrivacyPolicy
from leadflow.qualification.policy import QualificationPolicy
from leadflow.scoring.policy import ScoringPolicy

SECTIONS: tuple[type[Section], ...] = (
    ProcessPolicy, FactsPolicy, MatchingPolicy, PrivacyPolicy, LeadsPolicy, ScoringPolicy,
    AgendaPolicy, QualificationPolicy, IntakePolicy, HandoverPolicy, TargetsPolicy, ContentPolicy, NurturePolicy,
    StatisticsPolicy, SleepingPolicy,
)  # fmt: skip
DEFAULT = Path(rules.__file__).with_name("default.yaml").read_text(encoding="utf-8")
TEAMS = {"team": frozenset({"lead-management", "sales"})}


@pytest.fixture(autouse=True)
def _all_sections() -> None:
    for section in SECTIONS:
        rules.register(section)


@pytest.fixture
def default() -> str:
    return DEFAULT


Changed = Callable[[str, str], list[Fault]]


@pytest.fixture
def changed() -> Changed:
    """The faults of the default playbook with one passage replaced."""

    def faults(old: str, new: str) -> list[Fault]:
        assert DEFAULT.count(old) >= 1, old
        return checking.check(DEFAULT.replace(old, new, 1), outside=TEAMS)

    return faults
