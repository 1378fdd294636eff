"""What is changed behind our back is named by `doctor`; an untouched house has no difference."""

from __future__ import annotations

import os
import random

import pytest
from django.db import transaction

from leadflow.journal import health
from tests import fold, make
from tests.house import emptied
from tests.proofs.life import live
from tests.proofs.tampering import tamper

pytestmark = pytest.mark.django_db
DEEDS = int(os.environ.get("LEADFLOW_DEEDS", "60"))
HOUSES = int(os.environ.get("LEADFLOW_HOUSES", "4"))
"""`make bars` asks for 200 of each."""


def test_every_deed_is_named() -> None:
    live(1)
    assert health.examine() == []
    unseen = [deed for seed in range(DEEDS) if (deed := unnamed(seed))]
    assert unseen == []


def unnamed(seed: int) -> str:
    """The deed, where `doctor` says nothing of it. Afterwards all is as before."""
    with transaction.atomic():
        deed = tamper(random.Random(seed))
        named = health.examine()
        transaction.set_rollback(True)
    return "" if named else deed


@pytest.mark.parametrize("seed", range(2, 2 + HOUSES))
def test_an_untouched_house_is_sound(seed: int) -> None:
    with emptied():
        live(seed)
        assert health.examine() == []
        assert fold.differences() == []
        assert make.balance_closes()
