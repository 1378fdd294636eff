"""The second step of coming in: a code from an app on the phone (RFC 6238), or one of ten kept on paper."""

from __future__ import annotations

import secrets as chance
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp

from leadflow.accounts import entering, secrets
from leadflow.accounts.events import RecoveryCodeUsed, SecondFactorOff, SecondFactorOn
from leadflow.accounts.models import RecoveryCode, SecondFactor, User
from leadflow.delivery import secret as box
from leadflow.journal import services as journal
from leadflow.journal.services import Change
from leadflow.kernel.actor import SYSTEM, Actor
from leadflow.kernel.events import Ref
from leadflow.kernel.refusals import NotFound, Refusal

STEP: Final = 30
SLACK: Final = (0, -1, 1)
"""Clocks of phones differ by some seconds: the code before and the one after are taken too."""
CODES: Final = 10
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another one."""
ISSUER: Final = "Leadflow"


@dataclass(frozen=True, slots=True)
class Begun:
    """What the app is given: as text to type, and as the address its camera reads."""

    secret: str
    address: str


def is_on(user: int) -> bool:
    return SecondFactor.objects.filter(user=user, proved_at__isnull=False).exists()


def is_begun(user: int) -> bool:
    """An app may have the secret, and no code has proved it yet."""
    return SecondFactor.objects.filter(user=user, proved_at__isnull=True).exists()


def begin(user: int, *, by: Actor, now: datetime) -> None:
    """A secret that is to be proved. Refusal("second_factor_on") where one counts already.

    Who comes back before proving it finds the same one: the app may have it already.
    """

    def think(change: Change) -> None:
        row = SecondFactor.objects.filter(user=user).first()
        if row is not None and row.proved_at is not None:
            raise Refusal("second_factor_on")
        seal = box.sealed(pyotp.random_base32())
        if row is None:
            change.insert(
                SecondFactor,
                id=change.id(SecondFactor),
                user_id=user,
                seal=seal,
                made_at=now,
                proved_at=None,
            )
        elif not box.opened(row.seal):
            change.update(SecondFactor, row.id, seal=seal)

    journal.change(think, by=by, now=now)


def begun(user: int) -> Begun:
    """What waits to be proved. NotFound where nothing was begun."""
    row = SecondFactor.objects.filter(user=user, proved_at__isnull=True).first()
    if row is None:
        raise NotFound("second_factor")
    secret, mail = box.opened(row.seal), User.objects.get(id=user).email
    return Begun(secret, pyotp.TOTP(secret, name=mail, issuer=ISSUER).provisioning_uri())


def prove(user: int, code: str, *, by: Actor, now: datetime) -> list[str]:
    """From now on it counts. The recovery codes, shown this once. Refusal("code_wrong")."""
    codes = [_recovery_code() for _ in range(CODES)]

    def think(change: Change) -> None:
        row = SecondFactor.objects.filter(user=user, proved_at__isnull=True).first()
        step = _step(row, code, now) if row is not None else None
        if row is None or step is None:
            raise Refusal("code_wrong")
        change.expect(SecondFactor, {row.id: row.version})
        change.update(SecondFactor, row.id, proved_at=now, last_step=step)
        for key, made in zip(change.ids(RecoveryCode, CODES), codes, strict=True):
            change.insert(RecoveryCode, id=key, factor_id=row.id, code_hash=_hashed(made), used_at=None)
        change.announce([SecondFactorOn(subject=Ref("user", user))])

    journal.change(think, by=by, now=now)
    return codes


def check(user: int, code: str, *, now: datetime) -> User:
    """Who has come in. Each code opens once. Refusal("code_wrong" | "too_many_tries" | "login_wrong")."""
    with entering.slowed("second", str(user), now):
        journal.change(lambda change: _open(change, user, code, now), by=SYSTEM, now=now)
    found = User.objects.filter(id=user, is_active=True).first()
    if found is None:
        raise Refusal("login_wrong")
    return found


def _open(change: Change, user: int, code: str, now: datetime) -> None:
    row = SecondFactor.objects.filter(user=user, proved_at__isnull=False).first()
    if row is None:
        raise Refusal("code_wrong")
    step = _step(row, code, now)
    change.expect(SecondFactor, {row.id: row.version})
    if step is not None:
        change.update(SecondFactor, row.id, last_step=step)
        return
    left = list(RecoveryCode.objects.filter(factor=row, used_at__isnull=True))
    found = next((one for one in left if secrets.same(one.code_hash, _hashed(code))), None)
    if found is None:
        raise Refusal("code_wrong")
    change.expect(RecoveryCode, {found.id: found.version})
    change.update(RecoveryCode, found.id, used_at=now)
    change.announce([RecoveryCodeUsed(subject=Ref("user", user), left=len(left) - 1)])


def turn_off(user: int, *, by: Actor, now: datetime) -> None:
    """Back to one step: by oneself, or by an admin for somebody who lost the phone. Stands in the journal."""

    def think(change: Change) -> None:
        row = SecondFactor.objects.filter(user=user).first()
        if row is None:
            return
        for key in RecoveryCode.objects.filter(factor=row).values_list("id", flat=True):
            change.delete(RecoveryCode, key)
        change.delete(SecondFactor, row.id)
        if row.proved_at is not None:
            change.announce([SecondFactorOff(subject=Ref("user", user))])

    journal.change(think, by=by, now=now)


def _step(row: SecondFactor, code: str, now: datetime) -> int | None:
    """The half minute a code belongs to; None where it fits none, or one that was used."""
    made = pyotp.TOTP(box.opened(row.seal) or pyotp.random_base32())
    here = int(now.timestamp()) // STEP
    typed = code.replace(" ", "")
    if not (typed.isascii() and typed.isdigit()):
        return None
    steps = (here + slack for slack in SLACK if here + slack > row.last_step)
    return next((step for step in steps if secrets.same(made.generate_otp(step), typed)), None)


def _recovery_code() -> str:
    letters = "".join(chance.choice(LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _hashed(code: str) -> str:
    return secrets.hashed("".join(code.lower().split()).replace("-", ""))
