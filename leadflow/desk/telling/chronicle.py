"""The journal of a lead in words: what happened, by whom, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.desk import mail_words, words
from leadflow.handover.policy import HandoverPolicy
from leadflow.journal import queries as journal
from leadflow.journal.queries import Told
from leadflow.kernel.facts import FURTHER, WRONG
from leadflow.leads import lists
from leadflow.leads import queries as leads
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.queries import LeadRef
from leadflow.nurture.policy import NurturePolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.policy import FactsPolicy, Keyed
from leadflow.playbook.rules import Playbook
from leadflow.qualification.policy import QualificationPolicy

PAGE: Final = 40
TALKS: Final = (
    *("lead.touched", "lead.note_written", "lead.enquiry_joined", "lead.opened"),
    *("mail.settled", "content.taken"),
)
DECISIONS: Final = (
    "lead.moved", "lead.verdict_given", "lead.verdict_undone", "lead.offered", "lead.accepted", "lead.returned",
    "lead.outcome_reported", "lead.outcome_undone", "lead.merged", "lead.merge_undone", "lead.heat_set",
)  # fmt: skip
KNOWLEDGE: Final = (
    "lead.learned",
    "lead.contact_added",
    "lead.graded",
    "lead.phase_set",
    "lead.file_attached",
)
FILTERS: Final[tuple[tuple[str, str | Promise, tuple[str, ...]], ...]] = (
    ("", _("All"), ()),
    ("talks", _("Talks"), TALKS),
    ("decisions", _("Decisions"), DECISIONS),
    ("knowledge", _("Knowledge"), KNOWLEDGE),
)
QUIET: Final = frozenset(
    {
        *("lead.claimed", "lead.claim_ended", "lead.graded", "lead.owner_set"),
        *(
            "agenda.set",
            "agenda.cleared",
            "arrival.undone",
            "arrival.letter_filed",
            "plan.step_set",
            "mail.queued",
            "content.offered",
        ),
    }
)
"""What the house does beside the point: shown under its own filter only."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What sentences are made with: the playbook's labels, names, and what was typed with a touch or verdict."""

    book: Playbook
    names: Mapping[int, str]
    touches: Mapping[int, leads.TouchLine]
    notes: Mapping[int, str]
    asked: Mapping[int, str]
    now: datetime

    def label(self, found: Keyed | None, key: object) -> str:
        return found.label.in_(words.language()) if found else str(key or "")


Sentence = tuple[str, str, str]
"""Icon, what happened, one line of detail."""


