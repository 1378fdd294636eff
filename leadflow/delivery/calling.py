"""The safe door for calls to machines outside: encrypted, to public addresses only, no detours, short and small."""

from __future__ import annotations

import errno
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import orjson
from django.conf import settings

from leadflow.kernel.refusals import Refusal

TIMEOUT: Final = 15.0
LONGEST: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: Mapping[str, Any]


def post_form(url: str, fields: Mapping[str, str]) -> Answered:
    """Refusal("provider_away") whatever goes wrong on the way; what was sent is told nowhere."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path or "/"
    inside = f"{parts.scheme}://{parts.netloc}" in getattr(settings, "CALLED_INSIDE", ())
    if not host or (parts.scheme != "https" and not inside):
        raise Refusal("provider_away", host=host)
    try:
        address = _public(host, parts.port or 443, inside=inside)
        return _asked(parts.scheme, host, address, parts.port, path, urlencode(fields))
    except (OSError, http.client.HTTPException, ValueError):
        raise Refusal("provider_away", host=host) from None


def line_to(url: str, *, timeout: float = 120.0) -> http.client.HTTPConnection:
    """A line to the machine of this address, by the same rules; OSError where it may not or cannot be called."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    inside = f"{parts.scheme}://{parts.netloc}" in getattr(settings, "CALLED_INSIDE", ())
    if not host or (parts.scheme != "https" and not inside):
        raise OSError(errno.EACCES, "only https addresses are called")
    address = _public(host, parts.port or 443, inside=inside)
    line = (
        _Secure(host, parts.port or 443, address)
        if parts.scheme == "https"
        else http.client.HTTPConnection(address, parts.port or 80)
    )
    line.timeout = timeout
    return line


def _public(host: str, port: int, *, inside: bool) -> str:
    """The address that is called is the one that was looked at: names may change their mind in between."""
    found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if inside or ipaddress.ip_address(address).is_global:
            return str(address)
    raise OSError(errno.EACCES, "no public address")


class _Secure(http.client.HTTPSConnection):
    """Speaks to one address, and believes only the certificate of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _asked(scheme: str, host: str, address: str, port: int | None, path: str, body: str) -> Answered:
    line: http.client.HTTPConnection
    if scheme == "https":
        line = _Secure(host, port or 443, address)
    else:
        line = http.client.HTTPConnection(address, port or 80, timeout=TIMEOUT)
    try:
        head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        line.request("POST", path, body, head)
        answer = line.getresponse()
        found = orjson.loads(answer.read(LONGEST) or b"{}")
        return Answered(answer.status, found if isinstance(found, dict) else {})
    finally:
        line.close()
