"""Coming in: by a link that opens once, by password, by API key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from leadflow.accounts import entering, queries, rules, services
from leadflow.accounts.models import ApiKey, FailedLogins, LoginLink, User
from leadflow.accounts.services import NewKey, NewUser
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import NotFound, Refusal
from tests.clock import NOW

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"by": SYSTEM, "now": NOW}
PASSWORD = "correct horse battery"
ADDRESS = "192.0.2.7"


@pytest.fixture
def lena() -> int:
    new = NewUser("lena@muster.example", "Lena Gross", ["lead_manager"], password=PASSWORD)
    return services.add_users([new], **HERE)[0]


def redeem(token: str, *, after: timedelta = timedelta(minutes=1)) -> User:
    return entering.redeem_login_link(token, address=ADDRESS, now=NOW + after)


def log_in(password: str = PASSWORD, *, mail: str = "lena@muster.example", address: str = ADDRESS) -> User:
    return entering.log_in(mail, password, address=address, now=NOW)


def fail(times: int, *, mail: str = "lena@muster.example", address: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(Refusal, match="login_wrong"):
            log_in("wrong", mail=mail, address=address)


def make_key(*scopes: str) -> str:
    return services.make_api_key(NewKey("Website", scopes or ("leads.send",), "website", "web"), **HERE)


def test_a_login_link_lets_its_user_in(lena: int) -> None:
    assert redeem(entering.make_login_link(lena, **HERE)).id == lena


def test_a_login_link_opens_once(lena: int) -> None:
    token = entering.make_login_link(lena, **HERE)
    redeem(token)
    with pytest.raises(Refusal, match="login_link_used"):
        redeem(token)


def test_a_login_link_expires_after_a_quarter_of_an_hour(lena: int) -> None:
    token = entering.make_login_link(lena, **HERE)
    with pytest.raises(Refusal, match="login_link_expired"):
        redeem(token, after=timedelta(minutes=15))


def test_a_new_link_closes_the_old_one(lena: int) -> None:
    old = entering.make_login_link(lena, **HERE)
    entering.make_login_link(lena, **HERE)
    with pytest.raises(Refusal, match="login_link_used"):
        redeem(old)


def test_the_token_itself_is_nowhere_kept(lena: int) -> None:
    token = entering.make_login_link(lena, **HERE)
    assert token not in str(LoginLink.objects.values().get())


def test_who_is_deactivated_gets_no_link_and_uses_none(lena: int) -> None:
    token = entering.make_login_link(lena, **HERE)
    services.deactivate(lena, **HERE)
    with pytest.raises(Refusal, match="login_link_unknown"):
        redeem(token)
    with pytest.raises(NotFound):
        entering.make_login_link(lena, **HERE)


def test_guessing_links_is_slowed_down() -> None:
    for _ in range(rules.TRIES_PER_ADDRESS):
        with pytest.raises(Refusal, match="login_link_unknown"):
            redeem("guess")
    with pytest.raises(Refusal, match="too_many_tries"):
        redeem("guess")


def test_the_right_password_lets_in(lena: int) -> None:
    assert log_in(mail=" Lena@Muster.example").id == lena


@pytest.mark.parametrize("mail", ["lena@muster.example", "nobody@muster.example"])
def test_a_wrong_password_and_an_unknown_login_are_refused_alike(lena: int, mail: str) -> None:
    fail(1, mail=mail)


def test_after_eight_failures_a_login_rests_even_with_the_right_password(lena: int) -> None:
    fail(rules.TRIES_PER_LOGIN)
    with pytest.raises(Refusal) as refused:
        log_in(address="192.0.2.99")
    assert (refused.value.code, refused.value.facts) == ("too_many_tries", {"minutes": 15})


def test_after_the_rest_one_may_try_again(lena: int) -> None:
    fail(rules.TRIES_PER_LOGIN)
    later = NOW + rules.TRY_WINDOW
    assert entering.log_in("lena@muster.example", PASSWORD, address=ADDRESS, now=later).id == lena


def test_a_good_login_forgets_its_failures(lena: int) -> None:
    for _ in range(2):
        fail(rules.TRIES_PER_LOGIN - 1)
        log_in()


def test_one_address_cannot_try_login_after_login() -> None:
    for number in range(rules.TRIES_PER_ADDRESS):
        fail(1, mail=f"user{number}@muster.example")
    with pytest.raises(Refusal, match="too_many_tries"):
        log_in(mail="another@muster.example")


def test_failures_keep_no_address_and_no_login() -> None:
    fail(1)
    kept = str(list(FailedLogins.objects.values()))
    assert ADDRESS not in kept
    assert "lena" not in kept


def test_a_password_can_be_changed(lena: int) -> None:
    services.set_password(lena, "another long password", **HERE)
    assert log_in("another long password").id == lena


def test_a_short_password_is_refused(lena: int) -> None:
    with pytest.raises(Refusal, match="password_too_short"):
        services.set_password(lena, "short", **HERE)


def test_a_key_opens_for_what_it_was_made() -> None:
    client = queries.by_api_key(make_key("leads.send"))
    assert client is not None
    assert (client.source, client.channel) == ("website", "web")
    assert client.actor.rights == {"import"}


def test_the_key_is_shown_once_and_kept_as_a_hash() -> None:
    key = make_key()
    (view,) = queries.api_keys()
    assert key.startswith(f"{view.prefix}_")
    assert key not in str(ApiKey.objects.values().get())


@pytest.mark.parametrize(
    "change", [lambda key: key[:-1] + "!", lambda key: key[:11], lambda _: "", lambda _: "lf_"]
)
def test_what_is_nearly_a_key_opens_nothing(change: Any) -> None:
    assert queries.by_api_key(change(make_key())) is None


def test_a_revoked_key_opens_nothing() -> None:
    key = make_key()
    services.revoke_api_key(queries.api_keys()[0].id, **HERE)
    assert queries.by_api_key(key) is None


def test_the_use_of_a_key_is_noted_to_the_minute() -> None:
    make_key()
    key = queries.api_keys()[0].id
    for seconds in (0, 30, 61):
        services.note_use(key, now=NOW + timedelta(seconds=seconds))
    assert queries.api_keys()[0].last_used_at == NOW + timedelta(seconds=61)


def test_a_key_for_nothing_is_not_made() -> None:
    with pytest.raises(Refusal, match="scope_unknown"):
        make_key("world.rule")