def days(
    ref: LeadRef, now: datetime, *, only: str = "", before: int | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """Days with their entries, and the id to go on with when there is more."""
    kinds = next((kinds for name, _label, kinds in FILTERS if name == only), ())
    told, further = _entries(ref, kinds, before)
    voice = _voice(ref, told, now)
    found = [
        {
            "name": words.long_day(next_at, now),
            "entries": [_entry(one, voice) for one in entries],
        }
        for next_at, entries in _by_day(told)
    ]
    return found, further


def _by_day(told: Iterable[Told]) -> list[tuple[datetime, list[Told]]]:
    days = groupby(told, key=lambda one: timezone.localtime(one.recorded_at).date())
    listed = [list(entries) for _day, entries in days]
    return [(entries[0].recorded_at, entries) for entries in listed]


def _entries(ref: LeadRef, kinds: Sequence[str], before: int | None) -> tuple[list[Told], int | None]:
    found = journal.of_lead(ref.id, before=before, limit=2 * PAGE + 1)
    page = found[: 2 * PAGE]
    further = page[-1].id if len(found) > len(page) else None
    shown = [one for one in page if (one.kind in kinds if kinds else one.kind not in QUIET)]
    return shown, further


def recent(ref: LeadRef, now: datetime, limit: int) -> list[dict[str, Any]]:
    """For `components/recent.html`."""
    told, _further = _entries(ref, (), None)
    told = told[:limit]
    voice = _voice(ref, told, now)
    return [
        {
            "icon": icon,
            "what": f"{what}: {detail}" if detail else what,
            "when": words.moment(one.recorded_at, now),
        }
        for one in told
        for icon, what, detail in [sentence(one, voice)]
    ]


def _voice(ref: LeadRef, told: Sequence[Told], now: datetime) -> Voice:
    users = {one.actor_id for one in told if one.actor_kind == "user"}
    users |= {_id(one.payload.get(name)) for one in told for name in ("user", "owner", "sales_owner")}
    kinds = {one.kind for one in told}
    touches = {touch.id: touch for touch in leads.touches(ref)} if "lead.touched" in kinds else {}
    notes = {note.id: note.text for note in leads.notes(ref)} if "lead.note_written" in kinds else {}
    asked = lists.enquiries(ref) if kinds & {"lead.opened", "lead.enquiry_joined"} else {}
    return Voice(playbook.at(now), accounts.names(users), touches, notes, asked, now)


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _entry(one: Told, voice: Voice) -> dict[str, Any]:
    icon, what, detail = sentence(one, voice)
    by = voice.names.get(one.actor_id or 0, "") if one.actor_kind == "user" else ""
    return {"icon": icon, "what": what, "detail": detail, "time": words.clock(one.recorded_at), "by": by}


def sentence(one: Told, voice: Voice) -> Sentence:
    speak = _SPOKEN.get(one.kind)
    return speak(one.payload, voice) if speak else ("circle-check", one.kind, "")


def _opened(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    channel = voice.book.section(LeadsPolicy).channel(str(payload.get("channel")))
    by = gettext("by %(channel)s") % {"channel": voice.label(channel, payload.get("channel"))}
    asked = voice.asked.get(_id(payload.get("statement")) or 0, "")
    return "bolt", gettext("Lead opened"), ". ".join(part for part in (by, asked) if part)


def _joined(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    _icon, _what, detail = _opened(payload, voice)
    return "message-circle", gettext("Asked again"), detail


def _moved(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    after = words.STAGES.get(str(payload.get("after")), "")
    before = words.STAGES.get(str(payload.get("before")), "")
    detail = gettext("taken back") if payload.get("undoes") else _reason(payload, voice)
    return "arrow-right", gettext("%(before)s to %(after)s") % {"before": before, "after": after}, detail


def _reason(payload: Mapping[str, Any], voice: Voice) -> str:
    key = str(payload.get("reason") or "")
    policy, handover = voice.book.section(QualificationPolicy), voice.book.section(HandoverPolicy)
    found = policy.reason(key) or handover.return_reason(key) or handover.lost_reason(key)
    return voice.label(found, "") if found else ""


def _touched(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    kind, result = str(payload.get("touch_kind")), str(payload.get("result") or "")
    touch = voice.touches.get(_id(payload.get("touch")) or 0)
    label = voice.label(voice.book.section(LeadsPolicy).touch(kind), kind)
    spent = timedelta(seconds=int(payload.get("seconds") or 0))
    what = f"{label}, {words.span(spent)}" if spent >= timedelta(minutes=1) else label
    outcome = (
        voice.label(voice.book.section(QualificationPolicy).result(result), result) if kind == "call" else ""
    )
    note = touch.note if touch else ""
    return _TOUCH_ICONS.get(kind, "message-circle"), what, ". ".join(part for part in (outcome, note) if part)


_TOUCH_ICONS: Final = {
    "call": "phone",
    "mail": "mail",
    "letter": "file-text",
    "meeting": "users",
    "visit": "building",
    "download": "download",
}


def _verdict(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    told = {
        "ready": ("circle-check", gettext("Judged ready")),
        "not_yet": ("leaf", gettext("Judged not ripe yet")),
        "disqualify": ("circle-x", gettext("Disqualified")),
    }
    icon, what = told.get(str(payload.get("verdict")), ("circle-check", gettext("Judged")))
    revisit = payload.get("revisit_at")
    detail = (
        gettext("again on %(day)s") % {"day": words.day(_at(revisit))} if revisit else _reason(payload, voice)
    )
    return icon, what, detail


def _at(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _learned(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    facts, language = voice.book.section(FactsPolicy), words.language()
    keys = [str(key) for key in payload.get("keys") or ()]
    labels = [found.label.in_(language) for key in keys if (found := facts.get(key))]
    labels += [gettext("ways to reach")] if {FURTHER, WRONG} & {*keys} else []
    return "pencil", gettext("Learned"), ", ".join(labels)


def _offered(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    to = voice.names.get(_id(payload.get("sales_owner")) or 0, "")
    team = (
        ""
        if to
        else accounts.team_names([_id(payload.get("sales_team"))], words.language()).get(
            payload.get("sales_team") or 0, ""
        )
    )
    until = words.moment(_at(payload["answer_by"]), voice.now) if payload.get("answer_by") else ""
    return (
        "arrows-exchange",
        gettext("Handed over"),
        gettext("to %(name)s, answer until %(moment)s") % {"name": to or team, "moment": until},
    )


def _outcome(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    if payload.get("result") == "won":
        amount = words.money(int(payload.get("amount") or 0) / 100, str(payload.get("currency") or "EUR"))
        return "signature", gettext("Won"), amount
    return "circle-x", gettext("Lost"), _reason(payload, voice)


def _heat(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    heats = voice.book.section(LeadsPolicy).heats
    key = str(payload.get("heat"))
    detail = (
        getattr(heats, key).in_(words.language()) if key in ("hot", "warm", "cold") else gettext("skipped")
    )
    return "temperature", gettext("First impression"), detail


def _phase(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    """By hand, given back to the signals, or told by them with the rule that told it."""
    key, rules = str(payload.get("phase")), voice.book.section(NurturePolicy).phases
    if not payload.get("phase"):
        return "stairs-up", gettext("Phase as the signals tell"), ""
    phase = voice.book.section(LeadsPolicy).phases.of(key).label.in_(words.language())
    rule = next((rule for rule in rules if rule.key == payload.get("reason")), None)
    detail = gettext("set by hand") if payload.get("by_human") else voice.label(rule, "")
    return "stairs-up", gettext("Phase: %(phase)s") % {"phase": phase}, detail


def _plan_started(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    plan = voice.book.section(NurturePolicy).plan(str(payload.get("template")))
    until = (
        gettext("until %(day)s") % {"day": words.day(_at(payload["until"]))} if payload.get("until") else ""
    )
    return "leaf", gettext("Plan: %(plan)s") % {"plan": voice.label(plan, payload.get("template"))}, until


def _plan_ended(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    return "leaf", gettext("The plan ended"), str(mail_words.ENDED.get(str(payload.get("reason")), ""))


def _step(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    icon, what = mail_words.STEPS[str(payload.get("what"))]
    if payload.get("state") == "skipped":
        why = str(mail_words.STEP_CODES.get(str(payload.get("code")), ""))
        return icon, gettext("Left out: %(step)s") % {"step": what}, why
    if payload.get("state") == "done":
        return icon, gettext("Done: %(step)s") % {"step": what}, ""
    due = payload.get("due_at")
    return (
        icon,
        gettext("Planned: %(step)s") % {"step": what},
        words.moment(_at(due), voice.now) if due else "",
    )


def _mail(payload: Mapping[str, Any], _voice: Voice) -> Sentence:
    state = str(payload.get("state"))
    detail = str(mail_words.CODES.get(str(payload.get("code")), ""))
    icon = "mail-x" if state in ("failed", "held", "uncertain", "dropped", "bounced") else "mail"
    return icon, gettext("Mail: %(state)s") % {"state": mail_words.STATES.get(state, state)}, detail


def _piece(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    return "download", gettext("Took a piece of the library"), ""


def _graded(payload: Mapping[str, Any], _voice: Voice) -> Sentence:
    return "star", gettext("Grade %(grade)s") % {"grade": payload.get("grade", "")}, ""


def _owner(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    name = voice.names.get(_id(payload.get("owner")) or 0, "") or gettext("team queue")
    return "user", gettext("Owner: %(name)s") % {"name": name}, ""


def _next(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    kind, due = str(payload.get("what")), payload.get("due_at")
    return (
        words.KIND_ICONS.get(kind, "clock"),
        gettext("Next thing planned"),
        words.moment(_at(due), voice.now) if due else "",
    )


def _note(payload: Mapping[str, Any], voice: Voice) -> Sentence:
    text = voice.notes.get(_id(payload.get("note")) or 0, "")
    return "notes", gettext("Note"), text


def _plain(icon: str, what: str | Promise) -> Callable[[Mapping[str, Any], Voice], Sentence]:
    return lambda _payload, _voice: (icon, str(what), "")


def _with_reason(icon: str, what: str | Promise) -> Callable[[Mapping[str, Any], Voice], Sentence]:
    return lambda payload, voice: (icon, str(what), _reason(payload, voice))


_SPOKEN: Final[dict[str, Callable[[Mapping[str, Any], Voice], Sentence]]] = {
    "lead.opened": _opened,
    "lead.enquiry_joined": _joined,
    "lead.moved": _moved,
    "lead.touched": _touched,
    "lead.verdict_given": _verdict,
    "lead.verdict_undone": _plain("arrow-back-up", _("Verdict taken back")),
    "lead.learned": _learned,
    "lead.contact_added": _plain("user-plus", _("Contact added")),
    "lead.claimed": _plain("user", _("Work began")),
    "lead.claim_ended": _plain("user", _("Work ended")),
    "lead.owner_set": _owner,
    "lead.heat_set": _heat,
    "lead.phase_set": _phase,
    "lead.graded": _graded,
    "lead.tags_set": _plain("tag", _("Tags changed")),
    "lead.note_written": _note,
    "lead.note_removed": _plain("notes", _("Note removed")),
    "lead.file_attached": _plain("paperclip", _("File attached")),
    "lead.file_detached": _plain("paperclip", _("File removed")),
    "lead.undone": _plain("arrow-back-up", _("The import was taken back")),
    "lead.enquiry_undone": _plain("arrow-back-up", _("An enquiry was taken back with its list")),
    "lead.merged": _plain("arrow-merge", _("Merged into another lead")),
    "lead.merge_undone": _plain("git-compare", _("Merge taken back")),
    "lead.erased": _plain("eraser", _("Erased")),
    "lead.offered": _offered,
    "lead.accepted": _plain("circle-check", _("Accepted by sales")),
    "lead.returned": _with_reason("arrow-back-up", _("Returned by sales")),
    "lead.outcome_reported": _outcome,
    "lead.outcome_undone": _plain("arrow-back-up", _("Outcome taken back")),
    "plan.started": _plan_started,
    "plan.ended": _plan_ended,
    "lead.company_adopted": lambda _payload, _voice: ("building", gettext("Belongs to a company"), ""),
    "lead.company_left": lambda _payload, _voice: ("building", gettext("Stands without a company again"), ""),
    "plan.resumed": lambda _payload, _voice: ("leaf", gettext("The plan goes on"), ""),
    "plan.step_set": _step,
    "mail.queued": _plain("mail", _("A mail stands ready")),
    "mail.settled": _mail,
    "mail.erased": _plain("eraser", _("A mail was erased")),
    "content.offered": _plain("file-text", _("Something to read was offered")),
    "content.taken": _piece,
    "agenda.set": _next,
    "agenda.cleared": _plain("check", _("Nothing due any more")),
}
