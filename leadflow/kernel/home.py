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


def set_home(home: Home) -> None:
    global _here
    _here = home


def home() -> Home:
    return _here
