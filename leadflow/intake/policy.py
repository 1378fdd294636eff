"""What the playbook says about what comes in: how columns and cells are read, whom to believe, who gets it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from leadflow.playbook import mailwords
from leadflow.playbook.mailwords import MailWords
from leadflow.playbook.policy import (
    Book,
    ChannelRef,
    Duration,
    FactRef,
    FactsPolicy,
    Finding,
    Keyed,
    Many,
    OfferRef,
    Part,
    Routing,
    Section,
    Text,
    Words,
    refers_to,
)

Trust = Annotated[int, Field(ge=0, le=100)]
PurposeRef = Annotated[str, refers_to("purpose")]


class DoorTrust(Part):
    """Whom to believe when two sources differ: 0 (nobody) to 100."""

    csv: Trust
    api: Trust
    form: Trust
    mailbox: Trust = 60
    card: Trust = 70
    webhook: Trust = 65
    fair: Trust = 80
    hand: Trust = 85

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


Target = Annotated[
    str, StringConstraints(pattern=r"^(mail|phone|mobile|note|(lead|person|company)\.[a-z0-9_]{1,60})$")
]


class Question(Part):
    """One field of a form. `asks`: mail, phone, mobile, note or a declared fact."""

    asks: Target
    required: bool = False
    label: Words | None = None


class ConsentAsk(Part):
    """A consent a form asks for, in its own words or in those of the purpose."""

    purpose: PurposeRef
    text: Words | None = None


def _asked(value: object) -> object:
    """A purpose alone is asked in its own words."""
    return {"purpose": value} if isinstance(value, str) else value


Consents = Many[Annotated[ConsentAsk, BeforeValidator(_asked)]]
WebAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+\S*)?$", max_length=500)]


class Form(Keyed):
    """A form for strangers. `gives`: the key of a piece of the library; `confirm`: by a mail first. `further`: what
    somebody is asked whom we know already, `at_once` of them at a time. `thanks`: said at the end, with a way on.
    """

    text: Words
    button: Words
    offer: OfferRef
    channel: ChannelRef
    campaign: str = ""
    gives: str = ""
    confirm: bool = True
    questions: Annotated[Many[Question], Field(min_length=1)]
    consents: Consents = ()
    further: Many[Question] = ()
    at_once: Annotated[int, Field(ge=1, le=10)] = 2
    thanks: Words | None = None
    thanks_url: WebAddress = ""

    @property
    def purposes(self) -> tuple[str, ...]:
        return tuple(asked.purpose for asked in self.consents)

    def own_words(self, purpose: str) -> Words | None:
        """The form's wording of a consent, where it has one."""
        return next((asked.text for asked in self.consents if asked.purpose == purpose), None)


class TrackingRule(Part):
    """Which channel a visit speaks for. All lists that are there must hold a word of it; `click`: names of marks that
    advertisers add to an address, `referrer`: sites, each with its parts.
    """

    source: Many[Text] = ()
    medium: Many[Text] = ()
    referrer: Many[Text] = ()
    click: Many[Text] = ()
    channel: ChannelRef
    campaign: str = ""


class Tracking(Part):
    rules: Many[TrackingRule] = ()


class FormMails(Part):
    """What a stranger gets: please confirm; and then who answers, and by when."""

    confirm: MailWords
    acknowledge: MailWords


class Webhooks(Part):
    """`tolerance`: how old a signed message may be; `largest_kb`: larger ones are refused before they are read."""

    tolerance: Duration = timedelta(minutes=5)
    largest_kb: Annotated[int, Field(ge=1, le=4096)] = 256


class Fair(Part):
    """The page for the booth. `taps`: declared choices that are asked as buttons; `consents`: what may be ticked."""

    channel: ChannelRef = "fair"
    taps: Many[FactRef] = ("lead.decision_stage", "lead.timing")
    consents: Many[PurposeRef] = ("mail", "phone")


class Hand(Part):
    """One typed line. `wish`: the target that takes what is no name, firm, number or address."""

    channel: ChannelRef = "phone"
    wish: Target = "lead.need"


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
    forms: Many[Form] = ()
    tracking: Tracking = Tracking()
    letters_under: PurposeRef | None = None
    form_mails: FormMails
    confirm_within: Duration
    webhooks: Webhooks = Webhooks()
    fair: Fair = Fair()
    hand: Hand = Hand()

    def form(self, key: str) -> Form | None:
        return next((form for form in self.forms if form.key == key), None)

    def findings(self, book: Book) -> Iterable[Finding]:
        """A form asks for the mail address it confirms, and only for what is declared."""
        facts = book.get(FactsPolicy)
        declared = {fact.key for fact in facts.declared} if facts else set()
        yield from self._capture(facts, declared)
        for at, form in enumerate(self.forms):
            if form.confirm and "mail" not in {q.asks for q in form.questions if q.required}:
                yield Finding(("forms", at, "questions"), "form_without_mail", {"name": form.key})
            yield from _asks(("forms", at), form, declared)
        yield from _tracks(self.tracking)
        mails = self.form_mails
        yield from mailwords.findings(mails.confirm, ("form_mails", "confirm"), book)
        yield from mailwords.findings(mails.acknowledge, ("form_mails", "acknowledge"), book, ("answer_by",))

    def _capture(self, facts: FactsPolicy | None, declared: set[str]) -> Iterable[Finding]:
        """What is tapped has choices; where a typed wish goes is declared."""
        for at, tap in enumerate(self.fair.taps):
            fact = facts.get(tap) if facts else None
            if fact is not None and fact.type != "choice":
                yield Finding(("fair", "taps", at), "tap_without_choices", {"name": tap})
        if "." in self.hand.wish and self.hand.wish not in declared:
            yield Finding(("hand", "wish"), "unknown_name", {"kind": "fact", "name": self.hand.wish})


def _asks(here: tuple[str | int, ...], form: Form, declared: set[str]) -> Iterable[Finding]:
    """Only what is declared, and nothing twice, neither at once nor further on."""
    before: set[str] = set()
    for part, questions in (("questions", form.questions), ("further", form.further)):
        for place, question in enumerate(questions):
            name = question.asks
            if "." in name and name not in declared:
                yield Finding((*here, part, place, "asks"), "unknown_name", {"kind": "fact", "name": name})
            if name in before:
                yield Finding((*here, part, place, "asks"), "asked_twice", {"name": name})
            before.add(name)


def _tracks(tracking: Tracking) -> Iterable[Finding]:
    for at, rule in enumerate(tracking.rules):
        if not (rule.source or rule.medium or rule.referrer or rule.click):
            yield Finding(("tracking", "rules", at), "rule_without_test")
