"""What would become of messages, if they were sent now: read and matched by the same rules, and nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadflow.accounts.queries import ApiClient
from leadflow.api.schemas import ExpectedOut, LeadIn
from leadflow.api.sending import pairs
from leadflow.intake import foreseeing, queries, readers
from leadflow.intake.foreseeing import Expected
from leadflow.intake.policy import IntakePolicy
from leadflow.intake.rules import Origin, Reading, Unclear, key_of, read
from leadflow.leads import lists
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook


def preview(client: ApiClient, sent: Sequence[LeadIn], now: datetime) -> list[ExpectedOut]:
    """One answer for each, in order. What was sent before or would be refused takes no part in the rest."""
    told = _settled(client, sent, now)
    offers = playbook.at(now).section(LeadsPolicy)
    for offer in dict.fromkeys(one.offer or offers.first_offer.key for one in sent):
        places = [
            at
            for at, one in enumerate(sent)
            if at not in told and (one.offer or offers.first_offer.key) == offer
        ]
        told |= _of_offer(client, sent, offer, places, now)
    return [told[at] for at in range(len(sent))]


def _of_offer(
    client: ApiClient, sent: Sequence[LeadIn], offer: str, places: Sequence[int], now: datetime
) -> dict[int, ExpectedOut]:
    trust = playbook.at(now).section(IntakePolicy).trust.of("api")
    origin = Origin("api", client.source, offer, client.channel, None, trust)
    readings = [_reading(sent[at], now) for at in places]
    found = foreseeing.expected(readings, origin, now=now)
    names = lists.public_ids(one.lead for one in found if one.lead is not None)
    return {at: _told(one, places, names) for at, one in zip(places, found, strict=True)}


def _reading(one: LeadIn, now: datetime) -> Reading | Unclear:
    found = read(list(pairs(one).items()), readers.words_of(now, "dmy"))
    return (
        replace(found, channel=found.channel or one.channel or None) if isinstance(found, Reading) else found
    )


def _told(one: Expected, places: Sequence[int], names: Mapping[int, Any]) -> ExpectedOut:
    return ExpectedOut(
        becomes=one.becomes,
        lead=names.get(one.lead) if one.lead is not None else None,
        row=places[one.row] if one.row is not None else None,
        fault=dict(one.fault) if one.fault else None,
    )


def _settled(client: ApiClient, sent: Sequence[LeadIn], now: datetime) -> dict[int, ExpectedOut]:
    """What needs no thought: sent before, the same key for another content, an offer or channel nobody knows."""
    keys = {at: key_of("api", str(client.key), one.key) for at, one in enumerate(sent) if one.key}
    contents, settled = queries.contents(list(keys.values())), queries.by_keys(list(keys.values()))
    policy = playbook.at(now).section(LeadsPolicy)
    told: dict[int, ExpectedOut] = {}
    for at, one in enumerate(sent):
        key, wrong = keys.get(at), _unknown(policy, one, client)
        if wrong:
            told[at] = _refused("unknown_choice", value=wrong)
        elif key in contents and contents[key] == pairs(one):
            told[at] = ExpectedOut(becomes="repeated", lead=settled[key].lead)
        elif key in contents:
            told[at] = _refused("key_reused", key=one.key)
    return told


def _unknown(policy: LeadsPolicy, one: LeadIn, client: ApiClient) -> str:
    if one.offer and policy.offer(one.offer) is None:
        return one.offer
    channel = one.channel or client.channel
    return channel if policy.channel(channel) is None else ""


def _refused(code: str, **facts: Any) -> ExpectedOut:
    return ExpectedOut(becomes="refused", fault={"code": code, **facts})
