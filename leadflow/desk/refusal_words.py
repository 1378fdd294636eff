"""What the house says when it refuses: a title, what happened and what is kept, what to do next. One entry per code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.desk import words
from leadflow.desk.campaign_words import CAMPAIGN_WORDS
from leadflow.desk.door_words import DOOR_WORDS
from leadflow.desk.letter_words import LETTER_WORDS
from leadflow.desk.list_words import LIST_WORDS
from leadflow.desk.machine_words import MACHINE_WORDS
from leadflow.desk.mail_words import MAIL_WORDS
from leadflow.desk.settings_words import SETTINGS_WORDS
from leadflow.desk.words import Lazy
from leadflow.kernel.refusals import Refusal
from leadflow.playbook import queries as playbook
from leadflow.qualification.policy import QualificationPolicy

Triple = tuple[Lazy, Lazy, Lazy]

NOTHING: Final = _("Nothing was changed.")
CHOOSE: Final = _("Choose again from the list.")
RELOAD: Final = _("Reload the page and look at where it stands now.")
ADMIN: Final = _("Ask an admin if you need it.")
NEW_LINK: Final = _("Ask for a new one, or log in with your password.")
OTHER_FILE: Final = _("Choose another file. What you typed is kept.")


@dataclass(frozen=True, slots=True)
class Said:
    title: str
    text: str
    todo: str


WORDS: Final[Mapping[str, Triple]] = {
    "not_found": (
        _("There is nothing here"),
        _("It does not exist, or it is not for you to see. Nothing is lost by looking."),
        _("Check the address, or begin from your first page."),
    ),
    "not_allowed": (
        _("That is not for you to do"),
        _("Your role does not include this. Nothing was changed."),
        ADMIN,
    ),
    "busy": (
        _("Too much at once"),
        _("Others kept changing the same thing, so yours was not written."),
        _("Try again in a moment."),
    ),
    "claimed": (
        _("Somebody is at work on it"),
        _("%(user)s is at work on this lead right now. What you typed is kept."),
        _("Read along, or take the next one."),
    ),
    "lead_not_open": (
        _("This lead is closed"),
        _("It was won, lost, disqualified or merged meanwhile. Nothing was changed."),
        RELOAD,
    ),
    "stage_not_reachable": (
        _("This step is not possible from here"),
        _("From “%(before)s” there is no way to “%(after)s”. Nothing was changed."),
        RELOAD,
    ),
    "verdict_too_late": (
        _("Too late for a verdict"),
        _("The lead is “%(stage)s” already. Nothing was changed."),
        RELOAD,
    ),
    "not_ready": (
        _("Not ready yet"),
        _("Still missing: %(missing)s. What you typed is kept."),
        _("Ask for it, or say why it goes over all the same."),
    ),
    "not_ready_yet": (
        _("Not ready yet"),
        _("Only a ready lead can be handed over; this one is “%(stage)s”."),
        _("Call it ready first."),
    ),
    "nothing_to_undo": (
        _("Nothing to undo"),
        _("It was taken back already, or something newer came after it."),
        RELOAD,
    ),
    "successor_open": (
        _("A newer lead took its place"),
        _("The same company has another open lead for this offer, so this one stays closed."),
        _("Open the newer lead and go on there."),
    ),
    "heat_already_set": (
        _("First impression is set"),
        _("It is given once, so that it stays the first one."),
        RELOAD,
    ),
    "owner_needed": (
        _("Somebody must own it"),
        _("This lead has no team queue to go back to. Nothing was changed."),
        _("Choose a person."),
    ),
    "no_contact": (
        _("Nobody is named yet"),
        _("An answer about a person needs a contact on this lead. It was not kept."),
        _("Add the contact first."),
    ),
    "no_company": (
        _("No company is named yet"),
        _("An answer about the company needs one on this lead. It was not kept."),
        _("Name the company first."),
    ),
    "merge_same_lead": (
        _("That is the same lead"),
        _("A lead cannot be merged into itself."),
        _("Choose another one."),
    ),
    "proposal_decided": (_("Already decided"), _("Somebody answered this question meanwhile."), RELOAD),
    "in_the_past": (
        _("That moment has passed"),
        _("It lies in the past. What you typed is kept."),
        _("Choose a moment that is still to come."),
    ),
    "in_the_future": (
        _("That has not happened yet"),
        _("What is noted must have happened. What you typed is kept."),
        _("Choose a moment that has passed."),
    ),
    "moment_needed": (
        _("When?"),
        _("A promise needs a moment. What you typed is kept."),
        _("Choose day and time."),
    ),
    "reason_needed": (
        _("Why?"),
        _("This step needs a reason. What you typed is kept."),
        _("Choose one from the list."),
    ),
    "unknown_choice": (
        _("Not one of the choices"),
        _("“%(value)s” is not among them. Nothing was changed."),
        CHOOSE,
    ),
    "empty_text": (_("Nothing is written"), _("There is no text to keep."), _("Write something first.")),
    "too_long": (
        _("Too long"),
        _("At most %(limit)s characters fit. What you typed is kept."),
        _("Shorten it, or attach it as a file."),
    ),
    "name_missing": (_("The name is missing"), _("Without a name nobody finds it again."), _("Type a name.")),
    "not_in_sales": (
        _("Not in sales"),
        _("Leads go to people of a sales or partner team. Nothing was changed."),
        _("Choose somebody else, or a team."),
    ),
    "not_offered": (
        _("There is no open offer"),
        _("It was answered or taken back meanwhile. Nothing was changed."),
        RELOAD,
    ),
    "not_accepted": (
        _("Not accepted yet"),
        _("Only an accepted opportunity can be won or lost; this one is “%(stage)s”."),
        RELOAD,
    ),
    "amount_out_of_range": (
        _("This amount cannot be right"),
        _("It is negative or larger than we can count."),
        _("Check the figure."),
    ),
    "amount_unreadable": (
        _("This is no amount"),
        _("It cannot be read as money of this house. What you typed is kept."),
        _("Write it like 4000 or 4.000,50."),
    ),
    "contact_not_permitted": (
        _("No contact permitted"),
        _("This person has not agreed to it, or has objected. Nothing was sent."),
        _("Choose another person or another way."),
    ),
    "no_playbook": (
        _("No playbook yet"),
        _("Nobody has published a playbook in this house, so nothing can be decided."),
        _("Publish one: leadflow playbook publish FILE"),
    ),
    "playbook_faulty": (
        _("The playbook has faults"),
        _("%(count)s faults were found, so nothing was published. What you wrote is kept."),
        _("Mend them line by line: leadflow playbook check FILE"),
    ),
    "playbook_in_the_past": (
        _("Too early"),
        _("A playbook in force since %(since)s cannot be overtaken by an older one."),
        _("Choose a later moment."),
    ),
    "login_wrong": (
        _("That did not fit"),
        _("Mail address and password do not belong together."),
        _("Try again, or ask for a login link."),
    ),
    "login_link_unknown": (
        _("This link opens nothing"),
        _("It is not complete, or nobody made it."),
        NEW_LINK,
    ),
    "login_link_used": (_("This link was used already"), _("A login link opens the door once."), NEW_LINK),
    "login_link_expired": (
        _("This link is too old"),
        _("A login link is good for a quarter of an hour."),
        NEW_LINK,
    ),
    "too_many_tries": (
        _("Too many tries"),
        _("To keep guessers out, this login rests."),
        _("Try again in %(minutes)s minutes."),
    ),
    "mail_invalid": (
        _("This is no mail address"),
        _("“%(mail)s” cannot be one. What you typed is kept."),
        _("Check the part around the @."),
    ),
    "user_exists": (
        _("Somebody has this address"),
        _("%(mail)s logs in here already."),
        _("Change that user instead."),
    ),
    "last_admin": (
        _("The last admin stays"),
        _("Without an admin nobody could manage this house. Nothing was changed."),
        _("Make somebody else an admin first."),
    ),
    "password_too_short": (
        _("The password is too short"),
        _("It needs at least %(shortest)s characters; length is what counts."),
        _("Three or four words in a row are good."),
    ),
    "password_too_simple": (
        _("The password is too simple"),
        _("It is the login itself, or made of very few characters."),
        _("Three or four words in a row are good."),
    ),
    "role_missing": (_("A role is missing"), _("Everybody needs at least one role."), _("Choose one.")),
    "role_unknown": (_("Unknown role"), _("There is no role “%(role)s”."), CHOOSE),
    "scope_missing": (
        _("What may the key do?"),
        _("A key needs at least one thing it is for."),
        _("Choose one."),
    ),
    "scope_unknown": (_("Unknown purpose of the key"), _("There is no “%(scope)s”."), CHOOSE),
    "team_exists": (_("This team exists"), _("“%(team)s” is taken already."), _("Choose another name.")),
    "team_unknown": (_("Unknown team"), _("There is no team “%(team)s”. Nothing was changed."), CHOOSE),
    "file_empty": (_("The file is empty"), _("“%(name)s” has no content, so nothing was kept."), OTHER_FILE),
    "file_too_large": (
        _("The file is too large"),
        _("“%(name)s” is larger than %(largest)s. Nothing of it was kept."),
        OTHER_FILE,
    ),
    "file_runs": (
        _("Programs are not kept"),
        _("“%(name)s” could run on somebody's machine, so it was not kept."),
        OTHER_FILE,
    ),
    "file_not_what_it_says": (
        _("The file is not what it says"),
        _("The content of “%(name)s” does not fit its name, so it was not kept."),
        OTHER_FILE,
    ),
    "file_type_unknown": (
        _("Unknown kind of file"),
        _("We cannot tell what “%(name)s” is, so it was not kept."),
        OTHER_FILE,
    ),
    "arrival_settled": (
        _("This arrival is settled"),
        _("Somebody has dealt with it meanwhile. The original is kept."),
        RELOAD,
    ),
    "key_reused": (
        _("This key was used for something else"),
        _("The same idempotency key came with another content. The first one is kept."),
        _("Send the new content with a new key."),
    ),
    "key_twice_in_batch": (
        _("The same key twice"),
        _("Two entries of this batch carry the same idempotency key. Nothing was kept."),
        _("Give each entry a key of its own."),
    ),
    "name_taken": (
        _("The name is taken"),
        _("“%(name)s” is another one already. What you typed is kept."),
        _("Choose another name."),
    ),
    "import_not_in_state": (
        _("This import has moved on"),
        _("It is “%(state)s” by now. Nothing was changed."),
        RELOAD,
    ),
    "job_not_ended": (
        _("Still at work"),
        _("This job has not ended, so it cannot be started again."),
        RELOAD,
    ),
    "job_waits_already": (_("It waits already"), _("The same job is in the queue."), RELOAD),
    "figure_unreadable": (
        _("This is no figure"),
        _("What stands there cannot be read as a number. What you typed is kept."),
        _("Write it like 4000, 0.33, 1/3 or 33 %%."),
    ),
    "figure_negative": (
        _("This figure cannot be negative"),
        _("%(value)s is below zero. What you typed is kept."),
        _("Type zero or more."),
    ),
    "figure_not_positive": (
        _("This figure must be above zero"),
        _("With %(value)s there is nothing to work out. What you typed is kept."),
        _("Type a figure above zero."),
    ),
    "rate_above_one": (
        _("More than all is not possible"),
        _("A rate of %(value)s would be more than 100 %%. What you typed is kept."),
        _("Type a share between 0 and 100 %%."),
    ),
    "uplift_beyond_all": (
        _("More than all is not possible"),
        _("With so much more the close rate would be above 100 %%. What you typed is kept."),
        _("Choose a smaller gain."),
    ),
    "not_understood": (
        _("Not understood"),
        _("This row could not be read. The original is kept."),
        _("Mend the row and try again."),
    ),
    **DOOR_WORDS,
    **CAMPAIGN_WORDS,
    **LIST_WORDS,
    **LETTER_WORDS,
    **MACHINE_WORDS,
    **MAIL_WORDS,
    **SETTINGS_WORDS,
}


def said(refusal: Refusal) -> Said:
    """In the reader's language, with its facts filled in; an unknown code still gets a calm sentence."""
    title, text, todo = WORDS.get(
        refusal.code,
        (_("That was not possible"), _("The house refused: %(code)s. Nothing was changed."), RELOAD),
    )
    facts = _Facts(refusal)
    return Said(str(title), str(text) % facts, str(todo) % facts)


