"""The password of the mail server, unreadable without the home's secret key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _box() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"leadflow-mail").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(text: str) -> str:
    return _box().encrypt(text.encode()).decode() if text else ""


def opened(seal: str) -> str:
    """The empty text where the key is another one: it has to be typed again."""
    try:
        return _box().decrypt(seal.encode()).decode() if seal else ""
    except InvalidToken:
        return ""
