"""A second step at the login: a found password opens nothing by itself, a lost phone locks nobody out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from leadflow.accounts import entering, second, services
from leadflow.accounts.models import RecoveryCode, SecondFactor, User
from leadflow.journal.models import Entry
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import Refusal
from tests.cast import browser, user
from tests.clock import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
LATER = NOW + timedelta(minutes=1)


@dataclass
class Clock:
    """Moved by hand; the house reads it."""

    now: datetime = NOW

    def move_to(self, moment: datetime) -> None:
        self.now = moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def lena() -> User:
    found = user("lena")
    services.set_password(found.id, PASSWORD, by=SYSTEM, now=NOW)
    return found


@pytest.fixture
def app(lena: User) -> pyotp.TOTP:
    """Lena's phone, once she turned the second step on."""
    second.begin(lena.id, by=SYSTEM, now=NOW)
    app = pyotp.TOTP(second.begun(lena.id).secret)
    second.prove(lena.id, app.at(NOW), by=SYSTEM, now=NOW)
    return app


def first_step(client: Client) -> str:
    """Where one is sent."""
    answer = client.post(
        "/login/", {"username": "lena@muster.example", "password": PASSWORD, "next": "/leads"}
    )
    return str(answer["Location"])


def second_step(client: Client, code: str) -> int:
    return client.post("/login/second", {"code": code}).status_code


def is_inside(client: Client) -> bool:
    return client.get("/settings/account").status_code == 200


def test_a_password_alone_opens_nothing(app: pyotp.TOTP) -> None:
    client = Client()
    assert first_step(client) == "/login/second"
    assert not is_inside(client)


def test_the_code_of_the_app_lets_in_and_leads_where_one_wanted_to_go(app: pyotp.TOTP, clock: Clock) -> None:
    client = Client()
    clock.move_to(LATER)
    first_step(client)
    assert client.post("/login/second", {"code": app.at(LATER)})["Location"] == "/leads"
    assert is_inside(client)


def test_a_link_is_a_first_step_too(lena: User, app: pyotp.TOTP) -> None:
    token, client = entering.make_login_link(lena.id, by=SYSTEM, now=NOW), Client()
    assert client.post(f"/login/link/{token}")["Location"] == "/login/second"
    assert not is_inside(client)


def test_a_code_opens_once(app: pyotp.TOTP, clock: Clock) -> None:
    clock.move_to(LATER)
    code = app.at(LATER)
    for expected in (303, 422):
        client = Client()
        first_step(client)
        assert second_step(client, code) == expected


@pytest.mark.parametrize("code", ["", "000000", "abc", "１２３４５６", "9" * 5000, "\x00"])
def test_what_is_no_code_lets_nobody_in(app: pyotp.TOTP, code: str) -> None:
    client = Client()
    first_step(client)
    assert second_step(client, code) == 422
    assert not is_inside(client)


def test_guessing_codes_is_slowed_down(app: pyotp.TOTP, clock: Clock) -> None:
    clock.move_to(LATER)
    client = Client()
    first_step(client)
    assert [second_step(client, "000000") for _ in range(9)][-1] == 429
    assert second_step(client, app.at(LATER)) == 429


def test_who_never_did_the_first_step_is_sent_to_the_login(app: pyotp.TOTP) -> None:
    assert Client().post("/login/second", {"code": app.at(NOW)})["Location"] == "/login/"


def test_a_first_step_is_good_for_five_minutes(app: pyotp.TOTP, clock: Clock) -> None:
    client = Client()
    first_step(client)
    clock.move_to(NOW + timedelta(minutes=6))
    assert second_step(client, app.at(NOW + timedelta(minutes=6))) == 422
    assert not is_inside(client)


def test_who_is_deactivated_between_the_steps_stays_outside(
    lena: User, app: pyotp.TOTP, clock: Clock
) -> None:
    client = Client()
    clock.move_to(LATER)
    first_step(client)
    services.deactivate(lena.id, by=SYSTEM, now=LATER)
    assert second_step(client, app.at(LATER)) == 422


def test_it_is_set_up_with_a_picture_and_recovery_codes_that_open_once_each() -> None:
    client = browser("lena")
    assert client.post("/settings/second/begin")["Location"] == "/settings/second"
    page = client.get("/settings/second").text
    assert client.get("/settings/second/picture")["Content-Type"] == "image/svg+xml"
    secret = re.search(r'secret-line"><code>([A-Z2-7 ]+)', page)
    assert secret
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    assert client.post("/settings/second", {"code": "000000"}).status_code == 422
    codes = re.findall(r"<li><code>([\w-]+)", client.post("/settings/second", {"code": app.at(NOW)}).text)
    assert len(set(codes)) == 10
    lena = user("lena")
    assert second.check(lena.id, codes[0].upper().replace("-", " "), now=NOW) == lena
    for gone in (codes[0], app.at(NOW)):
        assert not opens(lena, gone)
    assert Entry.objects.filter(kind="user.recovery_code_used", payload__left=9).exists()


def opens(who: User, code: str) -> bool:
    try:
        second.check(who.id, code, now=NOW)
    except Refusal:
        return False
    return True


def test_it_is_turned_off_with_a_code_of_its_own(lena: User, app: pyotp.TOTP, clock: Clock) -> None:
    client = browser("lena")
    assert client.post("/settings/second", {"code": "000000"}).status_code == 422
    clock.move_to(LATER)
    assert client.post("/settings/second", {"code": app.at(LATER)}).status_code == 303
    assert not second.is_on(lena.id)
    assert first_step(Client()) == "/leads"


def test_an_admin_helps_who_lost_the_phone_and_it_is_on_record(lena: User, app: pyotp.TOTP) -> None:
    path = f"/settings/users/{lena.public_id}/second-off"
    assert browser("lena").post(path).status_code == 404
    assert browser("cleo").post(path).status_code == 303
    assert not second.is_on(lena.id)
    assert Entry.objects.filter(kind="user.second_factor_off", subject_id=lena.id).exists()


def test_the_secret_lies_sealed_and_codes_lie_hashed(lena: User, app: pyotp.TOTP) -> None:
    row = SecondFactor.objects.get(user=lena)
    assert app.secret not in row.seal
    assert all(len(kept) == 64 for kept in RecoveryCode.objects.values_list("code_hash", flat=True))
