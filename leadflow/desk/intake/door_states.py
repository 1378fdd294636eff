"""The doors of the house: what each is for, where it is opened, and how it stands right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leadflow.accounts import queries as accounts
from leadflow.accounts.rules import Right
from leadflow.delivery import queries as delivery
from leadflow.desk import letter_words
from leadflow.desk.intake import told
from leadflow.desk.words import Lazy
from leadflow.intake import codes, confirming, hook_lines, mailboxes, traffic
from leadflow.kernel.actor import Actor
from leadflow.kernel.home import home


@dataclass(frozen=True, slots=True)
class State:
    """`stuck`: somebody has to do something; `ready`: leads can come this way now."""

    words: str
    ready: bool = True
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """`key` as the arrivals name it; `url` is empty for who may not open it."""

    key: str
    icon: str
    name: Lazy
    text: Lazy
    url: str
    state: State


DOORS: Final[tuple[tuple[str, str, Lazy, Lazy, str, Right | None], ...]] = (
    ("csv", "file-spreadsheet", _("Lists"), _("Excel and CSV, step by step"), "receipts", None),
    ("form", "file-text", _("Forms"), _("on your website or as a page of their own"), "forms", None),
    ("mailbox", "mail", _("Mailboxes"), _("enquiries and answers"), "mailboxes", Right.MANAGE_DOORS),
    ("webhook", "webhook", _("Hooks"), _("lead ads and shops, by themselves"), "hooks", None),
    ("api", "key", _("API keys"), _("programs send leads and work on them"), "keys", Right.MANAGE_DOORS),
    ("card", "tag", _("Codes and cards"), _("coupons, reply cards, personal addresses"), "codes", None),
    (
        "fair",
        "id-badge-2",
        _("At the booth"),
        _("on the phone, without a network too"),
        "fair",
        Right.CAPTURE,
    ),
    ("hand", "pencil-plus", _("By hand"), _("one line, Enter keeps it"), "hand", Right.CAPTURE),
)


def doors(actor: Actor, now: datetime) -> list[Door]:
    states = {
        "csv": _lists(),
        "form": _forms(now),
        "mailbox": _mailboxes(),
        "webhook": _hooks(now),
        "api": _keys(),
        "card": _codes(),
    }
    found = []
    for key, icon, name, text, to, right in DOORS:
        url = reverse(f"desk:{to}") if right is None or actor.may(right) else ""
        state = states.get(key) or State(gettext("ready at any time"))
        found.append(Door(key, icon, name, text, url, state))
    return found


def _lists() -> State:
    newest = traffic.newest_list()
    if not newest:
        return State(gettext("no list yet"), ready=False)
    return State(
        gettext("the last one: %(state)s") % {"state": told.RECEIPT_STATES[newest]}, stuck=newest == "failed"
    )


def _forms(now: datetime) -> State:
    count = len(confirming.forms(now))
    if not count:
        return State(gettext("no form yet"), ready=False)
    if not home().public_url:
        return State(gettext("strangers do not reach this house yet"), ready=False)
    if not delivery.is_live():
        return State(gettext("no mail confirms them yet"), ready=False)
    return State(ngettext("%(n)s is published", "%(n)s are published", count) % {"n": count})


def _mailboxes() -> State:
    read = [box for box in mailboxes.all_boxes() if box.is_read]
    faulty = [box for box in read if box.fault]
    if faulty:
        fault = letter_words.FAULTS.get(faulty[0].fault)
        return State(f"{faulty[0].address}: {fault[0] if fault else faulty[0].fault}", stuck=True)
    if not read:
        return State(gettext("no mailbox yet"), ready=False)
    return State(
        ngettext("%(n)s is read each minute", "%(n)s are read each minute", len(read)) % {"n": len(read)}
    )


def _hooks(now: datetime) -> State:
    found = [hook for hook in hook_lines.lines(now) if hook.open]
    refused = sum(hook.refused for hook in found)
    if not found:
        return State(gettext("no hook yet"), ready=False)
    if refused:
        told_ = ngettext("%(n)s message refused in 30 days", "%(n)s messages refused in 30 days", refused)
        return State(told_ % {"n": refused})
    if not home().public_url:
        return State(gettext("strangers do not reach this house yet"), ready=False)
    return State(ngettext("%(n)s is open", "%(n)s are open", len(found)) % {"n": len(found)})


def _keys() -> State:
    valid = [key for key in accounts.api_keys() if key.revoked_at is None]
    if not valid:
        return State(gettext("no key is valid"), ready=False)
    return State(ngettext("%(n)s key is valid", "%(n)s keys are valid", len(valid)) % {"n": len(valid)})


def _codes() -> State:
    answered, made = _answers()
    if not made:
        return State(gettext("no code yet"), ready=False)
    return State(gettext("%(answered)s of %(made)s answered") % {"answered": answered, "made": made})


def _answers() -> tuple[int, int]:
    found = codes.responses().values()
    return sum(one[0] for one in found), sum(one[1] for one in found)
