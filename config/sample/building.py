"""A home for the sample company: made, furnished, staffed, lived in for a year, and looked over at the end."""

from __future__ import annotations

import gc
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.home import HomeFault
from config.neighbour import PLANTED
from config.sample.acting import House
from config.sample.evenings import Evenings, furnish
from config.sample.people import OTHERS, STAFF, prospects
from config.sample.post import bundles
from config.sample.stories import Story, stories
from config.sample.truth import Planted, plant
from config.sample.year import Year, year_until
from leadflow.accounts import queries as account_queries
from leadflow.accounts import services as accounts
from leadflow.accounts.services import NewUser
from leadflow.intake import queries as intake
from leadflow.journal import health
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.leads import queries as leads
from leadflow.playbook import services as playbook

COLLECT_RARELY: Final = (200_000, 50, 50)
COLLECT_NORMALLY: Final = gc.get_threshold()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: the same wish gives the same company, told up to the same day."""

    seed: int
    leads: int
    twin: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """What became of it. Sound when the doors, the journal and the rows agree and no step was refused."""

    stages: dict[str, int]
    done: dict[str, int]
    refused: dict[str, int]
    faults: list[dict[str, Any]]
    first_day: str
    last_day: str
    seconds: float

    @property
    def reached_sales(self) -> float:
        return self.done.get("accept", 0) / max(self.done["opened"], 1)

    @property
    def close_rate(self) -> float:
        decided = self.stages["won"] + self.stages["lost"]
        return self.stages["won"] / decided if decided else 0.0


def build(wanted: Wanted, now: datetime, tell: Callable[[int], None]) -> Built:
    """In the home that Django was set up for. Refuses one in which somebody is already."""
    begun = time.monotonic()
    year = year_until(now, ZoneInfo(settings.TIME_ZONE))
    if connection.introspection.table_names():
        raise HomeFault("There are tables in this database already; a sample needs one of its own.")
    call_command("migrate", interactive=False, verbosity=0)
    _hurry()
    planted = plant(wanted.seed, twin=wanted.twin)
    told = stories(wanted.seed, prospects(wanted.seed, wanted.leads), planted)
    house = House(year, _staff(year.founded), Evenings(year, wanted.seed))
    furnish(house.actors[OTHERS[0].mail], year.founded)
    house.live(told, bundles(wanted.seed, told), tell)
    _hurry(ended=True)
    _keep(wanted, planted, told, year)
    return _looked_over(house, time.monotonic() - begun)


def _hurry(*, ended: bool = False) -> None:
    """Nothing is lost with a half-built sample but the sample: the disk need not confirm each day, and what the year
    leaves in memory is looked through rarely.
    """
    gc.set_threshold(*(COLLECT_NORMALLY if ended else COLLECT_RARELY))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={'FULL' if ended else 'OFF'}")


def _staff(founded: datetime) -> dict[str, Actor]:
    teams = accounts.ensure_teams(by=SYSTEM, now=founded)
    playbook.ensure_default(founded)
    people = [
        NewUser(one.mail, one.name, list(one.roles), [teams[team] for team in one.teams]) for one in STAFF
    ]
    ids = accounts.add_users(people, by=SYSTEM, now=founded)
    return {
        one.mail: account_queries.actor_of(account_queries.model(key))
        for one, key in zip(STAFF, ids, strict=True)
    }


def _keep(wanted: Wanted, planted: Planted, told: list[Story], year: Year) -> None:
    truth = {
        "seed": wanted.seed,
        "leads": wanted.leads,
        "twin": wanted.twin,
        "first_day": year.days[0].isoformat(),
        "last_day": year.days[-1].isoformat(),
        **planted.told(),
        "drift_from": year.days[planted.drift.from_day].isoformat() if planted.drift else None,
        "fates": dict(sorted(Counter(story.fate for story in told).items())),
    }
    text = json.dumps(truth, ensure_ascii=False, indent=2)
    (Path(settings.HOME) / PLANTED).write_text(text + "\n", encoding="utf-8")


def _looked_over(house: House, seconds: float) -> Built:
    opened, arrivals = leads.balance(), intake.balance()
    faults = [{"code": one.code, **one.facts} for one in health.examine()]
    for name, difference in (("leads", opened.difference), ("arrivals", arrivals.difference)):
        if difference:
            faults.append({"code": "balance", "of": name, "difference": difference})
    return Built(
        stages=dict(opened.states),
        done=dict(house.done),
        refused=dict(house.refused),
        faults=faults,
        first_day=house.year.days[0].isoformat(),
        last_day=house.year.days[-1].isoformat(),
        seconds=round(seconds, 1),
    )
