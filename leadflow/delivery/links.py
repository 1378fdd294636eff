"""Addresses written into mails. A token is the value itself and a seal only this home can make: nothing to look up,
nothing to guess; each kind of link has seals of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

from django.conf import settings

from leadflow.kernel.home import base_url
from leadflow.kernel.refusals import NotFound

PATHS: Final = {
    "form": "/p/form/",
    "confirm": "/p/confirm/",
    "receipt": "/p/receipt/",
    "you": "/p/you/",
    "stop": "/p/stop/",
    "offer": "/p/offer/",
    "piece": "/p/piece/",
}
"""Kind -> path; the pages for strangers answer there."""
SEAL: Final = 12


def address(kind: str, token: str) -> str:
    return f"{base_url()}{PATHS[kind]}{token}"


def sealed(kind: str, *values: int) -> str:
    """Numbers that stand in a link, none of them secret by itself."""
    value = "-".join(map(str, values)).encode()
    return base64.urlsafe_b64encode(_seal(kind, value) + value).decode().rstrip("=")


def opened(kind: str, token: str) -> list[int]:
    """NotFound for a token this home did not make for this kind of link."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise NotFound("link") from None
    seal, value = raw[:SEAL], raw[SEAL:]
    if not hmac.compare_digest(seal, _seal(kind, value)):
        raise NotFound("link")
    return [int(part) for part in value.split(b"-")]


def _seal(kind: str, value: bytes) -> bytes:
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(value, digest_size=SEAL, key=key, person=f"link {kind}".encode()[:16]).digest()


def spelt(kind: str, value: int) -> str:
    """The same for a place where letters may change their size, as in a mail address."""
    word = str(value).encode()
    return base64.b32encode(_seal(kind, word) + word).decode().rstrip("=").lower()


def read_spelt(kind: str, token: str) -> int | None:
    """None for what this home did not spell."""
    word = token.upper()
    try:
        raw = base64.b32decode(word + "=" * (-len(word) % 8))
    except (binascii.Error, ValueError):
        return None
    seal, value = raw[:SEAL], raw[SEAL:]
    return int(value) if hmac.compare_digest(seal, _seal(kind, value)) and value.isdigit() else None
