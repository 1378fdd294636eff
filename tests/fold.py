"""The fold: what the rows should say, told only by the journal and the statements. Imports no service and no query."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from leadflow.agenda.models import Item
from leadflow.delivery.models import Mail
from leadflow.handover.models import Offer, Outcome
from leadflow.intake.models import Arrival, Code, CodeSeries
from leadflow.journal.models import Entry
from leadflow.leads import models as leads
from leadflow.nurture.models import Plan, Step
from leadflow.people import models as people
from leadflow.privacy.models import Consent


@dataclass
class Story:
    """What the journal tells of one lead."""

    stage: str = "new"
    owner: Any = None
    team: Any = None
    sales_owner: Any = None
    sales_team: Any = None
    claimed_by: Any = None
    heat: Any = None
    phase: Any = None
    phase_seen: Any = "awareness"
    company: Any = None
    merged_into: Any = None
    erased: bool = False
    next: tuple[Any, ...] | None = None
    contacts: set[int] = field(default_factory=set)


@dataclass
class Told:
    leads: dict[int, Story] = field(default_factory=dict)
    joined: dict[tuple[str, int], int] = field(default_factory=dict)
    offers: dict[int, str] = field(default_factory=dict)
    counted: set[int] = field(default_factory=set)
    outcomes: dict[int, bool] = field(default_factory=dict)
    consents: set[tuple[int, int, str, str]] = field(default_factory=set)
    arrivals: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    plans: dict[int, str] = field(default_factory=dict)
    steps: dict[int, tuple[int, str, str, str]] = field(default_factory=dict)
    mails: dict[int, str] = field(default_factory=dict)
    codes: dict[int, tuple[int, int]] = field(default_factory=dict)
    series: dict[int, tuple[int, int]] = field(default_factory=dict)
    costs: dict[int, tuple[int | None, str, Any]] = field(default_factory=dict)


def _opened(told: Told, story: Story, e: Entry) -> None:
    story.team, story.company = e.payload.get("team"), e.payload.get("company")
    story.contacts |= {e.payload["person"]} if e.payload.get("person") else set()


def _joined(told: Told, story: Story, e: Entry) -> None:
    story.company = e.payload.get("adopted") or story.company
    story.contacts |= {e.payload["person"]} if e.payload.get("person") else set()


def _owner(told: Told, story: Story, e: Entry) -> None:
    for name in ("owner", "team", "sales_owner", "sales_team"):
        setattr(story, name, e.payload.get(name))


def _agenda(told: Told, story: Story, e: Entry) -> None:
    p = e.payload
    story.next = (p["what"], p["due_at"], p["deadline_at"], p.get("owner"), p.get("team"), p["fallback"])


def _offer(state: str) -> Callable[[Told, Story, Entry], None]:
    def tell(told: Told, story: Story, e: Entry) -> None:
        told.offers[e.payload["offer"]] = state
        if e.payload.get("counts"):
            told.counted.add(e.payload["offer"])

    return tell


def _set(name: str, key: str | None = None, value: Any = None) -> Callable[[Told, Story, Entry], None]:
    def tell(told: Told, story: Story, e: Entry) -> None:
        setattr(story, name, e.payload[key] if key else value)

    return tell


def _phase(told: Told, story: Story, e: Entry) -> None:
    if e.payload["by_human"]:
        story.phase = e.payload["phase"] or None
    else:
        story.phase_seen = e.payload["phase"]


def _plan(told: Told, story: Story, e: Entry) -> None:
    told.plans[e.payload["plan"]] = e.payload.get("state", "running")


def _step(told: Told, story: Story, e: Entry) -> None:
    told.steps[e.payload["step"]] = (
        e.payload["plan"],
        e.payload["what"],
        e.payload["state"],
        e.payload["due_at"],
    )


def _merged(told: Told, story: Story, e: Entry) -> None:
    story.merged_into = e.payload["into"]
    if e.payload.get("adopted"):
        told.leads[e.payload["into"]].company = e.payload["adopted"]


def _merge_undone(told: Told, story: Story, e: Entry) -> None:
    story.merged_into = None
    if e.payload.get("returned"):
        told.leads[e.payload["into"]].company = None


def _undone(told: Told, story: Story, e: Entry) -> None:
    story.stage, story.erased = "undone", True


def _enquiry_undone(told: Told, story: Story, e: Entry) -> None:
    story.company = None if e.payload.get("dropped") else story.company
    story.contacts -= set(e.payload.get("gone", ()))


def _outcome(stands: bool) -> Callable[[Told, Story, Entry], None]:
    return lambda told, story, e: told.outcomes.__setitem__(e.payload["outcome"], stands)


def _withdrawn(told: Told, story: Story, e: Entry) -> None:
    _set("stage", "after")(told, story, e)
    if e.payload["reason"] == "withdrawn":
        open_offers = [key for key, state in told.offers.items() if state == f"offered:{e.lead_id}"]
        told.offers.update(dict.fromkeys(open_offers, "withdrawn"))


TELL: dict[str, Callable[[Told, Story, Entry], None]] = {
    "lead.opened": _opened,
    "lead.enquiry_joined": _joined,
    "lead.moved": _withdrawn,
    "lead.owner_set": _owner,
    "lead.claimed": _set("claimed_by", "user"),
    "lead.claim_ended": _set("claimed_by"),
    "lead.heat_set": _set("heat", "heat"),
    "lead.phase_set": _phase,
    "lead.merged": _merged,
    "lead.merge_undone": _merge_undone,
    "lead.erased": _set("erased", value=True),
    "lead.undone": _undone,
    "lead.enquiry_undone": _enquiry_undone,
    "lead.company_adopted": _set("company", "company"),
    "lead.company_left": _set("company"),
    "lead.contact_added": lambda told, story, e: story.contacts.add(e.payload["person"]),
    "plan.started": _plan,
    "plan.ended": _plan,
    "plan.resumed": _plan,
    "plan.step_set": _step,
    "agenda.set": _agenda,
    "agenda.cleared": _set("next"),
    "lead.offered": lambda told, story, e: told.offers.__setitem__(
        e.payload["offer"], f"offered:{e.lead_id}"
    ),
    "lead.accepted": _offer("accepted"),
    "lead.returned": _offer("returned"),
    "lead.offer_lapsed": _offer("lapsed"),
    "lead.outcome_reported": _outcome(True),
    "lead.outcome_undone": _outcome(False),
}
ARRIVAL = {
    "lead.opened": "opened", "lead.enquiry_joined": "joined", "arrival.unclear": "unclear",
    "arrival.set_aside": "noise", "arrival.mended": "waiting", "arrival.erased": "erased",
    "arrival.letter_filed": "joined", "arrival.letter_put_aside": "noise",
    "arrival.awaited": "unconfirmed", "arrival.confirmed": "waiting",
    "arrival.undone": "undone",
}  # fmt: skip


def _consent(found: Told, e: Entry) -> None:
    said = (e.payload["consent"], e.subject_id or 0, e.payload["purpose"])
    found.consents = {one for one in found.consents if one[:3] != said}
    found.consents.add((*said, e.payload.get("stand", "undone")))


def told(entries: Iterable[Entry] | None = None) -> Told:
    """Fold the journal from its first entry."""
    found = Told()
    for e in entries if entries is not None else Entry.objects.order_by("id"):
        if e.kind in TELL:
            TELL[e.kind](found, found.leads.setdefault(e.lead_id or 0, Story()), e)
        if e.kind in ARRIVAL and e.subject_kind == "arrival":
            found.arrivals[e.subject_id or 0] = (ARRIVAL[e.kind], e.lead_id)
        if e.kind in ("mail.queued", "mail.settled"):
            found.mails[e.subject_id or 0] = e.payload.get("state", "waiting")
        _campaign(found, e)
        if e.kind == "people.joined":
            found.joined[e.subject_kind or "", e.subject_id or 0] = e.payload["into"]
        if e.kind == "people.join_undone":
            found.joined.pop((e.subject_kind or "", e.subject_id or 0), None)
        if e.kind in ("privacy.consent_taken", "privacy.consent_undone"):
            _consent(found, e)
    return found


def _campaign(found: Told, e: Entry) -> None:
    """Codes made and used, and what campaigns cost."""
    p, subject = e.payload, e.subject_id or 0
    if e.kind == "codes.made":
        found.series[subject] = (p["campaign"], p["count"])
    if e.kind == "codes.redeemed":
        first = found.codes.get(subject, (0, p["arrival"]))[1]
        found.codes[subject] = (p["uses"], first)
    if e.kind == "campaign.cost_noted":
        found.costs[p["cost"]] = (subject, p["month"], p.get("amount"))


def best(statements: Iterable[Any], prefix: str = "") -> dict[str, Any]:
    """The standing values, written a second time on purpose: known, human, trusted, new, then by what was said."""

    standing: dict[str, tuple[Any, Any]] = {}
    statements = list(statements)
    for s in statements:
        own = {key: value for key, value in s.values.items() if key.startswith(prefix)}
        own = {key: value for key, value in own.items() if not _aside(key, value, s, statements)}
        for key, value in own.items():
            known = not (value in (None, "") or (isinstance(value, dict) and set(value) == {"untouched"}))
            rank = (known, s.human, s.trust, s.happened_at, _text(own), _text(value))
            if key not in standing or rank > standing[key][0]:
                standing[key] = (rank, value)
    return {key: value for key, (_, value) in standing.items()}


def _aside(key: str, value: Any, s: Any, statements: list[Any]) -> bool:
    """No fact, or an address or number which a human took for wrong, and no human stated anew."""
    if key in ("person.points", "person.wrong"):
        return True
    wrong = [w.happened_at for w in statements if value in (w.values.get("person.wrong") or [])]
    is_point = key in ("person.mail", "person.phone", "person.mobile")
    return is_point and bool(wrong) and not (s.human and s.happened_at > max(wrong))


def _text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()


def differences() -> list[str]:
    """Each place where a row says something else than the fold; empty in a sound home."""
    story = told()
    return [
        *_lead_rows(story),
        *_agenda_rows(story),
        *_people_rows(story),
        *_other_rows(story),
        *_plan_rows(story),
        *_campaign_rows(story),
    ]


def _lead_rows(story: Told) -> list[str]:
    rows = {lead.id: lead for lead in leads.Lead.objects.all()}
    above = {key: tale.merged_into for key, tale in story.leads.items() if tale.merged_into}
    wrong = []
    for key in sorted(rows.keys() | {k for k in story.leads if k}):
        lead, tale = rows.get(key), story.leads.get(key)
        if lead is None or tale is None:
            wrong.append(f"lead {key}: only in {'journal' if lead is None else 'rows'}")
            continue
        wrong += _columns(lead, tale)
        if not tale.erased and not tale.merged_into:
            wrong += _facts(lead, _group(key, above))
    return wrong


def _columns(lead: leads.Lead, tale: Story) -> list[str]:
    names = ("owner", "team", "sales_owner", "sales_team", "claimed_by", "merged_into", "company")
    pairs = [(name, getattr(lead, f"{name}_id"), getattr(tale, name)) for name in names]
    pairs += [
        ("stage", lead.stage, tale.stage),
        ("heat", lead.heat, tale.heat),
        ("phase", lead.phase_by_human, tale.phase),
        ("phase told by signals", lead.phase, tale.phase_seen),
        ("erased", lead.erased_at is not None, tale.erased),
    ]
    contacts = set(leads.Contact.objects.filter(lead_id=lead.id).values_list("person_id", flat=True))
    pairs += [("contacts", contacts - tale.contacts, set())]
    return [f"lead {lead.id} {name}: {row} but told {told}" for name, row, told in pairs if row != told]


def _facts(lead: leads.Lead, group: set[int]) -> list[str]:
    facts = best(leads.Statement.objects.filter(lead_id__in=group))
    return [] if facts == lead.facts else [f"lead {lead.id} facts: {lead.facts} but said {facts}"]


def _group(root: int, above: dict[int, Any]) -> set[int]:
    found = {root}
    while more := {key for key, into in above.items() if into in found} - found:
        found |= more
    return found


def _agenda_rows(story: Told) -> list[str]:
    rows = {
        i.lead_id: (
            i.kind,
            i.due_at.isoformat(),
            i.deadline_at.isoformat(),
            i.owner_id,
            i.team_id,
            i.fallback,
        )
        for i in Item.objects.all()
    }
    tales = {
        key: (t.next[0], _iso(t.next[1]), _iso(t.next[2]), *t.next[3:])
        for key, t in story.leads.items()
        if t.next
    }
    return [
        f"agenda {key}: {rows.get(key)} but told {tales.get(key)}"
        for key in sorted(rows.keys() | tales.keys())
        if rows.get(key) != tales.get(key)
    ]


def _iso(text: str) -> str:

    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def _people_rows(story: Told) -> list[str]:
    wrong = []
    for kind, model, column in (
        ("person", people.Person, "person_id"),
        ("company", people.Company, "company_id"),
    ):
        above = {key: into for (k, key), into in story.joined.items() if k == kind}
        for row in model._default_manager.all():
            if row.joined_into_id != above.get(row.pk):
                wrong.append(
                    f"{kind} {row.pk}: joined into {row.joined_into_id} but told {above.get(row.pk)}"
                )
            if row.joined_into_id is None and row.erased_at is None:
                said = people.Statement.objects.filter(**{f"{column}__in": _group(row.pk, above)})
                facts = best(said, f"{kind}.")
                if facts != row.facts:
                    wrong.append(f"{kind} {row.pk} facts: {row.facts} but said {facts}")
    return wrong


def _other_rows(story: Told) -> list[str]:
    wrong = []
    offers = {o.id: o.state for o in Offer.objects.all()}
    tales = {key: state.partition(":")[0] for key, state in story.offers.items()}
    if offers != tales:
        wrong.append(f"offers: {offers} but told {tales}")
    if set(Offer.objects.filter(counts=True).values_list("id", flat=True)) != story.counted:
        wrong.append("counted offers differ")
    outcomes = {o.id: o.undone_at is None for o in Outcome.objects.all()}
    if outcomes != story.outcomes:
        wrong.append(f"outcomes: {outcomes} but told {story.outcomes}")
    consents = set(Consent.objects.values_list("id", "person_id", "purpose", "stand"))
    if consents != story.consents:
        wrong.append(f"consents: {consents} but told {story.consents}")
    arrivals = {a.id: (a.state, a.lead_id) for a in Arrival.objects.exclude(state="waiting")}
    tales_of = {key: value for key, value in story.arrivals.items() if value[0] != "waiting"}
    if arrivals != tales_of:
        wrong.append(f"arrivals: {set(arrivals.items()) ^ set(tales_of.items())}")
    return wrong


def _campaign_rows(story: Told) -> list[str]:
    codes = {c.id: (c.uses, c.arrival_id) for c in Code.objects.filter(uses__gt=0)}
    series = {s.id: (s.campaign_id, s.count) for s in CodeSeries.objects.all()}
    costs = {c.id: (c.campaign_id, f"{c.month:%Y-%m}", c.amount) for c in leads.CampaignCost.objects.all()}
    pairs = (("codes", codes, story.codes), ("series", series, story.series), ("costs", costs, story.costs))
    return [f"{name}: {rows} but told {tale}" for name, rows, tale in pairs if rows != tale]


def _plan_rows(story: Told) -> list[str]:
    wrong = []
    plans = dict(Plan.objects.values_list("id", "state"))
    if plans != story.plans:
        wrong.append(f"plans: {plans} but told {story.plans}")
    steps = {s.id: (s.plan_id, s.kind, s.state, s.due_at.isoformat()) for s in Step.objects.all()}
    tales_s = {key: (*told[:3], _iso(told[3])) for key, told in story.steps.items()}
    if steps != tales_s:
        wrong.append(f"steps: {set(steps.items()) ^ set(tales_s.items())}")
    mails = dict(Mail.objects.values_list("id", "state"))
    if mails != story.mails:
        wrong.append(f"mails: {mails} but told {story.mails}")
    return wrong
