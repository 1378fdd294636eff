"""How people come in: by a link that opens once, or by password. Both are slowed down after failures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from leadflow.accounts import rules, secrets
from leadflow.accounts.events import LoginLinkMade, LoginLinkUsed
from leadflow.accounts.models import FailedLogins, LoginLink, User
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import NotFound, Refusal


def make_login_link(user: int, *, by: Actor, now: datetime, life: timedelta = rules.LOGIN_LINK_LIFE) -> str:
    """The token for the address of the link. Older links of the same user open no more."""
    token = secrets.token()

    def think(change: Change) -> None:
        if not User.objects.filter(id=user, is_active=True).exists():
            raise NotFound("user")
        for link in LoginLink.objects.filter(user=user, used_at__isnull=True):
            change.expect(LoginLink, {link.id: link.version})
            change.update(LoginLink, link.id, used_at=now)
        change.insert(
            LoginLink,
            id=change.id(LoginLink),
            user_id=user,
            token_hash=secrets.hashed(token),
            made_at=now,
            expires_at=now + life,
        )
        change.announce([LoginLinkMade(subject=Ref("user", user))])

    journal.change(think, by=by, now=now)
    return token


def redeem_login_link(token: str, *, address: str, now: datetime) -> User:
    """Who comes in. Refusal("login_link_unknown" | "login_link_used" | "login_link_expired" | "too_many_tries").

    Call it for a POST only: mail scanners open every address once.
    """
    _refuse_hasty("address", address, now, allowed=rules.TRIES_PER_ADDRESS)

    def think(change: Change) -> User:
        link = _open_link(token, now)
        user = User.objects.get(id=link.user_id)
        if not user.is_active:
            raise Refusal("login_link_unknown")
        change.expect(LoginLink, {link.id: link.version})
        change.update(LoginLink, link.id, used_at=now)
        change.announce([LoginLinkUsed(subject=Ref("user", user.id))])
        return user

    try:
        return journal.change(think, by=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code == "login_link_unknown":
            _count("address", address, now)
        raise


def _open_link(token: str, now: datetime) -> LoginLink:
    link = LoginLink.objects.filter(token_hash=secrets.hashed(token)).first()
    if link is None:
        raise Refusal("login_link_unknown")
    if link.used_at is not None:
        raise Refusal("login_link_used")
    if link.expires_at <= now:
        raise Refusal("login_link_expired")
    return link


def log_in(mail: str, password: str, *, address: str, now: datetime) -> User:
    """Who comes in. Refusal("login_wrong" | "too_many_tries"); an unknown login takes as long as a known one."""
    name = mail.strip().lower()
    _refuse_hasty("address", address, now, allowed=rules.TRIES_PER_ADDRESS)
    _refuse_hasty("login", name, now, allowed=rules.TRIES_PER_LOGIN)
    user = User.objects.filter(email=name, is_active=True).first()
    if user is None:
        make_password(password)
    if user is None or not check_password(password, user.password):
        _count("address", address, now)
        _count("login", name, now)
        raise Refusal("login_wrong")
    _forget("login", name)
    return user


@contextmanager
def slowed(kind: str, value: str, now: datetime) -> Iterator[None]:
    """What is tried inside may fail a few times, then it rests. Refusal("too_many_tries")."""
    _refuse_hasty(kind, value, now, allowed=rules.TRIES_PER_LOGIN)
    try:
        yield
    except Refusal:
        _count(kind, value, now)
        raise
    _forget(kind, value)


def _refuse_hasty(kind: str, value: str, now: datetime, *, allowed: int) -> None:
    row = FailedLogins.objects.filter(place=_place(kind, value)).first()
    left = rules.still_to_wait(row.failures, row.since, now, allowed=allowed) if row else None
    if left is not None:
        raise Refusal("too_many_tries", minutes=ceil(left / timedelta(minutes=1)))


def _count(kind: str, value: str, now: datetime) -> None:
    """In one statement, so that tries at the same moment all count; a window that is over begins anew."""
    place, over = _place(kind, value), now - rules.TRY_WINDOW
    FailedLogins.objects.filter(since__lte=over).delete()
    FailedLogins.objects.bulk_create(
        [FailedLogins(place=place, failures=0, since=now)], ignore_conflicts=True
    )
    FailedLogins.objects.filter(place=place).update(failures=F("failures") + 1)


def _forget(kind: str, value: str) -> None:
    FailedLogins.objects.filter(place=_place(kind, value)).delete()


def _place(kind: str, value: str) -> str:
    return secrets.place(kind, value, key=settings.SECRET_KEY)
