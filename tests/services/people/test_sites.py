"""The same name at another place is another site of the house, until somebody says that it is not."""

from __future__ import annotations

import pytest

from leadflow.leads import twice
from leadflow.people import learning
from leadflow.people.models import Company, Proposal
from leadflow.people.sites import another_site, sites
from tests import make
from tests.cast import user
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def firm(postcode: str, city: str) -> None:
    make.arrive({"company.name": "Muster Bau GmbH", "company.postcode": postcode, "company.city": city})


def two() -> tuple[int, int]:
    firm("89073", "Ulm")
    firm("97070", "Würzburg")
    older, newer = Company.objects.order_by("id").values_list("id", flat=True)
    return older, newer


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"company.city": "Ulm"}, {"company.city": "Würzburg"}, True),
        ({"company.city": "Ulm"}, {"company.city": "ULM"}, False),
        ({"company.postcode": "89073"}, {}, False),
        ({"company.domain": "muster.de"}, {"company.domain": "muster.at"}, True),
        ({"company.domain": "muster.de"}, {"company.domain": "anders.de"}, False),
    ],
)
def test_what_makes_another_site(one: dict[str, str], other: dict[str, str], told: bool) -> None:
    assert another_site(one, other) is another_site(other, one) is told


def test_each_tells_of_the_other() -> None:
    older, newer = two()
    assert [(site.id, site.place) for site in sites(older)] == [(newer, "97070 Würzburg")]
    assert [(site.id, site.place) for site in sites(newer)] == [(older, "89073 Ulm")]


def test_who_is_no_site_is_told_no_more_and_again_when_the_answer_is_taken_back() -> None:
    older, newer = two()
    asked, by = Proposal.objects.get().id, make.actor(user("lena"))
    learning.decide_proposal(asked, same=False, by=by, now=NOW)
    assert (sites(older), sites(newer)) == ([], [])
    twice.reconsider(asked, by=by, now=NOW)
    assert [site.id for site in sites(older)] == [newer]


def test_whoever_is_one_has_no_other_site() -> None:
    older, _ = two()
    learning.decide_proposal(Proposal.objects.get().id, same=True, by=make.actor(user("lena")), now=NOW)
    assert sites(older) == []
