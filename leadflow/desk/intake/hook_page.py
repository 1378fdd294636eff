"""What the pages of the hooks show: their address and how each system is told of it, counts, paths and a trial."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts.rules import Right
from leadflow.desk import words
from leadflow.desk.intake import told
from leadflow.desk.words import Lazy
from leadflow.intake import hook_lines
from leadflow.intake.doors.webhook import shapes, signing
from leadflow.intake.hook_lines import HookLine, Trial
from leadflow.intake.hooks import THEIRS
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home
from leadflow.leads import lists
from leadflow.leads.policy import LeadsPolicy
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

Values = dict[str, Any]
KINDS: Final[Mapping[str, Lazy]] = {
    "generic": _("Own system (signed JSON)"),
    "google": _("Google Ads lead form"),
    "meta": _("Meta lead ads"),
    "linkedin": _("LinkedIn lead gen"),
}
CODES: Final[Mapping[str, Lazy]] = {
    "taken": _("taken"),
    "repeated": _("came again"),
    "bad_signature": _("wrong signature"),
    "stale_signature": _("signature too old"),
    "message_too_large": _("too large"),
    "too_many_leads": _("too many leads"),
    "hook_closed": _("while closed"),
}
HOW: Final[Mapping[str, Lazy]] = {
    "generic": _(
        "Send JSON by POST. Sign the time in seconds, a dot and the body with HMAC-SHA256 and this hook's secret."
    ),
    "google": _("In Google Ads, enter the address as webhook URL and the secret as key of the lead form."),
    "meta": _(
        "In the Meta app, subscribe the page to “leadgen” with the address and the verify token. "
        "The secret is the app secret. Meta names only the lead's number unless the fields come along."
    ),
    "linkedin": _(
        "In LinkedIn, register the address for lead notifications. The secret is the client secret."
    ),
}
CHANNELS: Final = ("ads", "social", "website")
"""Likely ones, in this order, where the playbook has them."""
SHOWN: Final = 200


def may_manage(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_DOORS) or actor.may(Right.IMPORT)


def listed(actor: Actor, sent: Mapping[str, Any], now: datetime) -> Values:
    book = playbook.at(now)
    return {
        "rows": [_row(hook, book, now) for hook in hook_lines.lines(now)],
        "may": may_manage(actor),
        "reachable": bool(home().public_url),
        "post_url": reverse("desk:hooks"),
        "kind": sent.get("kind", "generic"),
        "kinds": [{"value": key, "label": str(label)} for key, label in KINDS.items()],
        **_aim(sent, book),
    }


def _aim(sent: Mapping[str, Any], book: Playbook) -> Values:
    policy, language = book.section(LeadsPolicy), words.language()
    keys = [channel.key for channel in policy.channels]
    likely = next((key for key in CHANNELS if key in keys), keys[0])
    return {
        "name": sent.get("name", ""),
        "offer": sent.get("offer", policy.first_offer.key),
        "offers": [{"value": one.key, "label": one.label.in_(language)} for one in policy.offers],
        "channel": sent.get("channel", likely),
        "channels": [{"value": one.key, "label": one.label.in_(language)} for one in policy.channels],
        "campaign": sent.get("campaign", ""),
    }


def _row(hook: HookLine, book: Playbook, now: datetime) -> Values:
    return {
        "name": hook.name,
        "url": reverse("desk:hook", args=[hook.public_id]),
        "kind": str(KINDS[hook.kind]),
        "channel": told.channel(hook.channel, book),
        "campaign": hook.campaign,
        "taken": hook.counts.get("taken", 0),
        "refused": hook.refused,
        "last": words.moment(hook.last_at, now) if hook.last_at else gettext("nothing yet"),
        "closed": not hook.open,
    }


def one(hook: HookLine, actor: Actor, sent: Mapping[str, Any], now: datetime) -> Values:
    book, here = playbook.at(now), [hook.public_id]
    typed = {name: getattr(hook, name) for name in ("name", "offer", "channel", "campaign")} | dict(sent)
    may, reads = may_manage(actor), actor.may(Right.MEND)
    body = hook_lines.last_body(hook) if reads else ""
    return {
        "title": hook.name,
        "sub": " · ".join(
            filter(None, (str(KINDS[hook.kind]), told.channel(hook.channel, book), hook.campaign))
        ),
        "address": hook.address,
        "reachable": bool(home().public_url),
        "how": str(HOW[hook.kind]),
        "headers": [signing.TIMESTAMP, signing.SIGNATURE] if hook.kind == "generic" else [],
        "verify": hook.verify,
        "theirs": hook.kind in THEIRS,
        "counts": [
            {"label": str(label), "count": hook.counts[code]}
            for code, label in CODES.items()
            if hook.counts.get(code)
        ],
        "last": words.moment(hook.last_at, now) if hook.last_at else "",
        "unclear": hook_lines.unclear(hook),
        "unclear_url": f"{reverse('desk:intake')}?state=unclear",
        "open": hook.open,
        "may": may,
        **_aim(typed, book),
        "aim_url": reverse("desk:hook_aim", args=here),
        "renew_url": reverse("desk:hook_renew", args=here),
        "close_url": reverse("desk:hook_close" if hook.open else "desk:hook_reopen", args=here),
        "paths_url": reverse("desk:hook_paths", args=here),
        "trial_url": reverse("desk:hook_trial", args=here),
        "back_url": reverse("desk:hooks"),
        "sample": body,
        "came": bool(body),
        "trial": trial(hook, body, {}, actor, now) if may else None,
    }


def chosen(sent: Mapping[str, Any]) -> dict[str, str]:
    """Path -> target as the selects of the page say it."""
    return {name.removeprefix("p:"): str(target) for name, target in sent.items() if name.startswith("p:")}


def trial(hook: HookLine, body: str, mapping: Mapping[str, str], actor: Actor, now: datetime) -> Values:
    """The message's paths with what they mean, and what its first lead would become."""
    if not body.strip():
        return {"empty": True}
    found = hook_lines.tried(hook, body, {**hook.mapping, **mapping}, now=now)
    if found is None:
        return {"broken": True}
    book = playbook.at(now)
    options = [
        {"value": shapes.KEEP, "label": gettext("only kept")},
        {"value": shapes.LEAVE_OUT, "label": gettext("leave out")},
        *({"value": key, "label": label} for key, label in told.targets(book)),
    ]
    return {
        "paths": [
            {"path": path, "text": text[:SHOWN], "target": target, "options": options}
            for path, text, target in found.paths
        ],
        "more": found.leads - 1,
        "test": found.test,
        **_becomes(hook, found, actor, book),
    }


def _becomes(hook: HookLine, found: Trial, actor: Actor, book: Playbook) -> Values:
    becomes = found.becomes
    if becomes is None or becomes.becomes == "unclear":
        fault = told.fault(becomes.fault if becomes else None)
        return {"icon": "alert-circle", "title": fault.text, "lines": [fault.place] if fault.place else []}
    line = lists.lines([becomes.lead], seen_by=actor).get(becomes.lead) if becomes.lead else None
    title = gettext("It would open a new lead")
    if becomes.becomes == "joined":
        title = gettext("It would join %(lead)s") % {"lead": line.title if line else gettext("a known lead")}
    where = f"{told.offer(hook.offer, book)}, {told.channel(hook.channel, book)}"
    return {
        "icon": told.BECAME[becomes.becomes][0],
        "title": title,
        "lines": [text for text in (becomes.company, becomes.person, becomes.mail, where) if text],
    }
