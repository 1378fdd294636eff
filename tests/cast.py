"""The cast: who works in the house of the tests, and a browser that is logged in as one of them."""

from __future__ import annotations

from typing import Final

from django.test import Client

from leadflow.accounts import queries as accounts
from leadflow.accounts import services
from leadflow.accounts.models import User
from leadflow.accounts.rules import TeamKind
from leadflow.accounts.services import NewTeam, NewUser
from leadflow.kernel.actor import SYSTEM
from tests.clock import FIRST

ROLES: Final = {
    "lena": ("Lena Vogt", "lead_manager", "lead-management"),
    "ida": ("Ida Brandt", "lead_manager", "lead-management"),
    "ben": ("Ben Arnold", "sales", "sales"),
    "pia": ("Pia Partner", "partner", "partner-south"),
    "ada": ("Ada Kern", "marketing", ""),
    "hanna": ("Hanna Leit", "head", "lead-management"),
    "cleo": ("Cleo Admin", "admin", ""),
    "dan": ("Dan Fremd", "lead_manager", "other-team"),
}
"""Who: name, role, team. Dan works in a team of his own and sees nothing of Lena's."""
TEAMS: Final = (
    NewTeam("partner-south", "Partner Süd", "Partner South", TeamKind.PARTNER),
    NewTeam("other-team", "Anderes Team", "Other team", TeamKind.LEAD_MANAGEMENT),
)


def user(who: str, *, language: str = "en") -> User:
    """One of the cast; made when first asked for."""
    mail = f"{who}@muster.example"
    found = User.objects.filter(email=mail).first()
    if found is not None:
        return found
    name, role, team = ROLES[who]
    for extra in TEAMS:
        if extra.key == team and team not in accounts.team_ids():
            services.add_team(extra, by=SYSTEM, now=FIRST)
    teams = [accounts.team_ids()[team]] if team else []
    services.add_users([NewUser(mail, name, [role], teams, language=language)], by=SYSTEM, now=FIRST)
    return User.objects.get(email=mail)


def browser(who: str, *, language: str = "en") -> Client:
    """Logged in as one of the cast; "nobody" is not."""
    client = Client()
    if who != "nobody":
        client.force_login(user(who, language=language), backend="django.contrib.auth.backends.ModelBackend")
    return client
