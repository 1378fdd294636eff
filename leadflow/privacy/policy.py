"""What the playbook says about contacting people: for which purposes, on which basis, in which words of consent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from leadflow.playbook.policy import Book, Declares, Finding, Keyed, Many, Section, Words

Basis = Literal["consent", "presumed_interest", "legitimate_interest"]


class Purpose(Keyed):
    """`basis` is what must stand behind a contact for which no consent was given; "consent": then not at all."""

    basis: Basis
    consent: Words


class PrivacyPolicy(Section):
    SECTION: ClassVar[str] = "privacy"

    purposes: Annotated[Many[Purpose], Declares("purpose"), Field(min_length=1)]

    def findings(self, book: Book) -> Iterable[Finding]:
        """The house writes and phones: both need their words and their basis."""
        for key in ("mail", "phone"):
            if self.purpose(key) is None:
                yield Finding(("purposes",), "purpose_missing", {"name": key})

    def purpose(self, key: str) -> Purpose | None:
        return next((purpose for purpose in self.purposes if purpose.key == key), None)
