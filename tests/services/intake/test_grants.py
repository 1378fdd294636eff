"""OAuth 2 from the first question to a mail that was read: against a double of the provider and a real dovecot."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import connection
from django.test.utils import override_settings

from leadflow.delivery import calling, grants, outward
from leadflow.delivery.models import Grant
from leadflow.delivery.outward import Wanted
from leadflow.intake.models import Arrival
from leadflow.kernel.refusals import Refusal
from tests import cast, dovecot, make
from tests.clock import NOW
from tests.letterbox import Letterbox
from tests.mailbox import Mailbox
from tests.provider import Provider, open_provider
from tests.rules.mailbox.corpus import mail

pytestmark = pytest.mark.django_db
BACK = "https://leads.muster.example/settings/mailboxes/back"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider() as double:
        places = {"microsoft": double.url, "google": double.url}
        with override_settings(PROVIDERS_AT=places, CALLED_INSIDE=(double.url,)):
            yield double


def prepared(provider: Provider, kind: str = "microsoft") -> UUID:
    by = make.actor(cast.user("cleo"))
    return grants.prepare(
        kind,
        provider.mail,
        client="app",
        client_secret=provider.secret,
        tenant="muster.example",
        by=by,
        now=NOW,
    )


def given(provider: Provider, kind: str = "microsoft") -> int:
    public = prepared(provider, kind)
    asked = grants.ask(public, BACK)
    answer = provider.says_yes(asked.url)
    assert answer["state"] == asked.state
    by = make.actor(cast.user("cleo"))
    grants.take(public, answer["code"], verifier=asked.verifier, back=BACK, by=by, now=NOW)
    return grants.grant(public).id


@pytest.mark.parametrize("kind", ["microsoft", "google"])
def test_a_yes_becomes_tokens_that_nobody_can_read(provider: Provider, kind: str) -> None:
    key = given(provider, kind)
    assert grants.token(key, now=NOW) in provider.valid
    row = Grant.objects.get()
    stored = f"{row.secret} {row.refresh} {row.access}"
    assert not any(word in stored for word in ("refresh-", "access-", provider.secret))
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM journal_entry")
        assert "access-" not in str(cursor.fetchall())


def test_a_code_without_the_proof_gives_nothing(provider: Provider) -> None:
    public = prepared(provider)
    answer = provider.says_yes(grants.ask(public, BACK).url)
    with pytest.raises(Refusal, match="grant_refused"):
        grants.take(
            public, answer["code"], verifier="guessed", back=BACK, by=make.actor(cast.user("cleo")), now=NOW
        )
    assert not grants.grant(public).given


def test_a_token_that_has_run_out_is_renewed_once(provider: Provider) -> None:
    key = given(provider)
    first, later = grants.token(key, now=NOW), NOW + timedelta(hours=2)
    second = grants.token(key, now=later)
    assert second != first
    assert grants.token(key, now=later) == second
    assert [asked["grant_type"] for asked in provider.asked] == ["authorization_code", "refresh_token"]


def test_a_leave_that_was_taken_back_is_told_and_asked_for_again(provider: Provider) -> None:
    key = given(provider)
    provider.withdrawn = True
    with pytest.raises(Refusal, match="grant_ended"):
        grants.token(key, now=NOW + timedelta(hours=2))
    assert [one.given for one in grants.all_grants()] == [False]


def test_a_tired_provider_ends_nothing(provider: Provider) -> None:
    key = given(provider)
    provider.tired = True
    with pytest.raises(Refusal, match="provider_away"):
        grants.token(key, now=NOW + timedelta(hours=2))
    assert [one.given for one in grants.all_grants()] == [True]


PASSING: dict[str, tuple[int, dict[str, Any]]] = {
    "secret_of_the_app_ran_out": (401, {"error": "invalid_client"}),
    "proxy": (403, {"error": "invalid_grant"}),
    "page_missing": (404, {}),
    "detour": (302, {}),
    "no_token": (200, {}),
}


@pytest.mark.parametrize("what", PASSING)
def test_only_who_says_that_it_was_taken_back_ends_a_leave(provider: Provider, what: str) -> None:
    key, later = given(provider), NOW + timedelta(hours=2)
    provider.instead = PASSING[what]
    with pytest.raises(Refusal, match="provider_away"):
        grants.token(key, now=later)
    provider.instead = None
    assert grants.token(key, now=later) in provider.valid


def test_who_renews_too_late_takes_what_the_faster_one_got(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, later, post = given(provider), NOW + timedelta(hours=2), calling.post_form

    def beaten(url: str, fields: Mapping[str, str]) -> calling.Answered:
        monkeypatch.setattr(calling, "post_form", post)
        grants.token(key, now=later)
        provider.refreshing.discard(fields["refresh_token"])
        return post(url, fields)

    monkeypatch.setattr(calling, "post_form", beaten)
    assert grants.token(key, now=later) in provider.valid
    assert grants.all_grants()[0].given


def test_no_call_goes_to_an_address_inside_the_house(provider: Provider) -> None:
    public = prepared(provider)
    with override_settings(CALLED_INSIDE=()), pytest.raises(Refusal, match="provider_away"):
        grants.take(public, "x", verifier="y", back=BACK, by=make.actor(cast.user("cleo")), now=NOW)
    assert provider.asked == []


def test_a_mailbox_is_read_by_a_token_and_no_longer_when_it_is_withdrawn(provider: Provider) -> None:
    with dovecot.running(provider.url) as server:
        box = Letterbox(server, provider.mail)
        box.put(mail("Wir suchen eine Anlage.", subject="Anfrage"))
        box.set_up(grant=given(provider), password="")
        assert box.read() == 1
        assert Arrival.objects.get().state == "opened"
        provider.valid.clear()
        box.read()
        assert box.box.fault == "login_refused"
        provider.withdrawn = True
        box.read(NOW + timedelta(hours=2))
        assert box.box.fault == "grant_ended"


class _Box(Mailbox):
    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - the name the server calls
        said = await server.challenge_auth("") if len(args) == 1 else base64.b64decode(args[1])
        token = said.decode().partition("Bearer ")[2].strip("\x01")
        return AuthResult(success=token in self.provider.valid, handled=False)  # type: ignore[attr-defined]


def test_mails_leave_by_the_same_leave(provider: Provider) -> None:
    box = _Box()
    box.provider = provider  # type: ignore[attr-defined]
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, auth_require_tls=False)
    controller.start()
    by = make.actor(cast.user("cleo"))
    try:
        outward.set_up(
            Wanted("127.0.0.1", port, "none", "", "", provider.mail, grant=given(provider)), by=by, now=NOW
        )
        assert outward.test("cleo@muster.example", by=by, now=NOW).result == "sent"
        provider.valid.clear()
        assert outward.test("cleo@muster.example", by=by, now=NOW).code == "login_refused"
    finally:
        controller.stop()
    assert len(box.raw) == 1
