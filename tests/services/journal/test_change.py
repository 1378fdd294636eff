"""`journal.change`: think without a lock, write under one, think again when somebody was faster."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import field
from typing import ClassVar

import pytest

from leadflow.journal import health, ids, queries
from leadflow.journal import services as journal
from leadflow.journal.events import upcasters
from leadflow.journal.models import Batch, Entry
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.events import CARRIED, Event, Payload, Ref
from leadflow.kernel.refusals import Refusal
from leadflow.kernel.values import quick
from leadflow.leads.models import Campaign, Lead
from tests import make
from tests.clock import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@quick(frozen=True, kw_only=True)
class Tasted(Event):
    """An event of the tests, in its third version."""

    kind: ClassVar[str] = "trial.tasted"
    version: ClassVar[int] = 3
    sweetness: int
    eaten: bool


@pytest.fixture
def old_tastes() -> Iterator[None]:
    def measured(payload: Payload) -> Payload:
        return {"sweetness": 10 if payload["sweet"] else 0}

    upcasters.register("trial.tasted", since=1, step=measured)
    upcasters.register("trial.tasted", since=2, step=lambda payload: {**payload, "eaten": False})
    yield
    upcasters.forget(["trial.tasted"])


def told(version: int, payload: Payload) -> None:
    """An entry as an older house wrote it."""
    journal.change(lambda c: c.announce([Tasted(sweetness=1, eaten=True)]), by=SYSTEM, now=NOW)
    Entry.objects.filter(kind="trial.tasted").update(version=version, payload=payload)


def test_an_old_entry_reads_as_if_it_were_written_today(old_tastes: None) -> None:
    told(1, {"sweet": True})
    (entry,) = queries.everything(["trial.tasted"])
    assert (entry.version, entry.payload) == (3, {"sweetness": 10, "eaten": False})
    assert Entry.objects.get(kind="trial.tasted").payload == {"sweet": True}


def test_one_step_is_enough_for_an_entry_of_yesterday(old_tastes: None) -> None:
    told(2, {"sweetness": 4})
    (entry,) = queries.everything(["trial.tasted"])
    assert entry.payload == {"sweetness": 4, "eaten": False}


def test_a_moved_version_is_thought_again_and_written_once() -> None:
    lead = make.lead()
    thought = []

    def think(change: Change) -> None:
        version = Lead.objects.get(id=lead.id).version
        thought.append(version)
        change.expect(Lead, {lead.id: version})
        change.update(Lead, lead.id, title=f"seen {version}")
        if len(thought) == 1:
            Lead.objects.filter(id=lead.id).update(version=version + 1)  # somebody was faster

    journal.change(think, by=SYSTEM, now=NOW)
    assert thought == [1, 2]
    assert (Lead.objects.get().title, Lead.objects.get().version) == ("seen 2", 3)


def test_who_always_comes_late_is_told_so_and_writes_nothing() -> None:
    lead = make.lead()

    def think(change: Change) -> None:
        change.expect(Lead, {lead.id: 99})
        change.update(Lead, lead.id, title="never")

    with pytest.raises(Refusal, match="busy"):
        journal.change(think, by=SYSTEM, now=NOW)
    assert Lead.objects.get().title != "never"


def test_a_unique_key_that_is_taken_meanwhile_is_thought_again() -> None:
    taken = iter([True, False])

    def think(change: Change) -> None:
        name = "fair" if next(taken) else "fair 2"
        key = change.id(Campaign)
        change.claim(Campaign, "name", [{"id": key, "channel": "list", "name": name, "created_at": NOW}])

    Campaign.objects.create(id=1, channel="list", name="fair", created_at=NOW)
    journal.change(think, by=SYSTEM, now=NOW)
    assert sorted(Campaign.objects.values_list("name", flat=True)) == ["fair", "fair 2"]


def test_what_think_raises_leaves_no_trace() -> None:
    def think(change: Change) -> None:
        change.announce([Tasted(sweetness=1, eaten=True)])
        raise Refusal("no_taste")

    before = Entry.objects.count()
    with pytest.raises(Refusal, match="no_taste"):
        journal.change(think, by=SYSTEM, now=NOW)
    assert Entry.objects.count() == before


def test_listeners_hear_before_anything_is_written_and_may_add_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []

    def listener(change: Change, events: list[Tasted]) -> None:
        heard.append((len(events), Entry.objects.filter(kind="trial.tasted").count()))

    monkeypatch.setattr("leadflow.journal.unit._listeners", [((Tasted,), listener)])
    tastes = [Tasted(sweetness=at, eaten=False) for at in range(3)]
    journal.change(lambda c: c.announce(tastes), by=SYSTEM, now=NOW)
    assert heard == [(3, 0)]
    assert Entry.objects.filter(kind="trial.tasted").count() == 3


def test_news_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def listener(change: Change, events: list[Tasted]) -> None:
        change.announce([Tasted(sweetness=1, eaten=False)])

    monkeypatch.setattr("leadflow.journal.unit._listeners", [((Tasted,), listener)])
    with pytest.raises(RecursionError):
        journal.change(lambda c: c.announce([Tasted(sweetness=1, eaten=False)]), by=SYSTEM, now=NOW)


def test_ids_never_come_twice_and_grow() -> None:
    taken = [*ids.take(Lead, 5), *ids.take(Lead, 30_000), *ids.take(Lead, 2)]
    ids.forget_leases()  # as in another process
    taken += ids.take(Lead, 3)
    assert taken == sorted(set(taken))


def test_each_batch_knows_how_many_entries_it_has() -> None:
    journal.change(lambda c: c.announce([Tasted(sweetness=1, eaten=True)] * 7), by=SYSTEM, now=NOW)
    batch = Batch.objects.latest("id")
    assert batch.entries == Entry.objects.filter(batch_id=batch.id).count() == 7
    assert health.examine() == []


def test_a_reader_by_cursor_sees_each_entry_once() -> None:
    """On PostgreSQL any open transaction of the server, even in another database, makes a reader wait."""
    journal.change(
        lambda c: c.announce([Tasted(sweetness=n, eaten=True) for n in range(5)]), by=SYSTEM, now=NOW
    )
    tastes: list[object] = []
    cursor, patience = (0, 0), time.monotonic() + 60
    while len(tastes) < 5 and time.monotonic() < patience:
        for entry in queries.after(cursor, limit=3):
            cursor = (entry.horizon, entry.id)
            if entry.kind == "trial.tasted":
                tastes.append(entry.payload["sweetness"])
    assert tastes == list(range(5))
    assert queries.after(cursor) == []


@quick(frozen=True, kw_only=True)
class Whispered(Event):
    """Carries a word that only listeners may hear."""

    kind: ClassVar[str] = "trial.whispered"
    word: str = ""
    secret: str = field(default="", metadata=CARRIED)


def test_what_is_carried_is_not_recorded() -> None:
    whisper = Whispered(word="said", secret="Reuter", subject=Ref("trial", 1))
    journal.change(lambda c: c.announce([whisper]), by=SYSTEM, now=NOW)
    assert Entry.objects.get(kind="trial.whispered").payload == {"word": "said"}
