"""What a mail about a lead says, and in whose name: the playbook's words with what is known merged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadflow.accounts import queries as accounts
from leadflow.delivery.rendering import Link, Rendered, Words, render
from leadflow.delivery.rules import filled
from leadflow.kernel.home import home
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.rules import Snapshot
from leadflow.playbook import queries as playbook
from leadflow.playbook.mailwords import MailWords


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers: a person, or a team where nobody in particular does."""

    name: str
    mail: str
    is_person: bool


def responsible(shot: Snapshot, language: str) -> Responsible:
    """The owner; else the only member of the team; else the team itself."""
    if shot.owner is not None:
        found = accounts.model(shot.owner)
        return Responsible(found.name, found.email, True)
    members = accounts.members(shot.team) if shot.team is not None else []
    if len(members) == 1:
        return Responsible(members[0].name, members[0].email, True)
    return Responsible(
        accounts.team_names([shot.team], language).get(shot.team or 0, home().company), "", False
    )


def language_of(facts: Mapping[str, object]) -> str:
    """The prospect's own where it is known, else the home's."""
    known = facts.get("person.language")
    return known if known in ("de", "en") else home().language


def values(
    facts: Mapping[str, object], *, sender: str, offer: str, language: str, now: datetime
) -> dict[str, str]:
    """Field -> text: what is known of the prospect, and who we are."""
    known = {key: str(value) for key, value in facts.items() if isinstance(value, str | int | float)}
    declared = playbook.at(now).section(LeadsPolicy).offer(offer)
    label = declared.label.in_(language) if declared else offer
    return known | {"our.company": home().company, "our.sender": sender or home().company, "offer": label}


def written(
    mail: MailWords,
    known: Mapping[str, str],
    language: str,
    *,
    button: Link | None = None,
    foot: tuple[Link, ...] = (),
    signed: bool = True,
) -> Rendered:
    """`signed`: below stands who writes; mails to our own people are written by the house."""
    sender = dict.fromkeys(part for part in (known["our.sender"], home().company) if part)
    return render(
        Words(
            filled(mail.subject.in_(language), known),
            filled(mail.text.in_(language), known),
            home().company,
            button,
            sender="\n".join(sender) if signed else "",
            foot=foot,
            language=language,
        )
    )
