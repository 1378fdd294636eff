"""Who knocks: a Bearer key, not too often. Without the right scope a key is refused, not hidden."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from leadflow.accounts import machines, services
from leadflow.accounts import queries as accounts
from leadflow.accounts.queries import ApiClient
from leadflow.accounts.rules import Scope
from leadflow.kernel.refusals import Refusal


class Key(HttpBearer):
    """The client is left on the request as `auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        client = accounts.by_api_key(token) if token.isprintable() and len(token) < 200 else None
        if client is not None:
            machines.spend(client.key, allowed=settings.API_PER_MINUTE, now=timezone.now())
            services.note_use(client.key, now=timezone.now())
        return client


def client_of(request: HttpRequest, scope: Scope, asked: Collection[str] | None = None) -> ApiClient:
    """The client, if its key was made for this. `asked`: the parameters that are known here.

    A misspelt filter that is passed over would answer with everything: Refusal("parameter_unknown").
    """
    client: ApiClient = request.auth  # type: ignore[attr-defined]  # left there by Key
    if scope.value not in client.scopes:
        raise AuthorizationError
    unknown = sorted(set(request.GET) - set(asked)) if asked is not None else []
    if unknown:
        raise Refusal("parameter_unknown", parameter=unknown[0][:100])
    return client