class _Facts(dict[str, str]):
    """The facts of a refusal as words; what is not known reads as nothing and never breaks a sentence."""

    def __init__(self, refusal: Refusal) -> None:
        facts = {key: _word(key, value) for key, value in refusal.facts.items()}
        super().__init__({"code": refusal.code, "user": str(_("Somebody else")), **facts})

    def __missing__(self, key: str) -> str:
        return "…"


def _word(key: str, value: object) -> str:
    return _SPOKEN.get(key, str)(value)


def _stage(value: object) -> str:
    return str(words.STAGES.get(str(value), value))


def _name(value: object) -> str:
    return (
        accounts.names([value]).get(value, str(_("Somebody else"))) if isinstance(value, int) else str(value)
    )


def _gates(value: Any) -> str:
    policy = playbook.at(timezone.now()).section(QualificationPolicy)
    labels = {gate.key: gate.label.in_(words.language()) for gate in policy.readiness.gates}
    return ", ".join(labels.get(key, key) for key in value)


_SPOKEN: Final[Mapping[str, Callable[[Any], str]]] = {
    "stage": _stage,
    "before": _stage,
    "after": _stage,
    "user": _name,
    "missing": _gates,
    "largest": lambda value: words.size(int(value)),
    "limit": words.number,
    "since": lambda value: str(value)[:10],
}
