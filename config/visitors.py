"""Who knocks, behind a proxy: limits count visitors, and without this all of them would share the proxy's address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Networks = Sequence[IPv4Network | IPv6Network]
LOOPBACK: Final = "127.0.0.0/8,::1/128"


def networks(told: str) -> Networks:
    """From a list like "127.0.0.1, 10.0.0.0/8". ValueError for what is no address."""
    return tuple(ip_network(part.strip(), strict=False) for part in told.split(",") if part.strip())


def visitor(remote: str, forwarded: str, proxies: Networks) -> str:
    """The nearest address that is no proxy of ours. What stands further left was written by the visitor himself."""
    here = remote
    for told in reversed(forwarded.split(",")):
        if not _is_among(here, proxies) or not _is_address(told.strip()):
            break
        here = told.strip()
    return here


def _is_among(address: str, proxies: Networks) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class BehindProxies:
    """First of all middleware: whoever asks for REMOTE_ADDR later gets the visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            remote = request.META.get("REMOTE_ADDR", "")
            request.META["REMOTE_ADDR"] = visitor(remote, forwarded, settings.PROXIES)
        return self.get_response(request)
