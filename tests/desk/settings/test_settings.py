"""Who works here, machines' keys, privacy, the system, the own account: each shown to whom it is for."""

from __future__ import annotations

import io
import json
import zipfile
from uuid import UUID

import pytest
from django.test import Client

from leadflow.accounts import queries as accounts
from leadflow.accounts.models import ApiKey, User
from leadflow.intake import importing
from leadflow.journal import services as journal
from leadflow.journal.models import Entry
from leadflow.kernel.actor import SYSTEM
from leadflow.leads.models import Lead
from leadflow.queue import services as queue
from leadflow.queue.models import Job
from tests import make
from tests.cast import browser, user
from tests.clock import NOW

pytestmark = pytest.mark.django_db
NEW = {"name": "Nora Neu", "email": "nora@muster.example", "roles": ["sales"], "language": "de"}
MAIL = "reuter@secret.example"


@pytest.fixture
def cleo() -> Client:
    return browser("cleo")


def test_somebody_new_comes_in_by_a_link_that_is_shown_once(cleo: Client) -> None:
    page = cleo.post("/settings/users", {**NEW, "teams": [accounts.team_ids()["sales"]]}).text
    nora = User.objects.get(email=NEW["email"])
    path = page.partition("<code>")[2].partition("</code>")[0].removeprefix("https://leads.muster.example")
    assert Client().post(path).status_code == 303
    assert "/login/link/" not in cleo.get(f"/settings/users/{nora.public_id}").text


@pytest.mark.parametrize(
    ("field", "value"), [("email", "no mail"), ("name", " "), ("roles", []), ("email", "cleo@muster.example")]
)
def test_what_is_wrong_with_somebody_new_is_said_and_kept(cleo: Client, field: str, value: object) -> None:
    answer = cleo.post("/settings/users", {**NEW, field: value})
    assert (answer.status_code, ("Nora Neu" if field != "name" else "nora@") in answer.text) == (422, True)


def test_roles_and_teams_are_set(cleo: Client) -> None:
    ben = user("ben")
    cleo.post(f"/settings/users/{ben.public_id}", {"roles": ["sales", "head"], "teams": []})
    view = accounts.user(ben.public_id)
    assert (view.roles, view.teams) == (("sales", "head"), ())


def test_the_last_admin_stays(cleo: Client) -> None:
    own = user("cleo").public_id
    assert cleo.post(f"/settings/users/{own}", {"roles": ["sales"]}).status_code == 422
    assert cleo.post(f"/settings/users/{own}/deactivate").status_code == 422


def test_somebody_deactivated_is_out_at_once_and_can_come_back(cleo: Client) -> None:
    ben, place = browser("ben"), f"/settings/users/{user('ben').public_id}"
    cleo.post(f"{place}/deactivate")
    assert ben.get("/handover").status_code in (302, 404)
    cleo.post(f"{place}/reactivate")
    assert User.objects.get(id=user("ben").id).is_active


def test_a_key_is_shown_once_opens_the_api_and_can_be_revoked(cleo: Client) -> None:
    page = cleo.post(
        "/settings/keys", {"name": "Shop", "scopes": ["leads.send", "leads.read"], "channel": "website"}
    ).text
    secret = page.partition("<code>")[2].partition("</code>")[0]
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/balance", headers=headers).status_code == 200
    assert secret not in cleo.get("/settings/keys").text
    cleo.post(f"/settings/keys/{ApiKey.objects.get().public_id}/revoke")
    assert Client().get("/api/v1/balance", headers=headers).status_code == 401


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"name": ""}, {"channel": "nowhere"}])
def test_a_key_that_makes_no_sense_is_not_made(cleo: Client, wrong: dict[str, object]) -> None:
    sent = {"name": "Shop", "scopes": ["leads.send"], "channel": "website", **wrong}
    assert cleo.post("/settings/keys", sent).status_code == 422
    assert not ApiKey.objects.exists()


def person() -> int:
    lead = make.lead(person_surname="Reuter", mail=MAIL)
    return int(lead.person_id or 0)


def test_a_person_is_found_by_what_he_or_she_wrote(cleo: Client) -> None:
    person()
    page = cleo.post("/settings/privacy", {"who": MAIL}).text
    assert all(
        words in page for words in ("Reuter", "enquiries, touches, notes and files", "cannot be undone")
    )


def test_nobody_found_keeps_what_was_typed(cleo: Client) -> None:
    answer = cleo.post("/settings/privacy", {"who": "dan@nowhere.example"})
    assert (answer.status_code, "dan@nowhere.example" in answer.text) == (422, True)


