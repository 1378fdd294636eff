"""What a human corrects about a contact holds at once, for whom we find by it too, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from leadflow.journal.services import Change
from leadflow.kernel.facts import FURTHER
from leadflow.kernel.refusals import NotFound, Refusal
from leadflow.leads import contacting, twice
from leadflow.leads import queries as leads
from leadflow.leads.contacting import Says
from leadflow.leads.events import LeadLearned
from leadflow.leads.models import Contact, Lead
from leadflow.people import correcting, learning
from leadflow.people import queries as people
from leadflow.people.models import Handle, Join, Statement
from leadflow.people.rules import Of
from leadflow.privacy import services as privacy
from tests import make
from tests.cast import user
from tests.clock import NOW
from tests.fold import differences

pytestmark = pytest.mark.django_db

MAIN, SECOND = "reuter@alpha.example", "anna.reuter@gmx.example"


@pytest.fixture(autouse=True)
def still() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def anna() -> tuple[Lead, int]:
    row = {
        "person.given": "Anna", "person.surname": "Reuter", "mail": MAIN, "mail.private": SECOND,
        "phone": "07251 938211", "mobile": "0151 12345678", "company.name": "Alpha GmbH",
    }  # fmt: skip
    lead = make.lead(NOW, **row)
    return lead, min(leads.snapshots([lead.id])[lead.id].contacts)


def say(lead: Lead, person: int, says: Says, *, minutes: int = 0) -> int:
    by, now = user("lena"), NOW + timedelta(minutes=minutes)
    return contacting.correct(make.seen(lead, by), person, says, by=make.actor(by), now=now)


def unsay(lead: Lead, person: int, statement: int) -> None:
    by = user("lena")
    contacting.take_back(make.seen(lead, by), person, statement, by=make.actor(by), now=NOW)


def mails(person: int) -> tuple[str, ...]:
    return people.cards([person])[person].mails


def handles() -> set[tuple[str, str]]:
    return set(Handle.objects.values_list("kind", "value"))


def test_a_row_with_two_addresses_and_numbers_gives_one_person_four_ways() -> None:
    _, person = anna()
    card = people.cards([person])[person]
    assert (card.mails, card.phones) == ((MAIN, SECOND), ("+497251938211", "+4915112345678"))
    assert [point.use for point in card.points] == ["", "private", "", "mobile"]
    assert FURTHER not in card.facts


def test_by_the_second_address_the_person_is_found_again() -> None:
    lead, _ = anna()
    make.arrive({"mail": SECOND, "person.surname": "Reuter"})
    assert Lead.objects.get() == lead


def test_what_a_human_prefers_is_used_until_it_is_taken_back() -> None:
    lead, person = anna()
    before = handles()
    statement = say(lead, person, lambda card: correcting.preferred(card, SECOND))
    assert mails(person)[0] == SECOND
    assert leads.snapshots([lead.id])[lead.id].facts["person.mail"] == SECOND
    unsay(lead, person, statement)
    assert (mails(person)[0], handles(), differences()) == (MAIN, before, [])


def test_who_writes_from_an_address_marked_as_wrong_is_somebody_else() -> None:
    lead, person = anna()
    before = handles()
    statement = say(lead, person, lambda card: correcting.wrong(card, SECOND))
    assert mails(person) == (MAIN,)
    assert people.by_point(SECOND) == []
    unsay(lead, person, statement)
    assert (people.by_point(SECOND), handles(), differences()) == ([person], before, [])


def test_what_is_wrong_of_two_who_are_one_finds_the_other_again_once_they_are_parted() -> None:
    lead, person = anna()
    other = make.lead(
        NOW, **{"person.surname": "Krahl", "mail": "krahl@beta.example", "company.name": "Beta AG"}
    )
    (krahl,), before = leads.snapshots([other.id])[other.id].contacts, handles()
    learning.join_alike(Of.PERSON, [person, krahl], now=NOW)
    say(lead, person, lambda card: correcting.wrong(card, "krahl@beta.example"))
    assert people.by_point("krahl@beta.example") == []
    twice.part(Join.objects.get().id, by=make.actor(user("lena")), now=NOW)
    assert (people.by_point("krahl@beta.example"), handles()) == ([krahl], before)


def test_an_added_number_is_known_and_once_only() -> None:
    lead, person = anna()
    say(lead, person, lambda card: correcting.added(card, "phone", "+4930123456", "work"))
    assert people.cards([person])[person].phones[-1] == "+4930123456"
    with pytest.raises(Refusal, match="point_known"):
        say(lead, person, lambda card: correcting.added(card, "phone", "+4930123456", "work"))


def test_the_first_address_of_somebody_without_any_is_used() -> None:
    lead = make.lead(NOW, **{"person.surname": "Krahl", "phone": "07251 938299", "company.name": "Beta AG"})
    person = min(leads.snapshots([lead.id])[lead.id].contacts)
    say(lead, person, lambda card: correcting.added(card, "mail", "krahl@beta.example", ""))
    assert people.cards([person])[person].facts["person.mail"] == "krahl@beta.example"


def test_a_role_is_changed_by_hand_and_the_lead_hears_of_it() -> None:
    lead, person = anna()
    say(lead, person, lambda _: {"person.role": "user"})
    say(lead, person, lambda _: {"person.role": "director"}, minutes=1)
    assert leads.snapshots([lead.id])[lead.id].roles == {"director"}
    said = Statement.objects.filter(by=user("lena")).order_by("-id").first()
    assert said is not None
    assert (said.source, said.human, said.values) == ("desk", True, {"person.role": "director"})


def heard_by(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """All news from now on."""
    told, announce = list[Any](), Change.announce

    def both(change: Change, news: Sequence[Any]) -> None:
        told.extend(news)
        announce(change, news)

    monkeypatch.setattr(Change, "announce", both)
    return told


@pytest.mark.parametrize("turned", [False, True])
def test_each_lead_of_the_person_hears_it_with_its_contacts_in_their_order(
    turned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, person = anna()
    make.arrive({"person.surname": "Krahl", "mail": "krahl@alpha.example", "company.name": "Alpha GmbH"})
    make.arrive({"mail": MAIN, "company.name": "Alpha GmbH"}, origin=replace(make.ORIGIN, offer="workshop"))
    first, second = Contact.objects.filter(lead=lead).order_by("id")
    if turned:
        Contact.objects.filter(id=first.id).update(id=second.id + 1_000)
    told = heard_by(monkeypatch)
    say(lead, person, lambda card: correcting.preferred(card, SECOND))
    heard = {one.lead: one.snapshot.facts for one in told if isinstance(one, LeadLearned)}
    assert heard == {
        key: shot.facts for key, shot in leads.snapshots(Lead.objects.values_list("id", flat=True)).items()
    }
    assert len(heard) == 2


def test_only_what_was_said_at_the_desk_is_taken_back_and_only_once() -> None:
    lead, person = anna()
    imported = Statement.objects.get(person_id=person)
    with pytest.raises(NotFound):
        unsay(lead, person, imported.id)
    statement = say(lead, person, lambda _: {"person.role": "user"})
    unsay(lead, person, statement)
    with pytest.raises(NotFound):
        unsay(lead, person, statement)


def test_nobody_is_corrected_through_a_lead_of_others() -> None:
    (_, person), other = anna(), make.lead()
    with pytest.raises(NotFound):
        say(other, person, lambda _: {"person.role": "user"})


def test_an_erasure_takes_every_way_also_those_marked_as_wrong() -> None:
    lead, person = anna()
    say(lead, person, lambda card: correcting.wrong(card, SECOND))
    privacy.erase(person, by=make.actor(user("lena")), now=NOW)
    kept = str([*Statement.objects.values_list("values", flat=True), *handles()])
    assert [word for word in (MAIN, SECOND, "938211", "12345678") if word in kept] == []
