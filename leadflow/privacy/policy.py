"""What the playbook says about contacting people: for which purposes, on which basis, in which words of consent."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook.policy import Declares, Keyed, Many, Section, Words

Basis = Literal["consent", "presumed_interest", "legitimate_interest"]


class Purpose(Keyed):
    """`basis` is what must stand behind a contact for which no consent was given; "consent" means: none, so no contact."""

    basis: Basis
    consent: Words


class PrivacyPolicy(Section):
    SECTION: ClassVar[str] = "privacy"

    purposes: Annotated[Many[Purpose], Declares("purpose"), Field(min_length=1)]

    def purpose(self, key: str) -> Purpose | None:
        return next((purpose for purpose in self.purposes if purpose.key == key), None)