def test_the_export_holds_what_every_room_knows(cleo: Client) -> None:
    answer = cleo.post(f"/settings/privacy/{person()}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert MAIL in packed.read("people.json").decode()
        assert all(isinstance(json.loads(packed.read(name)), list) for name in packed.namelist())


def test_an_erasure_needs_the_tick(cleo: Client) -> None:
    key = person()
    answer = cleo.post(f"/settings/privacy/{key}/erase", {"who": MAIL})
    assert (answer.status_code, Lead.objects.get().erased_at) == (422, None)


def test_an_erased_person_is_found_no_more(cleo: Client) -> None:
    key = person()
    assert cleo.post(f"/settings/privacy/{key}/erase", {"sure": "yes"}).status_code == 303
    assert cleo.post("/settings/privacy", {"who": MAIL}).status_code == 422


def test_a_person_that_never_was_is_not_there(cleo: Client) -> None:
    urls = ("/settings/privacy/999/export", "/settings/privacy/999/erase")
    assert [cleo.post(url, {"sure": "yes"}).status_code for url in urls] == [404, 404]


def failed_job() -> UUID:
    journal.change(lambda change: queue.enqueue(change, importing.IMPORT, {"receipt": 1}), by=SYSTEM, now=NOW)
    Job.objects.update(state="failed", error_code="busy", finished_at=NOW)
    return Job.objects.get().public_id


def test_a_failed_job_is_named_and_tried_again(cleo: Client) -> None:
    job = failed_job()
    assert all(
        words in cleo.get("/settings/system").text for words in ("Import of a list", "busy", "Try again")
    )
    cleo.post(f"/settings/system/job/{job}/retry")
    assert Job.objects.get().state == "waiting"
    cleo.post(f"/settings/system/job/{job}/stop")
    assert Job.objects.get().state == "stopped"


def test_the_doctor_names_what_differs(cleo: Client) -> None:
    assert "Sound: door, ledger, journal and rows agree." in cleo.post("/settings/system/examine").text
    lead = make.lead()
    Lead.objects.filter(id=lead.id).update(stage="won")
    assert f"Lead {lead.id}: stage is “Won”" in cleo.post("/settings/system/examine").text


def test_an_admin_says_so_before_seeing_peoples_data(cleo: Client) -> None:
    lead = make.lead()
    assert cleo.get(f"/lead/{lead.public_id}").status_code == 404
    cleo.post("/settings/sudo", {"on": "yes"})
    assert cleo.get(f"/lead/{lead.public_id}").status_code == 200
    assert (
        Entry.objects.filter(kind="user.sudo_entered").exists()
        or Entry.objects.filter(kind__contains="sudo").exists()
    )
    cleo.post("/settings/sudo", {"on": "no"})
    assert cleo.get(f"/lead/{lead.public_id}").status_code == 404


def test_everybody_changes_the_own_account() -> None:
    ben = browser("ben")
    ben.post("/settings/account", {"name": "Ben A.", "language": "de", "theme": "dark"})
    found = User.objects.get(id=user("ben").id)
    assert (found.name, found.language, found.theme) == ("Ben A.", "de", "dark")


def test_a_new_password_needs_the_present_one() -> None:
    ben = browser("ben")
    assert ben.post("/settings/password", {"new": "four words in row"}).status_code == 303
    assert ben.post("/settings/password", {"old": "wrong", "new": "other words in row"}).status_code == 422
    assert ben.post("/settings/password", {"old": "four words in row", "new": "short"}).status_code == 422
    assert ben.get("/handover").status_code == 200


POSTS = ("users", "keys", "privacy", "privacy/1/export", "privacy/1/erase", "system/examine", "sudo")


@pytest.mark.parametrize("who", ["lena", "ada", "ben", "pia", "hanna"])
def test_only_admins_manage_the_house(who: str) -> None:
    client, ben, job = browser(who), user("ben").public_id, failed_job()
    pages = ["users", f"users/{ben}", "keys", "privacy", "system"]
    posts = [
        *POSTS,
        f"users/{ben}",
        f"users/{ben}/link",
        f"users/{ben}/deactivate",
        f"system/job/{job}/retry",
    ]
    assert {client.get(f"/settings/{page}").status_code for page in pages} == {404}
    assert {client.post(f"/settings/{page}").status_code for page in posts} == {404}
    assert client.get("/settings")["Location"] == "/settings/account"
