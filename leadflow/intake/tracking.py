"""Where the visitor of a form came from: taken from the address of the page and the page that led there. No cookie, no
script. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from leadflow.intake.policy import Tracking, TrackingRule

LONGEST: Final = 80
UTM: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
REFERRER: Final = "ref"
"""What an embedding page hands over as its own referrer."""


@dataclass(frozen=True, slots=True)
class Trail:
    """`referrer`: site and path without what was asked there; `clicks`: names of the marks in the address, not their
    values.
    """

    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""
    referrer: str = ""
    clicks: frozenset[str] = frozenset()


def trail(asked: Mapping[str, str], referrer: str, *, own_host: str) -> Trail:
    """`asked`: the query of the page's address. What cannot be right or could name a person is left out."""
    source, medium, campaign, term, content = (_plain(asked.get(name, "")) for name in UTM)
    came_from = _site(asked.get(REFERRER, "")) or _site(referrer)
    return Trail(
        source,
        medium,
        campaign,
        term,
        content,
        referrer="" if came_from.split("/")[0] == _bare(own_host) else came_from,
        clicks=frozenset(name.lower() for name in asked if name.isascii() and len(name) <= LONGEST),
    )


def _plain(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST and text.isprintable() and "@" not in text else ""


def _bare(host: str) -> str:
    return host.lower().split(":")[0].removeprefix("www.")


def _site(text: str) -> str:
    try:
        parts = urlsplit(text.strip()[:2000])
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "." not in host:
        return ""
    site = f"{_bare(host)}{parts.path}".rstrip("/")
    return site[:200] if site.isprintable() and "@" not in site else _bare(host)


def place(found: Trail, tracking: Tracking) -> tuple[str, str]:
    """(channel, campaign); empty where the form's own counts."""
    rule = next((rule for rule in tracking.rules if _fits(rule, found)), None)
    return (rule.channel if rule else "", found.campaign or (rule.campaign if rule else ""))


def _fits(rule: TrackingRule, found: Trail) -> bool:
    tests = (
        (rule.source, {found.source}),
        (rule.medium, {found.medium}),
        (rule.referrer, _suffixes(found.referrer.split("/")[0])),
        (rule.click, found.clicks),
    )
    return all(_any(words, said) for words, said in tests if words)


def _any(words: Iterable[str], said: Iterable[str]) -> bool:
    return bool({word.casefold() for word in words} & {one.casefold() for one in said if one})


def _suffixes(host: str) -> set[str]:
    """A site and what it is part of: news.example.com is example.com, too."""
    parts = host.split(".")
    return {".".join(parts[at:]) for at in range(len(parts) - 1)}


def values(found: Trail, tracking: Tracking) -> dict[str, str]:
    """As an arrival keeps it: targets of the door -> text."""
    channel, campaign = place(found, tracking)
    said = {
        "channel": channel,
        "campaign": campaign,
        "lead.medium": found.medium,
        "lead.referrer": found.referrer,
        "import.utm_source": found.source,
        "import.utm_term": found.term,
        "import.utm_content": found.content,
    }
    return {target: text for target, text in said.items() if text}
