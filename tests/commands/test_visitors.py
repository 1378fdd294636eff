"""Behind a proxy each visitor has a limit of his own, and nobody lends himself another one's address."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.visitors import LOOPBACK, BehindProxies, networks, visitor

OURS = networks("127.0.0.1, 10.0.0.0/8, ::1")


@pytest.mark.parametrize(
    ("remote", "forwarded", "who"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1", "10.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_nearest_address_that_is_no_proxy_is_the_visitor(remote: str, forwarded: str, who: str) -> None:
    assert visitor(remote, forwarded, OURS) == who


def test_what_is_no_address_is_refused_when_the_house_opens() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        networks("127.0.0.1, proxy.example")


def test_pages_see_the_visitor_and_not_the_proxy() -> None:
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    for remote in ("127.0.0.1", "198.51.100.1"):
        asked = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="203.0.113.9", REMOTE_ADDR=remote)
        BehindProxies(answer)(asked)
    assert seen == ["203.0.113.9", "198.51.100.1"]
    assert networks(LOOPBACK)
