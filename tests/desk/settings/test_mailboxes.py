"""The pages of the mailboxes: set up, told what is wrong, connected by leave; and what came by mail, safely shown."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.test.utils import override_settings

from leadflow.delivery import grants
from leadflow.delivery.outward import KEPT
from leadflow.intake import corresponding, fetching, mailboxes
from leadflow.intake.imap import Came
from leadflow.intake.models import Arrival, Mailbox
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from tests.cast import browser
from tests.clock import NOW
from tests.provider import Provider, open_provider
from tests.rules.mailbox.corpus import mail

pytestmark = pytest.mark.django_db
NEW = {
    "address": "anfragen@muster.example", "host": "127.0.0.1", "port": "1", "security": "none", "user": "",
    "password": "geheim-und-lang", "folder": "INBOX", "since": "2026-11-01", "afterwards": "leave", "moved_to": "",
    "channel": "website", "offer": "", "private": "@familie.example", "answers": ["yes"],
}  # fmt: skip
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def cleo() -> Client:
    return browser("cleo")


def comes(*raws: bytes) -> None:
    wanted = mailboxes.Wanted("post@muster.example", "127.0.0.1", 1, "none", channel="website")
    public = mailboxes.set_up(wanted, by=SYSTEM, now=NOW)
    pieces = [Came(uid, raw, len(raw)) for uid, raw in enumerate(raws, 1)]
    fetching.take(mailboxes.box(public), 7, pieces, now=NOW)
    corresponding.settle(mailboxes.box(public).id, now=NOW)


def test_a_mailbox_is_set_up_and_its_password_never_shown(cleo: Client) -> None:
    there = cleo.post("/settings/mailboxes/new", NEW)["Location"]
    page = cleo.get(there).text
    assert "geheim-und-lang" not in page
    row = Mailbox.objects.get()
    assert ("geheim" in row.password, row.private, row.takes_answers) == (False, "@familie.example", True)
    cleo.post(there, {**NEW, "password": KEPT, "folder": "Anfragen"})
    again = Mailbox.objects.get()
    assert (again.password, again.folder) == (row.password, "Anfragen")


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "x"), ("host", ""), ("port", "0"), ("channel", "x"), ("afterwards", "move")],
)
def test_a_mistake_keeps_what_was_typed(cleo: Client, field: str, value: str) -> None:
    answer = cleo.post("/settings/mailboxes/new", {**NEW, "user": "benutzer", field: value})
    assert answer.status_code == 422
    assert 'value="benutzer"' in answer.text
    assert not Mailbox.objects.exists()


def test_a_try_says_what_is_wrong_and_what_to_do(cleo: Client) -> None:
    there = cleo.post("/settings/mailboxes/new", NEW)["Location"]
    page = cleo.post(f"{there}/try").text
    assert "The server does not answer" in page
    assert "Check its name and port" in page


def test_a_mailbox_rests_and_the_toast_takes_it_back(cleo: Client) -> None:
    there = cleo.post("/settings/mailboxes/new", NEW)["Location"]
    cleo.post(f"{there}/rest")
    assert not Mailbox.objects.get().is_read
    cleo.post(f"{there}/rest")
    assert Mailbox.objects.get().is_read


@pytest.mark.parametrize("who", ["lena", "ada", "ben", "pia"])
def test_only_admins_find_the_mailboxes(who: str) -> None:
    comes()
    public = Mailbox.objects.get().public_id
    for path in ("", "/new", f"/{public}", "/back"):
        assert browser(who).get(f"/settings/mailboxes{path}").status_code == 404


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider() as double:
        places = {"microsoft": double.url, "google": double.url}
        with override_settings(PROVIDERS_AT=places, CALLED_INSIDE=(double.url,)):
            yield double


def asked(cleo: Client, provider: Provider) -> dict[str, str]:
    cleo.post(
        "/settings/mailboxes/leave",
        {"provider": "microsoft", "mail": provider.mail, "client": "app", "secret": provider.secret},
    )
    public = grants.all_grants()[0].public_id
    place = cleo.get(f"/settings/mailboxes/leave/{public}")["Location"]
    assert parse_qs(urlsplit(place).query)["redirect_uri"] == [
        "https://leads.muster.example/settings/mailboxes/back"
    ]
    return provider.says_yes(place)


def test_a_leave_is_asked_for_and_becomes_a_login(cleo: Client, provider: Provider) -> None:
    answer = asked(cleo, provider)
    assert cleo.get("/settings/mailboxes/back", answer).status_code == 303
    assert grants.all_grants()[0].given
    assert "Microsoft 365: post@muster.example" in cleo.get("/settings/mailboxes/new").text
    assert "Microsoft 365: post@muster.example" in cleo.get("/settings/mail").text


def test_an_answer_nobody_asked_for_is_refused(cleo: Client, provider: Provider) -> None:
    answer = asked(cleo, provider)
    assert cleo.get("/settings/mailboxes/back", {**answer, "state": "forged"}).status_code >= 400
    assert cleo.get("/settings/mailboxes/back", answer).status_code >= 400
    assert not grants.all_grants()[0].given


def test_who_says_no_at_the_provider_is_told_so(cleo: Client, provider: Provider) -> None:
    answer = asked(cleo, provider)
    page = cleo.get("/settings/mailboxes/back", {"state": answer["state"], "error": "access_denied"})
    assert "gave no lasting leave" in page.text


def test_what_a_mail_says_is_never_run() -> None:
    comes(mail(EVIL, subject=EVIL, sender=f'"{EVIL}" <eva@abnehmer.example>'))
    lead, arrival = Lead.objects.get(), Arrival.objects.get()
    for who, place in (("lena", f"/lead/{lead.public_id}"), ("ada", f"/intake/arrival/{arrival.public_id}")):
        page = browser(who).get(place).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_whole_mail_is_only_ever_a_download() -> None:
    raw = mail(EVIL, subject="Anfrage")
    comes(raw)
    path = f"/intake/arrival/{Arrival.objects.get().public_id}/mail"
    answer = browser("ada").get(path)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="1.eml"',
    )
    assert b"".join(answer.streaming_content) == raw  # type: ignore[attr-defined]
    assert browser("ben").get(path).status_code == 404


def test_the_page_of_a_noise_says_why(cleo: Client) -> None:
    comes(mail("Neu", more="List-Id: <n.example>\r\n"))
    page = browser("ada").get(f"/intake/arrival/{Arrival.objects.get().public_id}").text
    assert "A newsletter or a mail to a list" in page
