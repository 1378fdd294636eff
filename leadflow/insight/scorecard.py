"""The learned score of this house: own outcomes, anchored on the points the playbook gives."""

from __future__ import annotations

from collections.abc import Sequence

from leadflow.insight.cases import Case, frequent
from leadflow.insight.policy import StatisticsPolicy
from leadflow.people.policy import MatchingPolicy
from leadflow.playbook.policy import FactsPolicy
from leadflow.playbook.rules import Context, Playbook, holds
from leadflow.scoring.learned import Anchor, Card, Example, Feature, learn
from leadflow.scoring.policy import ScoringPolicy


def card(found: Sequence[Case], book: Playbook) -> Card:
    """From decided leads. Signals are left out: what happened after the handover must not praise itself."""
    policy = book.section(StatisticsPolicy)
    features = frequent(found, policy.least)
    examples = [Example(frozenset(case.values.items()), case.is_won) for case in found]
    anchor = Anchor(points(book, features), float(policy.doubling), float(policy.reach))
    return learn(examples, features, anchor, policy.learned_from)


def points(book: Playbook, features: Sequence[Feature]) -> dict[Feature, float]:
    """What the playbook gives for each value by itself, all rules without a signal together."""
    rules = [
        rule for rule in book.section(ScoringPolicy).rules if rule.signal is None and rule.when is not None
    ]
    free = frozenset(book.section(MatchingPolicy).free_mail_domains)
    kinds = {fact.key: fact.type for fact in book.section(FactsPolicy).declared}
    given: dict[Feature, float] = {}
    for attribute, value in features:
        known = value == "yes" if kinds.get(attribute) == "flag" else value
        facts = {attribute: known} if attribute in kinds else {}
        seen = Context(
            free_mail_domains=free,
            channel=value if attribute == "channel" else "",
            offer=value if attribute == "offer" else "",
            roles=frozenset({value}) if attribute == "person.role" else frozenset(),
        )
        given[attribute, value] = float(
            sum(
                rule.points
                for rule in rules
                if rule.when is not None and holds(rule.when, facts, seen) is True
            )
        )
    return given
