"""Leave to read and send mails at a provider: asked for with PKCE, kept sealed, renewed when it runs out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from leadflow.delivery import calling, oauth, secret
from leadflow.delivery.events import GrantSet
from leadflow.delivery.models import Grant
from leadflow.delivery.oauth import PROVIDERS, Provider
from leadflow.delivery.rules import one_line
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.ids import public_id
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.refusals import NotFound, Refusal

KEPT: Final = "\u2022" * 8
EARLY: Final = timedelta(minutes=2)
"""A token is renewed a little before it ends."""
USUAL: Final = 3_000


@dataclass(frozen=True, slots=True)
class Leave:
    """A grant as pages show it. `given`: somebody said yes and nobody has taken it back."""

    id: int
    public_id: UUID
    provider: str
    mail: str
    tenant: str
    client: str
    has_secret: bool
    given: bool
    granted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to send the admin, and what has to come back."""

    url: str
    state: str
    verifier: str


def all_grants() -> list[Leave]:
    return [_leave(row) for row in Grant.objects.order_by("id")]


def grant(public: UUID) -> Leave:
    return _leave(_row(public))


def _leave(row: Grant) -> Leave:
    return Leave(
        row.id, row.public_id, row.provider, row.mail, row.tenant, row.client, bool(row.secret),
        bool(row.refresh), row.granted_at,
    )  # fmt: skip


def _row(public: UUID) -> Grant:
    row = Grant.objects.filter(public_id=public).first()
    if row is None:
        raise NotFound("grant")
    return row


def prepare(
    provider: str, mail: str, *, client: str, client_secret: str, tenant: str = "", by: Actor, now: datetime
) -> UUID:
    """The app one registered at the provider. Refusal("unknown_choice" | "mail_invalid" | "client_missing")."""
    address = normal_mail(mail)
    if provider not in PROVIDERS:
        raise Refusal("unknown_choice", value=provider)
    if address is None:
        raise Refusal("mail_invalid", mail=mail)
    if not client.strip() or not set(tenant) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
    ):
        raise Refusal("client_missing")

    def think(change: Change) -> UUID:
        row = Grant.objects.filter(provider=provider, mail=address).first()
        values: dict[str, Any] = {"client": one_line(client, 200), "tenant": tenant.strip()[:80]}
        if client_secret != KEPT:
            values["secret"] = secret.sealed(client_secret.strip())
        if row is None:
            key, public = change.id(Grant), public_id()
            change.insert(
                Grant,
                id=key,
                public_id=public,
                version=1,
                provider=provider,
                mail=address,
                set_at=now,
                **values,
            )
        else:
            key, public = row.id, row.public_id
            change.expect(Grant, {key: row.version})
            change.update(Grant, key, **values)
        change.announce([GrantSet(subject=Ref("grant", key), given=bool(row and row.refresh))])
        return public

    return journal.change(think, by=by, now=now)


def ask(public: UUID, back: str) -> Asked:
    """`back`: the address of this house to which the provider sends the answer."""
    row = _row(public)
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    url = oauth.authorize_url(
        PROVIDERS[row.provider],
        _at(row.provider),
        tenant=row.tenant,
        client=row.client,
        mail=row.mail,
        back=back,
        state=state,
        verifier=verifier,
    )
    return Asked(url, state, verifier)


def take(public: UUID, code: str, *, verifier: str, back: str, by: Actor, now: datetime) -> None:
    """What the provider answered becomes a leave. Refusal("grant_refused" | "provider_away")."""
    row = _row(public)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    answer = _fetch(row, fields)
    if not answer.get("refresh_token"):
        raise Refusal("grant_refused", provider=PROVIDERS[row.provider].name)
    _keep(row.id, answer, by=by, now=now)


def token(key: int, *, now: datetime) -> str:
    """A token that holds; renewed where it has run out. Refusal("grant_ended" | "provider_away")."""
    row = Grant.objects.get(id=key)
    if row.expires_at is not None and row.expires_at > now + EARLY and (held := secret.opened(row.access)):
        return held
    refresh = secret.opened(row.refresh)
    if not refresh:
        raise Refusal("grant_ended", provider=PROVIDERS[row.provider].name)
    answer = _fetch(row, {"grant_type": "refresh_token", "refresh_token": refresh})
    if answer.get("error") == "invalid_grant":
        return _withdrawn(row, now)
    if not answer.get("access_token"):
        raise Refusal("provider_away", host=PROVIDERS[row.provider].name)
    _keep(key, answer, by=SYSTEM, now=now)
    return str(answer["access_token"])


def _withdrawn(row: Grant, now: datetime) -> str:
    """Unless somebody else renewed it meanwhile: then theirs holds."""
    if not _end(row.id, row.refresh, now):
        return token(row.id, now=now)
    raise Refusal("grant_ended", provider=PROVIDERS[row.provider].name)


def _fetch(row: Grant, fields: Mapping[str, str]) -> Mapping[str, Any]:
    """Tokens, or the `error` by which the provider says no; whatever else comes is Refusal("provider_away")."""
    one = PROVIDERS[row.provider]
    app = {"client_id": row.client, "scope": one.scope}
    if row.secret:
        app["client_secret"] = secret.opened(row.secret)
    answer = calling.post_form(oauth.token_url(one, _at(row.provider), row.tenant), {**app, **fields})
    if answer.status == 200 or (answer.status in (400, 401) and "error" in answer.body):
        return answer.body
    raise Refusal("provider_away", host=one.name)


def _keep(key: int, answer: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Some providers give a new refresh token each time; where none comes the old one stays."""

    def think(change: Change) -> None:
        row = Grant.objects.get(id=key)
        seconds = int(answer.get("expires_in") or USUAL)
        refresh = str(answer.get("refresh_token") or "")
        values = {"refresh": secret.sealed(refresh)} if refresh else {}
        change.expect(Grant, {key: row.version})
        change.update(
            Grant,
            key,
            access=secret.sealed(str(answer.get("access_token") or "")),
            expires_at=now + timedelta(seconds=seconds),
            granted_at=row.granted_at if row.refresh and by is SYSTEM else now,
            **values,
        )
        if by is not SYSTEM:
            change.announce([GrantSet(subject=Ref("grant", key), given=True)])

    journal.change(think, by=by, now=now)


def _end(key: int, used: str, now: datetime) -> bool:
    """Only the leave that was refused, as it stands sealed; whether it was still that one."""

    def think(change: Change) -> bool:
        row = Grant.objects.get(id=key)
        if row.refresh != used:
            return False
        change.expect(Grant, {key: row.version})
        change.update(Grant, key, refresh="", access="", expires_at=None, granted_at=None)
        change.announce([GrantSet(subject=Ref("grant", key), given=False)])
        return True

    return journal.change(think, by=SYSTEM, now=now)


def _at(provider: str) -> str:
    """Another address of the provider, as the clouds of some countries have one."""
    found: str = getattr(settings, "PROVIDERS_AT", {}).get(provider, "")
    return found


def provider_of(one: Leave) -> Provider:
    return PROVIDERS[one.provider]
