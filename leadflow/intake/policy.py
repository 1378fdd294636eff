"""What the playbook says about what comes in: how columns and cells are read, whom to believe, who gets it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from leadflow.playbook.policy import Many, Part, Routing, Section, Text, refers_to

Trust = Annotated[int, Field(ge=0, le=100)]
PurposeRef = Annotated[str, refers_to("purpose")]


class DoorTrust(Part):
    """Whom to believe when two sources differ: 0 (nobody) to 100."""

    csv: Trust
    api: Trust

    def of(self, door: str) -> int:
        return int(getattr(self, door, self.csv))


class ArrivalColumns(Part):
    """Headings that say something about the arrival itself, not about company, person or interest."""

    external_id: Many[Text] = ()
    happened_at: Many[Text] = ()
    channel: Many[Text] = ()
    campaign: Many[Text] = ()
    note: Many[Text] = ()


class Objection(Part):
    """A column in which a person objects to being contacted for a purpose."""

    columns: Annotated[Many[Text], Field(min_length=1)]
    purpose: PurposeRef


class IntakePolicy(Section):
    SECTION: ClassVar[str] = "intake"

    untouched_defaults: Many[Text]
    arrival_columns: ArrivalColumns
    outcome_columns: Many[Text]
    never_score_columns: Many[Text]
    objections: Many[Objection]
    yes_words: Annotated[Many[Text], Field(min_length=1)]
    trust: DoorTrust
    new_leads: Routing
