"""OAuth 2 for mail at Microsoft and Google: where one asks, for what, and how the proof (PKCE) is made. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Provider:
    """`{tenant}` stands in the paths of those who have tenants. Hosts of mail are what the forms propose."""

    key: str
    name: str
    base: str
    authorize: str
    token_base: str
    token: str
    scope: str
    extra: Mapping[str, str]
    imap: str
    smtp: str


PROVIDERS: Final[Mapping[str, Provider]] = {
    "microsoft": Provider(
        "microsoft",
        "Microsoft 365",
        "https://login.microsoftonline.com",
        "/{tenant}/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com",
        "/{tenant}/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        {"prompt": "select_account"},
        "outlook.office365.com",
        "smtp.office365.com",
    ),
    "google": Provider(
        "google",
        "Google",
        "https://accounts.google.com",
        "/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com",
        "/token",
        "https://mail.google.com/",
        {"access_type": "offline", "prompt": "consent"},
        "imap.gmail.com",
        "smtp.gmail.com",
    ),
}
ANY_TENANT: Final = "common"


def authorize_url(
    one: Provider, at: str, *, tenant: str, client: str, mail: str, back: str, state: str, verifier: str
) -> str:
    """Where a human says yes. `at`: another address of the provider, "" for the usual one."""
    asked = {
        "client_id": client,
        "response_type": "code",
        "redirect_uri": back,
        "response_mode": "query",
        "scope": one.scope,
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
        "login_hint": mail,
        **one.extra,
    }
    return f"{at or one.base}{one.authorize.format(tenant=tenant or ANY_TENANT)}?{urlencode(asked)}"


def token_url(one: Provider, at: str, tenant: str) -> str:
    return f"{at or one.token_base}{one.token.format(tenant=tenant or ANY_TENANT)}"


def challenge(verifier: str) -> str:
    """RFC 7636, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def sasl(user: str, token: str) -> str:
    """What XOAUTH2 says in SMTP, before it is written in base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"
