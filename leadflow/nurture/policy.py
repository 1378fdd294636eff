"""What the playbook says about nurturing: what tells a phase, which mails there are, and the plans they make up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from leadflow.playbook import mailwords
from leadflow.playbook.mailwords import MailWords
from leadflow.playbook.policy import (
    Book,
    Condition,
    Declares,
    Duration,
    Finding,
    Keyed,
    Many,
    Part,
    Section,
    Words,
    fault,
    refers_to,
)

Phase = Literal["consideration", "investigation", "purchase"]
MailRef = Annotated[str, refers_to("plan_mail")]


class PhaseRule(Keyed):
    """The buyer is at least in this phase when the condition holds."""

    phase: Phase
    when: Condition


class PlanMail(Keyed):
    """One of our mails; its fields are filled with what is known of the prospect."""

    subject: Words
    text: Words

    @property
    def words(self) -> MailWords:
        return MailWords(subject=self.subject, text=self.text)


class PlanStep(Part):
    """`after`: counted from the start of the plan. mail: one of ours; content: the piece that suits best by then."""

    after: Duration
    do: Literal["mail", "content", "call", "letter"]
    mail: MailRef | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _says_which_mail(self) -> PlanStep:
        if (self.do == "mail") != (self.mail is not None):
            raise fault("step_without_mail", do=self.do)
        return self


class PlanTemplate(Keyed):
    """Taken where `when` holds, else the next. `then_every`: content again and again until the agreed date."""

    when: Condition | None = None
    steps: Annotated[Many[PlanStep], Field(min_length=1)]
    then_every: Duration | None = None


class NurturePolicy(Section):
    SECTION: ClassVar[str] = "nurture"

    phases: Many[PhaseRule]
    mails: Annotated[Many[PlanMail], Declares("plan_mail")]
    content_mail: MailWords
    plans: Annotated[Many[PlanTemplate], Field(min_length=1)]
    warn_before: Duration

    def findings(self, book: Book) -> Iterable[Finding]:
        """Texts that cannot be filled; plans behind one that is always taken; no plan for the rest."""
        for at, mail in enumerate(self.mails):
            yield from mailwords.findings(mail.words, ("mails", at), book)
        given = ("content.title", "content.about")
        yield from mailwords.findings(self.content_mail, ("content_mail",), book, given)
        for at, plan in enumerate(self.plans[:-1]):
            if plan.when is None:
                yield Finding(("plans", at), "plan_always_taken", {"name": plan.key})
        if self.plans[-1].when is not None:
            yield Finding(("plans", len(self.plans) - 1, "when"), "plan_for_nobody_else", {})

    def mail(self, key: str) -> PlanMail | None:
        return next((mail for mail in self.mails if mail.key == key), None)

    def plan(self, key: str) -> PlanTemplate | None:
        return next((plan for plan in self.plans if plan.key == key), None)
