"""Mail addresses in one normal form, and whose mailbox they are."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

PLAIN: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
LONGEST: Final = 254


@lru_cache(maxsize=8_192)
def normal_mail(text: str) -> str | None:
    """Lower case, without `mailto:`, brackets, stray punctuation; an international domain as xn--. None: no address."""
    mail = text.strip().strip("'\"<>()[],;").removeprefix("mailto:").strip().rstrip(".").lower()
    if "<" in mail:
        mail = mail.rpartition("<")[2].rstrip(">")
    local, at, domain = mail.rpartition("@")
    if not at or len(mail) > LONGEST or ".." in mail or local.startswith(".") or local.endswith("."):
        return None
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not local.isascii():
        return None
    mail = f"{local}@{domain}"
    return mail if PLAIN.fullmatch(mail) else None


def domain_of(mail: str) -> str:
    """ "muster.example" of "info@muster.example"; a leading www. belongs to the web, not to the company."""
    return mail.rpartition("@")[2].removeprefix("www.")


def is_shared_mailbox(mail: str, shared: Collection[str]) -> bool:
    """info@, office@, post@ ...: read by many, says nothing about a person. Also "info-berlin@" and "office2@"."""
    local = mail.partition("@")[0]
    return local in shared or re.split(r"[-_.+0-9]", local, maxsplit=1)[0] in shared


def is_free_mail(domain: str, free: Collection[str]) -> bool:
    """Domains where anybody may have a mailbox belong to no company."""
    return domain in free
