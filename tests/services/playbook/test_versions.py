"""Publishing and reading versions: what was published stays, and each moment knows its version."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic, perf_counter

import pytest
from pytest_django import DjangoAssertNumQueries

from leadflow.journal import queries as journal
from leadflow.kernel.actor import SYSTEM, Actor, ActorKind
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.playbook import health, queries, services
from leadflow.playbook.models import PlaybookVersion
from leadflow.playbook.policy import FactsPolicy, ProcessPolicy
from leadflow.playbook.services import PlaybookFaulty
from tests.clock import FIRST, NOW
from tests.rules.playbook.conftest import DEFAULT

pytestmark = pytest.mark.django_db
HEAD = Actor(ActorKind.USER, 7)
CHANGED = DEFAULT.replace("note: First version", "note: Second version")


def publish_another() -> int:
    return services.publish(CHANGED, by=HEAD, now=NOW)


def note_at(moment: datetime) -> str:
    return queries.at(moment).section(ProcessPolicy).note.partition(",")[0]


@pytest.fixture
def _bare() -> None:
    PlaybookVersion.objects.all().delete()
    queries.forget()


@pytest.mark.usefixtures("_bare")
def test_a_home_without_a_playbook_says_so() -> None:
    with pytest.raises(Refusal, match="no_playbook"):
        queries.at(NOW)
    assert queries.number_at(NOW) is None


@pytest.mark.usefixtures("_bare")
def test_a_new_home_gets_the_default_once() -> None:
    assert [services.ensure_default(NOW), services.ensure_default(NOW)] == [1, 1]
    assert queries.at(NOW).section(FactsPolicy).get("company.name") is not None


def test_a_version_counts_from_its_publication_on() -> None:
    publish_another()
    assert note_at(NOW - timedelta(seconds=1)) == "First version"
    assert note_at(NOW) == "Second version"


def test_what_happened_before_the_first_version_is_judged_by_it() -> None:
    publish_another()
    assert queries.at(FIRST - timedelta(days=99)).number == 1


def test_a_published_version_never_changes() -> None:
    before = PlaybookVersion.objects.values().get(number=1)
    publish_another()
    assert PlaybookVersion.objects.values().get(number=1) == before
    assert queries.text(1) == DEFAULT
    assert queries.version(1).section(ProcessPolicy).note.startswith("First version")


def test_the_text_in_force_is_not_published_twice() -> None:
    assert services.publish(DEFAULT, by=HEAD, now=NOW) == 1
    assert [version.number for version in queries.versions()] == [1]


def test_an_older_text_can_be_published_again() -> None:
    publish_another()
    assert services.publish(DEFAULT, by=HEAD, now=NOW + timedelta(days=1)) == 3


def test_nothing_is_published_into_the_past() -> None:
    with pytest.raises(Refusal, match="playbook_in_the_past"):
        services.publish(CHANGED, by=HEAD, now=FIRST - timedelta(days=1))


def test_a_faulty_text_is_refused_with_all_its_faults() -> None:
    broken = CHANGED.replace("points: 25", "points: x").replace("otherwise: sales", "otherwise: nobody")
    with pytest.raises(PlaybookFaulty) as refused:
        services.publish(broken, by=HEAD, now=NOW)
    assert {fault.code for fault in refused.value.faults} == {"wrong_type", "unknown_name"}
    assert PlaybookVersion.objects.count() == 1


def test_the_journal_knows_who_published_what() -> None:
    publish_another()
    told = list(journal.everything(("playbook.published",)))
    assert [(e.payload["number"], e.actor_id) for e in told] == [(1, None), (2, 7)]
    assert [v.published_by for v in queries.versions()] == [7, None]


def test_a_version_nobody_published_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.version(9)
    with pytest.raises(NotFound):
        queries.text(9)


def test_doctor_is_content_with_what_was_published() -> None:
    publish_another()
    assert list(health.versions()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": CHANGED}, "playbook_altered"),
        ({"digest": "0" * 64}, "playbook_altered"),
        ({"values": {}}, "playbook_values_altered"),
    ],
)
def test_doctor_names_a_version_that_was_altered(changes: dict[str, object], code: str) -> None:
    PlaybookVersion.objects.update(**changes)
    assert [difference.code for difference in health.versions()] == [code]


def test_doctor_names_a_version_that_was_taken_away() -> None:
    PlaybookVersion.objects.all().delete()
    assert [difference.code for difference in health.versions()] == ["playbook_missing"]


def test_asking_again_costs_nothing_and_asks_no_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    queries.at(NOW)
    started = perf_counter()
    with django_assert_num_queries(0):
        for _ in range(1_000):
            queries.at(NOW)
    assert perf_counter() - started < 0.1


def test_the_version_of_another_process_is_seen_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    queries.at(NOW)
    theirs = PlaybookVersion.objects.values().get(number=1) | {
        "number": 2,
        "digest": "theirs",
        "valid_from": NOW,
    }
    PlaybookVersion.objects.create(**theirs)
    ahead = monotonic() + queries.LOOK_EVERY + 0.01
    monkeypatch.setattr(queries, "monotonic", lambda: ahead)
    assert queries.at(NOW).number == 2


def test_a_publication_that_failed_leaves_nothing_behind() -> None:
    with pytest.raises(PlaybookFaulty):
        services.publish("process:", by=SYSTEM, now=NOW)
    assert queries.at(NOW).number == 1
