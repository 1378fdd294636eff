"""The facts of the home that rooms may know. The composition root sets them once, before any room works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """One company. `country` and `state` name its holidays (DE, BY), `phone_country` reads numbers without a prefix."""

    company: str = ""
    language: str = "de"
    time_zone: str = "Europe/Berlin"
    country: str = "DE"
    state: str = ""
    phone_country: str = "DE"
    currency: str = "EUR"
    public_url: str = ""


_here = Home()
_local = "http://localhost:8000"


def set_home(home: Home, local_url: str = "") -> None:
    """`local_url`: where this process is served, for homes that strangers do not reach yet."""
    global _here, _local
    _here, _local = home, local_url or _local


def base_url() -> str:
    """The address before every path that is written into a mail."""
    return _here.public_url.rstrip("/") or _local


def home() -> Home:
    return _here
