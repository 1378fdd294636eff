"""What belongs into a change that somebody else makes: written with it or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadflow.accounts import machines
from leadflow.accounts.models import Asked
from leadflow.accounts.rules import ASKED_KEPT
from leadflow.journal import services as journal
from leadflow.kernel.refusals import Refusal
from leadflow.leads import keeping
from leadflow.leads.models import Note
from tests import cast, make
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def note(words: str, key: str = "k") -> None:
    lena = cast.user("lena")
    ref = make.seen(make.lead(mail="a@b.example"), lena)
    with journal.alongside(machines.once(1, key, words.encode())):
        keeping.write_note(ref, words, by=make.actor(lena), now=NOW)


def test_a_claim_is_written_with_the_change() -> None:
    note("one")
    assert (Note.objects.count(), Asked.objects.count()) == (1, 1)


def test_a_change_that_is_refused_leaves_no_claim() -> None:
    with pytest.raises(Refusal):
        note("x" * 20_000)
    assert not Asked.objects.exists()


def test_a_second_time_nothing_is_done() -> None:
    note("one")
    with pytest.raises(machines.AlreadyDone):
        note("one")
    assert Note.objects.count() == 1


def test_what_comes_after_belongs_to_nobody() -> None:
    note("one")
    lena = cast.user("lena")
    keeping.write_note(make.seen(make.lead(mail="b@b.example"), lena), "two", by=make.actor(lena), now=NOW)
    assert Asked.objects.count() == 1


def test_old_claims_are_forgotten() -> None:
    note("one")
    machines.forget_asked(now=NOW + ASKED_KEPT)
    assert Asked.objects.exists()
    machines.forget_asked(now=NOW + ASKED_KEPT + timedelta(seconds=1))
    assert not Asked.objects.exists()
