"""How often somebody may knock at a door that is open to strangers."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.conf import settings
from django.db.models import F

from leadflow.intake.models import Knocks
from leadflow.kernel.refusals import Refusal

WINDOW: Final = timedelta(hours=1)
FROM_ONE_ADDRESS: Final = 30
"""Posts from one network address in an hour: an office behind one address still gets through."""
TO_ONE_MAILBOX: Final = 3
"""Mails to one mailbox in an hour: nobody can be flooded through our forms."""


def knock(kind: str, value: str, now: datetime, *, allowed: int) -> None:
    """Counts, and Refusal("too_many_tries") once it is too often. In one statement, so that all tries count."""
    place = hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
    Knocks.objects.filter(since__lte=now - WINDOW).delete()
    Knocks.objects.bulk_create([Knocks(place=place, count=0, since=now)], ignore_conflicts=True)
    Knocks.objects.filter(place=place).update(count=F("count") + 1)
    row = Knocks.objects.filter(place=place).first()
    if row is not None and row.count > allowed:
        raise Refusal("too_many_tries", minutes=ceil((row.since + WINDOW - now) / timedelta(minutes=1)))
