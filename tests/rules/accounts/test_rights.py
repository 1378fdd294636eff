"""Who may what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leadflow.accounts.rules import (
    RIGHTS,
    TRIES_PER_LOGIN,
    Right,
    Role,
    good_password,
    login,
    rights_of,
    rights_of_key,
    roles,
    still_to_wait,
)
from leadflow.kernel.refusals import Refusal

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_every_role_has_rights_and_every_right_has_a_role() -> None:
    assert set(RIGHTS) == set(Role)
    assert frozenset().union(*RIGHTS.values()) == set(Right)


def test_rights_of_several_roles_add_up() -> None:
    assert rights_of(["lead_manager", "sales"]) >= {"qualify", "answer_offer"}


def test_a_partner_sees_what_was_handed_over_and_nothing_else() -> None:
    assert rights_of(["partner"]) == {"see_handed", "answer_offer"}


def test_marketing_sees_all_and_works_none() -> None:
    assert "see_all_leads" in rights_of(["marketing"])
    assert not rights_of(["marketing"]) & {"qualify", "hand_over", "answer_offer"}


def test_an_admin_sees_no_lead_without_saying_so() -> None:
    assert not rights_of(["admin"]) & {"see_all_leads", "see_team_leads", "see_handed", "export"}


def test_only_heads_publish_the_playbook() -> None:
    assert [role for role in Role if Right.PUBLISH_PLAYBOOK in RIGHTS[role]] == [Role.HEAD]


def test_a_role_nobody_knows_gives_no_right() -> None:
    assert rights_of(["emperor"]) == frozenset()


def test_a_key_that_sends_leads_cannot_read_them() -> None:
    assert rights_of_key(["leads.send"]) == {"import"}


@pytest.mark.parametrize(("names", "code"), [(["emperor"], "role_unknown"), ([], "role_missing")])
def test_roles_must_be_known_and_at_least_one(names: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        roles(names)
    assert refused.value.code == code


def test_a_login_is_compared_without_case_and_blanks() -> None:
    assert login(" Lena.Gross@Example.COM ") == "lena.gross@example.com"


@pytest.mark.parametrize(
    "mail", ["", "lena", "lena@", "lena@example", "a b@example.com", "<lena@example.com>"]
)
def test_what_is_no_address_is_no_login(mail: str) -> None:
    with pytest.raises(Refusal, match="mail_invalid"):
        login(mail)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "lena@example.com"])
def test_a_password_is_long_and_not_the_login(password: str) -> None:
    with pytest.raises(Refusal):
        good_password(password, login="lena@example.com")


def test_after_too_many_failures_a_login_waits_until_the_window_ends() -> None:
    since = NOW - timedelta(minutes=5)
    assert still_to_wait(TRIES_PER_LOGIN, since, NOW, allowed=TRIES_PER_LOGIN) == timedelta(minutes=10)


def test_an_old_window_counts_no_more() -> None:
    assert still_to_wait(99, NOW - timedelta(hours=1), NOW, allowed=TRIES_PER_LOGIN) is None
