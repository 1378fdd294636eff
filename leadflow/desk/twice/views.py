"""Who is there twice? Pairs to answer, and former answers that can be taken back."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.desk.requests import DeskRequest, came_from, go, needs, show, tell
from leadflow.desk.twice import page
from leadflow.kernel.refusals import NotFound
from leadflow.leads import twice
from leadflow.people import learning, reviewing
from leadflow.people.policy import MatchingPolicy
from leadflow.people.reviewing import Pair
from leadflow.people.rules import Of
from leadflow.playbook import queries as playbook

PAGE: Final = 10
PAST: Final = 50
KINDS: Final = {"person": Of.PERSON, "company": Of.COMPANY}


@require_GET
@needs(Right.QUALIFY)
def questions(request: DeskRequest) -> HttpResponse:
    now, only = timezone.now(), request.GET.get("only", "")
    only = only if only in {key for key, _ in page.FILTERS} else ""
    policy = playbook.at(now).section(MatchingPolicy)
    found, further = reviewing.pairs(
        policy, of=KINDS.get(only), later=only == "later", before=_number(request, "before"), limit=PAGE
    )
    shown = page.seen(request.actor, found)
    cards = [page.card(pair, leads, now, first=at == 0) for at, (pair, leads) in enumerate(shown)]
    values = {
        "cards": cards,
        "title": _title(reviewing.count_open(up_to=100)),
        "filters": page.filters(only),
        "more_url": page.address(only, further) if further else "",
        "joined_url": reverse("desk:twice_joined"),
        "only": only,
    }
    return show(request, "twice/questions.html", {"twice": values})


def _title(count: int) -> str:
    if not count:
        return gettext("Nobody is there twice")
    if count >= 100:
        return gettext("More than 99 may be there twice")
    return ngettext("%(n)s may be there twice", "%(n)s may be there twice", count) % {"n": count}


def _number(request: DeskRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 16 else None


@require_POST
@needs(Right.QUALIFY)
def answer(request: DeskRequest, number: int) -> HttpResponse:
    """The same, apart, or later. What one may not see is not found."""
    now, said = timezone.now(), request.POST.get("answer", "")
    if said not in ("same", "apart", "later"):
        raise NotFound("answer")
    pair = _seen(request, number)
    if said == "later":
        learning.put_off(number, later=True, by=request.actor, now=now)
        sentence = gettext("Put off: %(name)s")
    else:
        decided = twice.decide(number, same=said == "same", by=request.actor, now=now)
        sentence = _said(decided)
    tell(
        request,
        sentence % {"name": pair.left.name or pair.right.name},
        undo=reverse("desk:twice_take_back", args=[number]),
    )
    return go(came_from(request) if "/twice" in came_from(request) else reverse("desk:twice"))


def _said(decided: twice.Decided) -> str:
    if not decided.same:
        return gettext("They stay apart: %(name)s")
    if decided.merged:
        return gettext("Now one, their leads too: %(name)s")
    return gettext("Now one: %(name)s")


def _seen(request: DeskRequest, number: int) -> Pair:
    pair = reviewing.pair(number, playbook.at(timezone.now()).section(MatchingPolicy))
    if pair is None or not page.seen(request.actor, [pair]):
        raise NotFound("proposal")
    return pair


@require_POST
@needs(Right.QUALIFY)
def take_back(request: DeskRequest, number: int) -> HttpResponse:
    """As if the answer had not been given: the question is open again. What one may not see is not found."""
    both = reviewing.asked_about(number)
    if both is None or not page.answer_seen(request.actor, *both):
        raise NotFound("proposal")
    twice.reconsider(number, by=request.actor, now=timezone.now())
    tell(request, gettext("Taken back, the question is open again"))
    return go(reverse("desk:twice"))


@require_GET
@needs(Right.QUALIFY)
def joined(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    found, further = reviewing.past(before=_number(request, "before"), limit=PAST)
    more = f"{reverse('desk:twice_joined')}?before={further}" if further else ""
    rows = [page.row(one, now) for one in page.past_seen(request.actor, found)]
    return show(request, "twice/joined.html", {"twice": {"rows": rows, "more_url": more}})


@require_POST
@needs(Right.QUALIFY)
def part(request: DeskRequest, number: int) -> HttpResponse:
    """Two after all: the pointers are taken back, those of their leads too."""
    one = next((one for one in reviewing.past(before=number + 1, limit=1)[0] if one.id == number), None)
    if one is None or not page.past_seen(request.actor, [one]):
        raise NotFound("join")
    twice.part(number, by=request.actor, now=timezone.now())
    tell(request, gettext("They stand apart again, and nobody joins them by itself any more"))
    return go(reverse("desk:twice_joined"))
