"""By which handles a person is found, from what was said; and those that are missing after two were parted."""

from __future__ import annotations

from collections.abc import Sequence

from leadflow.journal.services import Change
from leadflow.kernel.facts import Facts, Said, current, taken_for_wrong, without_wrong
from leadflow.people import queries
from leadflow.people.points import told
from leadflow.people.policy import MatchingPolicy
from leadflow.people.rules import PERSON_NAMES, Key, Of, Party, keys_of
from leadflow.people.services import write_handles


def keys(said: Sequence[Said], facts: Facts, policy: MatchingPolicy) -> dict[tuple[str, str], Key]:
    """By what the person is found, as far as its addresses and numbers are right."""
    no_one_s = taken_for_wrong(said)
    names = {key: facts[key] for key in PERSON_NAMES if key in facts}
    right = [{**names, **without_wrong(one, no_one_s).values} for one in said]
    parties = (Party(0, values, {}, "", None, said[0].happened_at, 0) for values in right if told(values))
    return {
        (key.kind, key.value): key
        for party in parties
        for key in keys_of(party, policy).keys
        if key.of is Of.PERSON and not key.asks
    }


def restore(change: Change, sides: Sequence[tuple[int, Sequence[Said]]], policy: MatchingPolicy) -> None:
    """What was wrong of both together may be right of one of them: by that it is found again."""
    claimed = {
        place: (key, subject)
        for subject, said in sides
        if said
        for place, key in keys(said, current(said), policy).items()
    }
    taken = queries.hits(key for key, _ in claimed.values())
    write_handles(change, [one for place, one in claimed.items() if place not in taken])
