"""Coming in and going out, language and light, and what surrounds every page."""

from __future__ import annotations

import pytest
from django.test import Client

from leadflow.accounts import entering, services
from leadflow.accounts.models import User
from leadflow.kernel.actor import SYSTEM
from tests.cast import browser, user
from tests.clock import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def lena() -> User:
    found = user("lena")
    services.set_password(found.id, PASSWORD, by=SYSTEM, now=NOW)
    return found


def log_in(client: Client, password: str = PASSWORD, **more: str) -> int:
    return client.post(
        "/login/", {"username": "lena@muster.example", "password": password, **more}
    ).status_code


def test_a_password_lets_in_and_leads_where_one_wanted_to_go(lena: User) -> None:
    answer = Client().post(
        "/login/", {"username": lena.email, "password": PASSWORD, "next": "/leads?stage=new"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/leads?stage=new")


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_no_login_leads_out_of_the_house(lena: User, place: str) -> None:
    answer = Client().post("/login/", {"username": lena.email, "password": PASSWORD, "next": place})
    assert answer["Location"] == "/"


def test_a_wrong_password_keeps_the_mail_that_was_typed(lena: User) -> None:
    answer = Client().post("/login/", {"username": lena.email, "password": "wrong"})
    assert answer.status_code == 422
    assert lena.email in answer.text


def test_guessing_is_slowed_down_in_words(lena: User) -> None:
    client = Client()
    codes = [log_in(client, "wrong") for _ in range(9)]
    assert codes[-1] == 429


def test_looking_at_a_login_link_does_not_burn_it(lena: User) -> None:
    token = entering.make_login_link(lena.id, by=SYSTEM, now=NOW)
    client = Client()
    assert [client.get(f"/login/link/{token}").status_code for _ in range(3)] == [200, 200, 200]
    assert client.post(f"/login/link/{token}").status_code == 303
    assert client.get("/").status_code == 200


def test_a_used_link_says_so_calmly(lena: User) -> None:
    token = entering.make_login_link(lena.id, by=SYSTEM, now=NOW)
    Client().post(f"/login/link/{token}")
    answer = Client().post(f"/login/link/{token}")
    assert answer.status_code == 422
    assert "schon benutzt" in answer.text


def test_going_out_ends_the_session() -> None:
    lena = browser("lena")
    lena.post("/logout")
    assert lena.get("/leads").status_code == 302


def test_somebody_unknown_is_sent_to_the_login_and_back() -> None:
    answer = Client().get("/leads?stage=new")
    assert answer["Location"] == "/login/?next=%2Fleads%3Fstage%3Dnew"


def test_a_part_of_a_page_sends_the_whole_page_to_the_login() -> None:
    answer = Client().get("/leads", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/leads")
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/?next=%2Fleads")


@pytest.mark.parametrize(("language", "word"), [("de", "Heute"), ("en", "Today")])
def test_each_reads_the_house_in_their_language(language: str, word: str) -> None:
    lena = browser("lena", language="de")
    lena.post("/language", {"language": language, "next": "/"})
    assert f"<h1>{word}</h1>" in lena.get("/").text


def test_light_or_dark_is_kept_with_the_user() -> None:
    lena = browser("lena")
    lena.post("/theme", {"theme": "dark"})
    assert 'data-theme="dark"' in lena.get("/").text
    assert user("lena").theme == "dark"


@pytest.mark.parametrize("path", ["/language", "/theme"])
def test_an_unknown_choice_is_refused(path: str) -> None:
    assert browser("lena").post(path, {"language": "xx", "theme": "neon"}).status_code == 422


@pytest.mark.parametrize(
    ("who", "place"), [("lena", None), ("hanna", None), ("ada", "/leads"), ("dan", None)]
)
def test_each_role_begins_on_its_own_page(who: str, place: str | None) -> None:
    answer = browser(who).get("/")
    assert answer.status_code == 200 if place is None else answer["Location"] == place


def test_nothing_from_elsewhere_is_ever_loaded_or_framed() -> None:
    answer = browser("lena").get("/")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_address_that_leads_nowhere_is_a_calm_page() -> None:
    answer = browser("lena").get("/no/such/place")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "Traceback" not in answer.text
