"""The doors for strangers: a form, a code of a coupon, a personal address."""

from __future__ import annotations

from typing import Final

from leadflow.intake import codes
from leadflow.intake.codes import Wanted
from leadflow.intake.models import Code
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import knowing
from tests import make
from tests.clock import NOW
from tests.proofs.doors.registry import Knock, address, door, furnishing, stranger
from tests.proofs.pest import Pest


@door("form")
def form(pest: Pest) -> Knock:
    """A stranger's form: answered with where to go, and kept; or told what is wrong, and not kept."""
    posted = {
        "token": f"t{pest.random.randrange(10**12)}",
        "person.name": pest.text(),
        "mail": pest.reachable(),
        "company.name": pest.text(),
        "lead.need": pest.text(),
        pest.text(): pest.text(),
        "consent": pest.one(("mail", pest.text())),
    }
    answer = stranger().post("/p/form/whitepaper?l=de", posted, REMOTE_ADDR=address(pest))
    return Knock(answer.status_code, int(answer.status_code == 303))


class _Codes:
    """Of one house: what was printed on coupons, what was sent to somebody known, and the address behind it."""

    coupons: Final[list[str]] = []
    personal: Final[list[str]] = []


@furnishing
def _codes() -> None:
    _Codes.coupons[:] = _printed(Wanted("coupon", "mailing", "Herbst", "solution", "contact"))
    known = make.lead(person_surname="Reuter", mail="anna@reuter.example", company_name="Reuter Bau GmbH")
    letter = Wanted("personal", "mailing", "Weckruf", "solution", "whitepaper")
    codes.make_personal(letter, knowing.first_contacts([known.id]), by=SYSTEM, now=NOW)
    _Codes.personal[:] = [Code.objects.order_by("-id").values_list("code", flat=True)[0]]


def _printed(wanted: Wanted) -> list[str]:
    codes.make(wanted, 20, by=SYSTEM, now=NOW)
    return list(Code.objects.order_by("id").values_list("code", flat=True))


@door("code")
def code(pest: Pest) -> Knock:
    """A code of a coupon or of a letter: typed, or followed to its form and answered."""
    if pest.often(0.3):
        return _typed(pest)
    right = pest.one((pest.one(_Codes.coupons), pest.one(_Codes.personal)))
    asked = pest.one(("?l=de", "?l=en&other=1", "?utm_source=%3Cscript%3E&utm_campaign=%00", "?l=%FF"))
    posted = {
        "token": f"t{pest.random.randrange(10**12)}",
        "person.name": pest.text(),
        "mail": pest.reachable(),
        "company.name": pest.text(),
        pest.one(("lead.need", "lead.timing", "note", pest.text())): pest.text(),
        "referrer": pest.text(),
        "consent": pest.one(("mail", pest.text())),
    }
    answer = stranger().post(f"/p/c/{right}{asked}", posted, REMOTE_ADDR=address(pest))
    return Knock(answer.status_code, int(answer.status_code == 303), answer.headers.get("Location", ""))


def _typed(pest: Pest) -> Knock:
    """Looking uses no code, and takes nothing."""
    said = pest.one((pest.text(), f"{pest.one(_Codes.coupons)}{pest.one(('', ' ', pest.text()))}"))
    answer = stranger().post("/p/code", {"code": said}, REMOTE_ADDR=address(pest))
    return Knock(answer.status_code, 0)
