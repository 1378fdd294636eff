"""Secrets shown once and kept as hashes: login links and API keys. They are 256 random bits, so no salt is due."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

BRAND: Final = "lf"


def token() -> str:
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def api_key() -> tuple[str, str]:
    """The key and the part of it that may be shown: "lf_3f9a2c1b"."""
    prefix = f"{BRAND}_{secrets.token_hex(4)}"
    return f"{prefix}_{token()}", prefix


def prefix_of(key: str) -> str:
    return key[: len(BRAND) + 9]


def same(left: str, right: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(left, right)


def place(kind: str, value: str, *, key: str) -> str:
    """Under which a network address or a login is counted, without keeping it."""
    return hmac.new(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
