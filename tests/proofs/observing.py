"""What a playbook makes of the same leads, lists and people: decisions by the rules of the rooms, texts by pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from itertools import product
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import translation

from leadflow.agenda import rules as agenda
from leadflow.agenda.policy import KINDS, AgendaPolicy
from leadflow.content.policy import ContentPolicy
from leadflow.desk.playbook import document
from leadflow.desk.telling import heads
from leadflow.handover import rules as handover
from leadflow.handover.policy import HandoverPolicy
from leadflow.insight import rules as insight
from leadflow.insight import speed
from leadflow.insight.policy import SleepingPolicy, StatisticsPolicy, TargetsPolicy
from leadflow.insight.statistics import Spell, discoveries, survival
from leadflow.intake import asking, readers, tracking
from leadflow.intake.comparing import match_list
from leadflow.intake.doors import form as form_door
from leadflow.intake.doors import line
from leadflow.intake.doors.csv.words import words_of
from leadflow.intake.doors.webhook import signing
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import read
from leadflow.intake.tracking import Trail
from leadflow.kernel.hours import WorkingHours
from leadflow.kernel.refusals import Refusal
from leadflow.leads.policy import LeadsPolicy
from leadflow.leads.rules import Signal, Snapshot
from leadflow.nurture import rules as nurture
from leadflow.nurture.policy import NurturePolicy
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import Party, keys_of
from leadflow.playbook.policy import FactsPolicy, ProcessPolicy
from leadflow.playbook.rules import Context, Playbook
from leadflow.privacy.policy import PrivacyPolicy
from leadflow.qualification import rules as qualification
from leadflow.qualification import services as qualifying
from leadflow.qualification.policy import QualificationPolicy
from leadflow.scoring.learned import Anchor, Example, learn
from leadflow.scoring.policy import ScoringPolicy
from leadflow.scoring.queries import _frame
from leadflow.scoring.rules import score
from tests.proofs.leaves import Leaf
from tests.rules.people.lists import contacts

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Berlin")
MOMENTS: Final = tuple(
    NOW + timedelta(days=day, hours=hour) for day in (0, 1, 2, 3, 4, 30, 37) for hour in (-2, 0, 3, 5)
)
Observer = Callable[[Playbook, Leaf], Any]


def texts(book: Playbook, leaf: Leaf) -> Any:
    """The playbook page in both languages, with the words of its head."""
    process = book.section(ProcessPolicy)
    found: list[Any] = [process.note]
    for language in ("de", "en"):
        with translation.override(language):
            found += [process.name.in_(language), document.sections(book, {}), document_terms(book)]
            found += [_labels(book, language)]
    return found


def document_terms(book: Playbook) -> Any:
    return [document._define(book), document._known(book)]


def _labels(book: Playbook, language: str) -> list[str]:
    """Words that stand in menus, on buttons and in the guide."""
    leads, qualify = book.section(LeadsPolicy), book.section(QualificationPolicy)
    hand = book.section(HandoverPolicy)
    named: list[Any] = [
        *leads.offers,
        *leads.channels,
        *leads.touches,
        *qualify.call_results,
        *qualify.disqualification_reasons,
    ]
    named += [*qualify.readiness.gates, *qualify.auto_disqualify, *hand.return_reasons, *hand.lost_reasons]
    named += [*book.section(ScoringPolicy).rules, *book.section(PrivacyPolicy).purposes]
    facts = book.section(FactsPolicy).declared
    named += [*facts, *(choice for fact in facts for choice in fact.choices)]
    heats = [label for _, label in heads_of(book, language)]
    letters = [result.letter.in_(language) for result in qualify.call_results]
    return [one.label.in_(language) for one in named] + heats + letters


def heads_of(book: Playbook, language: str) -> list[tuple[str, str]]:
    policy = book.section(LeadsPolicy).heats
    return [(name, getattr(policy, name).in_(language)) for name in ("hot", "warm", "cold")]


def leads_(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(LeadsPolicy)
    words = readers._channel_reader(policy)
    offers = [(offer.key, offer.price) for offer in policy.offers]
    usual = [policy.phases.of(p).usual for p in ("awareness", "consideration", "investigation", "purchase")]
    return (
        offers,
        [words(text) for text in (str(leaf.value), f"{leaf.value}x")],
        usual,
        heads.idle_minutes(book),
    )


def facts(book: Playbook, leaf: Leaf) -> Any:
    """How a heading is understood, a cell is read, and what counts as key information."""
    policy = book.section(FactsPolicy)
    if "columns" in leaf.path:
        return headings(book, leaf)
    choose = readers._chooser(policy)
    fact = policy.declared[int(leaf.path[2])].key
    cells = [repr(choose(fact, text)) for text in (str(leaf.value), f"{leaf.value}x", "1.500,5")]
    return cells, [fact.key for fact in policy.key_information()]


def headings(book: Playbook, leaf: Leaf) -> Any:
    """What is proposed for a column of this heading, and for one of another."""
    words = words_of(book.section(FactsPolicy), book.section(IntakePolicy))
    named = (str(leaf.value), f"{leaf.value}x")
    return [(words.target_of(text), words.is_outcome(text), words.is_never_scored(text)) for text in named]


def matching(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(MatchingPolicy)
    mails = [f"{leaf.value}@muster.example", f"anna@{leaf.value}", f"{leaf.value}x@muster.example"]
    company = {"company.name": "Muster GmbH"}
    parties = [Party(1, {"person.mail": mail}, company, "s", None, NOW, 50) for mail in mails]
    if isinstance(leaf.value, float):
        return _matched(book, policy)
    return [keys_of(party, policy).keys for party in parties]


def _matched(book: Playbook, policy: MatchingPolicy) -> Any:
    """Two lists: certain ones and more questions than anybody answers; doubtful ones that are hardly worth one."""
    many = contacts(60, seed=11, repeated=0.5).as_csv(("Vorname", "Nachname", "Ort"))
    few = contacts(150, seed=14, repeated=0.1).as_csv(("Vorname", "Nachname", "Firma", "Ort"))
    words = words_of(book.section(FactsPolicy), book.section(IntakePolicy))
    lists = (BytesIO(content) for content in (many, few))
    return [match_list(one, words, policy, country="DE", ignored=("wahr",)).matched for one in lists]


def scoring(book: Playbook, leaf: Leaf) -> Any:
    frame = _frame.__wrapped__(0, book)
    policy = frame.policy
    sums = [score(shot, frame, NOW) for shot in snapshots()]
    told = [(s.fit, s.interest, s.grade, [(r.key, r.axis, r.points) for r in s.reasons]) for s in sums]
    borders = [(policy.grades.fit.of(p), policy.grades.interest.of(p)) for p in range(-40, 120)]
    return told, borders, [policy.calls_first(f, i) for f, i in product("ABCD", (1, 2, 3, 4))]


def snapshots() -> Iterator[Snapshot]:
    """Leads that differ in one thing each."""
    for key, values in FACTS.items():
        for value in values:
            yield _shot({key: value})
    for role in ("user", "technical", "controller", "director", "other"):
        yield _shot({}, roles=frozenset({role}))
    for channel in CHANNELS:
        yield _shot({}, channel=channel, signals=(Signal("enquiry", NOW - timedelta(days=3)),))
    for kind in SIGNALS:
        for count in (1, 2, 3, 5):
            yield _shot({}, signals=tuple(Signal(kind, NOW - timedelta(days=at)) for at in range(count)))
    yield from (_shot({}, signals=(Signal("enquiry", NOW),) * count, channel="phone") for count in (1, 2, 3))


FACTS: Final[dict[str, tuple[Any, ...]]] = {
    "company.size": ("under_10", "from_10", "from_50", "from_250", "from_1000"),
    "company.employees": (8, 9, 10, 11, 48, 49, 50, 51, 998, 999, 1000, 1001),
    "company.industry": ("machinery", "manufacturing", "logistics", "it", "trade", "construction", "services", "health"),  # noqa: E501
    "company.country": ("DE", "AT", "CH", "Deutschland", "Österreich", "Schweiz", "Germany", "Austria", "Switzerland"),
    "lead.solution_kind": ("ours", "other_kind", "nothing", "undecided"),
    "lead.budget": ("released", "requested", "none", "not_told"),
    "lead.budget_amount": (3999, 4000, 4001),
    "person.mail": ("a@gmail.com", "a@muster.example"),
    "lead.decision_stage": ("no_project", "collecting", "comparing", "deciding"),
    "lead.timing": ("quarter", "half_year", "year", "later"),
    "lead.need": ("x",),
}  # fmt: skip
CHANNELS: Final = (
    "website", "search", "ads", "download", "fair", "phone", "mail", "mailing", "referral", "partner", "social", "list",
    "other",
)  # fmt: skip
SIGNALS: Final = (
    "enquiry",
    "call.callback",
    "call.not_yet",
    "call.ready",
    "meeting",
    "visit",
    "download",
    "mail",
)


def _shot(known: dict[str, Any], **values: Any) -> Snapshot:
    usual: dict[str, Any] = {"channel": "website", "signals": ()}
    return Snapshot(
        id=1, version=1, offer="solution", stage="new", phase="awareness", opened_at=NOW, facts=known, **usual | values
    )  # fmt: skip


def agenda_(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(AgendaPolicy)
    week = tuple(tuple((h.opens, h.closes) for h in day) for day in policy.working_hours.week())
    hours = WorkingHours(week, ZONE, "DE", "BY", policy.closed_on)
    found: list[Any] = [policy.rank(kind) for kind in KINDS]
    for now in MOMENTS:
        found += [
            agenda.answer_new(c, f"{f}{i}", policy, hours, now)
            for c in CHANNELS
            for f, i in product("AB", (1, 2, 3))
        ]
        found += [agenda.answer_signal(kind, policy, hours, now) for kind in SIGNALS]
        found += [agenda.call_again(n, policy, hours, now) for n in range(1, 6)]
        found += [agenda.returned("x", policy, hours, now), agenda.hand_over(policy, hours, now)]
        found += [
            agenda.decide(policy, hours, now, why="x", fallback=False),
            agenda.revisit(now, policy, hours, {}),
        ]
        dues = [now + timedelta(minutes=15 * at) for at in range(40)]
        found += [agenda.section("new", now, due, policy, now, ZONE) for due in dues]
    return found


def qualification_(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(QualificationPolicy)
    circumstances = [
        Context(roles={role}, fit=fit, interest=2)
        for role, fit in product(("technical", "director", "user"), "ABCD")
    ]
    known: list[dict[str, Any]] = [{key: value} for key, values in FACTS.items() for value in values]
    known += [
        {"lead.decision_stage": a, "lead.solution_kind": b}
        for a, b in product(FACTS["lead.decision_stage"], FACTS["lead.solution_kind"])
    ]
    found: list[Any] = [
        qualification.readiness(policy, one, where) for one in known for where in circumstances
    ]
    found += [qualification.revisit_at(policy, one, circumstances[0], NOW) for one in known]
    found += [_early(policy, one) for one in known]
    found += [[(q.fact, q.ask, q.why) for q in qualification.open_questions(policy.questions, {})]]
    found += [_overridden(policy, reason) for reason in ("", "weil")]
    follows = [
        (result.key, result.follow, qualifying.STAGE_OF.get(result.follow)) for result in policy.call_results
    ]
    return [*found, follows, [reason.key for reason in policy.disqualification_reasons]]


def _early(policy: QualificationPolicy, known: dict[str, Any]) -> Any:
    rule = qualification.early_out(policy, known, Context())
    return rule and (rule.key, rule.reason)


def _overridden(policy: QualificationPolicy, reason: str) -> Any:
    gates = qualification.readiness(policy, {}, Context())
    try:
        qualifying._refuse_override(policy, gates, reason)
    except Refusal as refusal:
        return refusal.code, refusal.facts
    return None


def handover_(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(HandoverPolicy)
    week = tuple(
        tuple((h.opens, h.closes) for h in day) for day in book.section(AgendaPolicy).working_hours.week()
    )
    hours = WorkingHours(week, ZONE, "DE", "BY", ())
    reasons = [(r.key, r.to, handover.revisit_at(r, NOW)) for r in policy.return_reasons]
    team = handover.team_for(policy, {}, Context())
    waits = [hours.add(at, span) for at in MOMENTS for span in (policy.remind_before, policy.lapse_after)]
    answer_by = handover.answer_by(policy, hours, NOW)
    return team, answer_by, waits, reasons, [r.key for r in policy.lost_reasons]


def intake(book: Playbook, leaf: Leaf) -> Any:
    """What is read out of cells, whose headings mean what, whom to believe, whose queue it is."""
    policy = book.section(IntakePolicy)
    if any("columns" in str(step) for step in leaf.path):
        return headings(book, leaf)
    words = readers._words.__wrapped__(0, book, "DE", "Europe/Berlin", "dmy")
    readings = [
        repr(read([("company.name", "Alpha"), (target, cell)], words))
        for cell in (str(leaf.value), f"{leaf.value}x")
        for target in ("company.city", "objection.phone", "objection.mail")
    ]
    doors = ("csv", "api", "form", "mailbox", "card", "webhook", "fair", "hand")
    trust = [policy.trust.of(door) for door in doors]
    routed = next((rule.team for rule in policy.new_leads.rules), policy.new_leads.otherwise)
    objected = [(o.columns, o.purpose) for o in policy.objections]
    return readings, trust, routed, objected, _forms(book), _capture(policy)


def privacy(book: Playbook, leaf: Leaf) -> Any:
    return [(purpose.key, purpose.basis) for purpose in book.section(PrivacyPolicy).purposes]


def targets(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(TargetsPolicy)
    wanted = insight.target(policy.revenue_per_month.amount, policy.price.amount, policy.close_rate)
    more = insight.uplift(900, policy.close_rate, policy.price.amount, policy.uplift)
    return wanted, more, [count >= policy.own_figures_from for count in range(100)]


def statistics(book: Playbook, leaf: Leaf) -> Any:
    """What is believed of the same cases, and what weeding out saved."""
    policy = book.section(StatisticsPolicy)
    level, least = float(policy.chance), policy.least
    believed = discoveries([level * share / 10 for share in range(1, 40)], level)
    frequent = [least <= count for count in range(1_100)]
    stuck = speed.borders(
        {"new": survival(Spell(float(day), True) for day in range(400))}, float(policy.stuck_from), 2
    )
    examples = [Example(frozenset({("a", "x")} if at % 3 else ()), won=bool(at % 2)) for at in range(400)]
    card = learn(examples, [("a", "x")], Anchor({}, policy.doubling, policy.reach), 20)
    enough = [count >= policy.learned_from for count in range(1_100)]
    return [level, believed, frequent, stuck, card.lines, enough, 7 * policy.sales_time]


def sleeping(book: Playbook, leaf: Leaf) -> Any:
    """Who is offered for re-awakening, by reason and age."""
    return [
        (rule.key, reason, age, timedelta(days=age) > rule.after)
        for rule in book.section(SleepingPolicy).rules
        for reason in (*rule.lost, "|", *rule.disqualified)
        for age in range(0, 2_000, 1)
    ]


def content(book: Playbook, leaf: Leaf) -> Any:
    policy = book.section(ContentPolicy)
    return [(kind.key, kind.phases, kind.roles) for kind in policy.kinds], policy.readers


def nurture_(book: Playbook, leaf: Leaf) -> Any:
    """The phase told, the plan taken and its dates for leads that differ in one thing each."""
    policy = book.section(NurturePolicy)
    hours = WorkingHours((((time(0), time(23, 59)),),) * 7, ZONE, "", "", ())
    pairs = [{"lead.budget": a, "lead.timing": b} for a in FACTS["lead.budget"] for b in FACTS["lead.timing"]]
    shots = [*snapshots(), *(_shot(known) for known in pairs)]
    told = [nurture.phase_of(policy, shot) for shot in shots]
    taken = [nurture.template_of(policy, shot).key for shot in shots]
    dated = [
        nurture.steps_of(plan, NOW, until, hours, "de")
        for plan in policy.plans
        for until in (None, NOW + timedelta(days=120))
    ]
    warned = [nurture.runs_out(NOW + timedelta(hours=h), policy.warn_before, NOW) for h in range(0, 400, 4)]
    return told, taken, dated, warned


def _capture(policy: IntakePolicy) -> Any:
    """How old a signed message may be, how large, what is asked at the booth, and what a typed line becomes."""
    body, secret = b"{}", "a secret of ours"
    believed = []
    for minutes in range(12):
        stamp = str(int((NOW - timedelta(minutes=minutes)).timestamp()))
        headers = {
            signing.TIMESTAMP: stamp,
            signing.SIGNATURE: signing.signed(secret, stamp.encode() + b"." + body),
        }
        tolerance = policy.webhooks.tolerance
        believed.append(signing.fault("generic", secret, body, headers, {}, now=NOW, tolerance=tolerance))
    typed = line.read("Anna Berg, wants a quote", wish=policy.hand.wish, country="DE")
    asked = policy.fair.channel, policy.fair.taps, policy.fair.consents
    return believed, policy.webhooks.largest_kb, asked, typed, policy.hand.channel


def _forms(book: Playbook) -> Any:
    """What each form takes, refuses, and as what it counts."""
    facts, policy = book.section(FactsPolicy), book.section(IntakePolicy)
    found: list[Any] = [policy.confirm_within]
    for form in policy.forms:
        for question in form.questions:
            posted = {q.asks: "anna@muster.example" for q in form.questions} | {question.asks: ""}
            read_ = form_door.read(form, posted, ["mail", "phone"], facts=facts, language="de", country="DE")
            found.append(repr(read_))
        known = asking.Known(frozenset({"mail"}))
        told = [asking.Known(known.keys | {q.asks for q in form.further[:count]}) for count in (0, 1)]
        found.append([(q.asks, q.required) for who in told for q in asking.questions(form, who)])
        found.append((form.key, form.offer, form.channel, form.campaign, form.gives, form.confirm))
    return found, _visits(policy), policy.letters_under


def _visits(policy: IntakePolicy) -> Any:
    """As what a visit counts, for every word of every rule."""
    trails = [Trail(medium=word) for word in _WORDS]
    trails += [Trail(source=word) for word in _WORDS]
    trails += [Trail(referrer=word) for word in _WORDS]
    trails += [Trail(clicks=frozenset({word})) for word in _WORDS]
    return [tracking.place(found, policy.tracking) for found in trails]


_WORDS: Final = (
    *(
        "gclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "cpc",
        "ppc",
        "sea",
        "paidsearch",
        "email",
        "mail",
        "newsletter",
    ),
    *(
        "linkedin",
        "xing",
        "facebook",
        "instagram",
        "google.com",
        "google.de",
        "google.at",
        "google.ch",
        "bing.com",
    ),
    *(
        "duckduckgo.com",
        "ecosia.org",
        "linkedin.com",
        "xing.com",
        "facebook.com",
        "instagram.com",
        "youtube.com",
    ),
)


OBSERVERS: Final[Mapping[str, Observer]] = {
    "process": texts,
    "leads": leads_,
    "facts": facts,
    "matching": matching,
    "scoring": scoring,
    "agenda": agenda_,
    "qualification": qualification_,
    "handover": handover_,
    "intake": intake,
    "privacy": privacy,
    "content": content,
    "nurture": nurture_,
    "targets": targets,
    "statistics": statistics,
    "sleeping": sleeping,
}
