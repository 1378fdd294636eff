"""`leadflow user add` and `leadflow login-link`: let somebody in."""

from __future__ import annotations

from typing import Final

import click

from config import home, serving
from config.answers import answer
from config.opening import require_home, set_up_django

ROLES: Final = ("lead_manager", "marketing", "sales", "partner", "head", "admin")
ADDED: Final = """\b
With --json:
  {"email": "lena@muster.example", "name": "Lena", "roles": ["lead_manager"],
   "login_link": "http://localhost:8000/login/.../"}
"""
LINKED: Final = """\b
With --json:
  {"email": "lena@muster.example", "login_link": "http://localhost:8000/login/.../"}
"""
ALONE: Final = """\b
With --json:
  {"email": "lena@muster.example", "second_step": "off"}
"""


@click.group()
def user() -> None:
    """The people of the house."""


@user.command(epilog=ADDED)
@click.argument("email")
@click.option("--name", help="Without it, taken from the address.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), required=True, help="May be repeated."
)
@click.option(
    "--team", "teams", multiple=True, help="Key of a team: lead-management, sales. May be repeated."
)
@click.option("--language", type=click.Choice(home.LANGUAGES), help="Without it, that of the house.")
def add(
    email: str, name: str | None, roles: tuple[str, ...], teams: tuple[str, ...], language: str | None
) -> None:
    """Add EMAIL with one or more roles, and print a link that logs in once."""
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.accounts import queries, services
    from leadflow.kernel.actor import SYSTEM
    from leadflow.kernel.home import home as here

    now = timezone.now()
    keys = [queries.team_by_key(key) for key in teams]
    person = services.NewUser(email, name or _name_from(email), roles, keys, language or here().language)
    services.add_users([person], by=SYSTEM, now=now)
    link = _link(email)
    told = {"email": email, "name": person.name, "roles": list(roles), "login_link": link}
    answer(told, f"Added: {person.name} ({', '.join(roles)})\nLogin: {link}")


@user.command("second-off", epilog=ALONE)
@click.argument("email")
def second_off(email: str) -> None:
    """Turn the second step of EMAIL off: the phone is lost, and nobody else can let this person in."""
    require_home()
    set_up_django()
    from django.utils import timezone

    from leadflow.accounts import queries, second
    from leadflow.kernel.actor import SYSTEM

    second.turn_off(queries.by_login(email).id, by=SYSTEM, now=timezone.now())
    answer({"email": email, "second_step": "off"}, f"{email} comes in without a second step again.")


def _name_from(email: str) -> str:
    return email.partition("@")[0].replace(".", " ").title()


@click.command("login-link", epilog=LINKED)
@click.argument("email", required=False)
def login_link(email: str | None) -> None:
    """A new link that logs EMAIL in, once and within 15 minutes. Without EMAIL: the first admin."""
    require_home()
    set_up_django()
    from leadflow.accounts import queries
    from leadflow.accounts.rules import Right
    from leadflow.kernel.refusals import NotFound

    admins = queries.with_right(Right.MANAGE_USERS)
    if email is None and not admins:
        raise NotFound("user")
    wanted = email or admins[0].email
    link = _link(wanted)
    answer({"email": wanted, "login_link": link}, link)


def _link(email: str) -> str:
    """On the public address, or where the house is served just now, or where it usually is."""
    from django.utils import timezone

    from config.login_links import link_for
    from leadflow.kernel.home import home as here

    served = serving.running_address(require_home()) or "http://localhost:8000"
    return (here().public_url.rstrip("/") or served) + link_for(email, timezone.now())
