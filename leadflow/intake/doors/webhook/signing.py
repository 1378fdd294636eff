"""Who may leave leads at a hook: each system proves itself in its own way. All comparisons take equal time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

TIMESTAMP: Final = "X-Leadflow-Timestamp"
SIGNATURE: Final = "X-Leadflow-Signature"
BAD: Final = "bad_signature"
STALE: Final = "stale_signature"


def fault(
    kind: str,
    secret: str,
    body: bytes,
    headers: Mapping[str, str],
    payload: Any,
    *,
    now: datetime,
    tolerance: timedelta,
) -> str:
    """ "" | "bad_signature" | "stale_signature". Without a secret nobody is believed."""
    if not secret:
        return BAD
    if kind == "google":
        told = payload.get("google_key") if isinstance(payload, dict) else None
        return "" if isinstance(told, str) and _same(told, secret) else BAD
    if kind == "meta":
        return "" if _same(headers.get("X-Hub-Signature-256", ""), f"sha256={signed(secret, body)}") else BAD
    if kind == "linkedin":
        told = headers.get("X-LI-Signature", "").strip().removeprefix("hmacsha256=")
        return "" if _same(told, signed(secret, b"hmacsha256=" + body)) else BAD
    return _generic(secret, body, headers, now, tolerance)


def _generic(
    secret: str, body: bytes, headers: Mapping[str, str], now: datetime, tolerance: timedelta
) -> str:
    """The time is signed too, so that a message caught on its way cannot be played again later."""
    stamp = headers.get(TIMESTAMP, "").strip()
    told = headers.get(SIGNATURE, "").strip().lower().removeprefix("sha256=")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return BAD
    if not _same(told, signed(secret, stamp.encode() + b"." + body)):
        return BAD
    return STALE if abs(now.timestamp() - int(stamp)) > tolerance.total_seconds() else ""


def signed(secret: str, body: bytes) -> str:
    """HMAC-SHA256 in hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _same(told: str, right: str) -> bool:
    return hmac.compare_digest(told.encode("utf-8", "replace"), right.encode())
