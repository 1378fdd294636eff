"""Users and teams: who there is, who may what, and that somebody always manages."""

from __future__ import annotations

from typing import Any

import pytest

from leadflow.accounts import queries, services
from leadflow.accounts.models import User
from leadflow.accounts.rules import Right, TeamKind
from leadflow.accounts.services import NewTeam, NewUser
from leadflow.journal import queries as journal_queries
from leadflow.kernel.actor import SYSTEM
from leadflow.kernel.refusals import NotFound, Refusal
from tests.clock import NOW

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"by": SYSTEM, "now": NOW}


def team(key: str = "south", kind: TeamKind = TeamKind.SALES) -> int:
    return services.add_team(NewTeam(key, "Süd", "South", kind), **HERE)


def add(mail: str = "lena@muster.example", *roles: str, teams: tuple[int, ...] = ()) -> int:
    new = NewUser(mail, "Lena Gross", roles or ("lead_manager",), teams)
    return services.add_users([new], **HERE)[0]


def kinds() -> list[str]:
    return [entry.kind for entry in journal_queries.everything() if entry.kind.startswith("user.")]


def test_a_user_is_found_by_the_login_however_it_is_written() -> None:
    user = add()
    assert queries.by_login(" Lena@Muster.EXAMPLE ").id == user


def test_a_user_has_the_rights_of_all_roles_and_the_teams() -> None:
    south = team()
    actor = queries.actor_of(
        queries.model(add("ben@muster.example", "sales", "lead_manager", teams=(south,)))
    )
    assert actor.may(Right.ANSWER_OFFER)
    assert actor.may(Right.QUALIFY)
    assert actor.teams == {south}


def test_the_same_login_is_given_once() -> None:
    add()
    with pytest.raises(Refusal, match="user_exists"):
        add("LENA@muster.example")


def test_one_bad_user_of_many_adds_nobody() -> None:
    users = [NewUser("a@muster.example", "A", ["sales"]), NewUser("b@muster.example", "B", ["emperor"])]
    with pytest.raises(Refusal, match="role_unknown"):
        services.add_users(users, **HERE)
    assert queries.users() == []


def test_a_team_nobody_made_takes_no_members() -> None:
    with pytest.raises(Refusal, match="team_unknown"):
        add(teams=(4711,))


def test_who_is_deactivated_may_nothing_and_keeps_the_name() -> None:
    user = add()
    services.deactivate(user, **HERE)
    assert queries.actor_of(queries.model(user)).rights == frozenset()
    assert queries.names([user, None]) == {user: "Lena Gross"}
    assert queries.users() == []


def test_who_is_reactivated_may_again() -> None:
    user = add()
    services.deactivate(user, **HERE)
    services.reactivate(user, **HERE)
    assert queries.actor_of(queries.model(user)).may(Right.QUALIFY)


def test_the_last_admin_stays() -> None:
    admin = add("cleo@muster.example", "admin")
    with pytest.raises(Refusal, match="last_admin"):
        services.deactivate(admin, **HERE)
    with pytest.raises(Refusal, match="last_admin"):
        services.set_roles(admin, ["head"], **HERE)


def test_one_of_two_admins_may_go() -> None:
    admin = add("cleo@muster.example", "admin")
    add("carl@muster.example", "admin", "head")
    services.set_roles(admin, ["head"], **HERE)
    assert queries.by_login("cleo@muster.example").roles == ("head",)


def test_teams_are_set_exactly() -> None:
    south, north = team("south"), team("north")
    user = add(teams=(south,))
    services.set_teams(user, [north], **HERE)
    assert queries.by_login("lena@muster.example").teams == (north,)
    assert [view.id for view in queries.members(north)] == [user]


def test_the_default_teams_are_made_once() -> None:
    first = services.ensure_teams(**HERE)
    assert services.ensure_teams(**HERE) == first == queries.team_ids()
    assert queries.team_by_key("lead-management") == first["lead-management"]


def test_the_sales_team_of_a_seller_is_the_one_of_sales() -> None:
    work, south = team("inside", TeamKind.LEAD_MANAGEMENT), team()
    seller = add("ben@muster.example", "sales", teams=(work, south))
    assert queries.sales_team_of(seller) == south


def test_who_does_not_sell_has_no_sales_team() -> None:
    assert queries.sales_team_of(add(teams=(team(),))) is None


def test_a_team_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal, match="team_unknown"):
        queries.team_by_key("moon")


def test_a_profile_changes_only_what_is_given() -> None:
    user = add()
    services.set_profile(user, {"language": "en", "theme": "dark"}, **HERE)
    view = queries.by_login("lena@muster.example")
    assert (view.name, view.language, view.theme) == ("Lena Gross", "en", "dark")


def test_a_theme_nobody_drew_is_refused() -> None:
    with pytest.raises(Refusal, match="unknown_choice"):
        services.set_profile(add(), {"theme": "neon"}, **HERE)


def test_everything_about_users_is_on_record_without_a_name() -> None:
    user = add("ben@muster.example", "sales")
    services.set_roles(user, ["sales", "head"], **HERE)
    services.set_profile(user, {"name": "Benjamin"}, **HERE)
    services.deactivate(user, **HERE)
    assert kinds() == ["user.added", "user.roles_set", "user.changed", "user.deactivated"]
    assert "ben" not in str([entry.payload for entry in journal_queries.everything()]).lower()


def test_what_does_not_change_is_not_written() -> None:
    user = add()
    services.set_roles(user, ["lead_manager"], **HERE)
    services.set_profile(user, {"language": "de"}, **HERE)
    assert kinds() == ["user.added"]


def test_an_admin_sees_leads_only_after_saying_so() -> None:
    admin = queries.actor_of(queries.model(add("cleo@muster.example", "admin")))
    services.enter_sudo(by=admin, now=NOW)
    assert not admin.may(Right.SEE_ALL_LEADS)
    assert queries.in_sudo(admin).may(Right.SEE_ALL_LEADS)
    assert kinds()[-1] == "user.sudo_entered"


def test_nobody_else_enters_sudo() -> None:
    head = queries.actor_of(queries.model(add("hugo@muster.example", "head")))
    with pytest.raises(Refusal, match="not_allowed"):
        queries.in_sudo(head)


def test_menus_list_those_who_may() -> None:
    add("lena@muster.example", "lead_manager")
    add("ada@muster.example", "marketing")
    assert [view.email for view in queries.with_right(Right.QUALIFY)] == ["lena@muster.example"]


def test_who_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        services.deactivate(4711, **HERE)


def test_names_of_a_whole_list_take_one_query(django_assert_num_queries: Any) -> None:
    users = [add(f"user{n}@muster.example") for n in range(3)]
    with django_assert_num_queries(1):
        assert len(queries.names(users)) == 3


def test_a_user_without_password_has_none_that_fits() -> None:
    add()
    assert not User.objects.get().has_usable_password()
