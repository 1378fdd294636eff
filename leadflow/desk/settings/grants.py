"""Leave to read and send at Microsoft and Google: the app one registered there, the question, and the answer."""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leadflow.accounts.rules import Right
from leadflow.delivery import grants
from leadflow.delivery.oauth import PROVIDERS
from leadflow.desk.requests import DeskRequest, go, needs, tell
from leadflow.desk.settings import mailbox_list
from leadflow.desk.settings.leave_form import back_url
from leadflow.kernel.refusals import Refusal

ASKED: Final = "grant_asked"
"""Session key: which grant was asked for, with the state and the proof that have to come back."""


@require_POST
@needs(Right.MANAGE_DOORS)
def prepare(request: DeskRequest) -> HttpResponse:
    sent = request.POST
    try:
        public = grants.prepare(
            sent.get("provider", ""),
            sent.get("mail", ""),
            client=sent.get("client", ""),
            client_secret=sent.get("secret", ""),
            tenant=sent.get("tenant", ""),
            by=request.actor,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return mailbox_list.page(request, refusal)
    tell(request, gettext("Kept. Now connect: you say yes on a page of the provider."))
    return go(f"{reverse('desk:mailboxes')}#{public}")


@require_GET
@needs(Right.MANAGE_DOORS)
def ask(request: DeskRequest, grant_id: UUID) -> HttpResponse:
    """Off to the provider; only who comes back in this browser with the same state is believed."""
    asked = grants.ask(grant_id, back_url(request))
    request.session[ASKED] = [str(grant_id), asked.state, asked.verifier]
    return HttpResponseRedirect(asked.url)


@require_GET
@needs(Right.MANAGE_DOORS)
def back(request: DeskRequest) -> HttpResponse:
    grant, state, verifier = request.session.pop(ASKED, ["", "", ""])
    if not state or not secrets.compare_digest(state, request.GET.get("state", "")):
        raise Refusal("grant_not_asked")
    code = request.GET.get("code", "")
    if not code:
        raise Refusal("grant_refused", provider=PROVIDERS[grants.grant(UUID(grant)).provider].name)
    grants.take(
        UUID(grant), code, verifier=verifier, back=back_url(request), by=request.actor, now=timezone.now()
    )
    tell(request, gettext("Connected. Choose it as the login of a mailbox, or for sending."))
    return go(reverse("desk:mailboxes"))
