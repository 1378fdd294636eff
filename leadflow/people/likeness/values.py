"""What is compared: values of a column in the form in which two spellings meet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from leadflow.kernel.mail import domain_of, is_free_mail, is_shared_mailbox, normal_mail
from leadflow.kernel.names import company_key, fold, legal_form, person_name
from leadflow.kernel.phone import normal_phone

_DIGITS: Final = re.compile(r"\d+")
_STREET: Final = re.compile(r"\b(?:strasse|str)\b|(?<=[a-z])(?:strasse|str)\b")
_NUMBER: Final = re.compile(r"^(.*?)\s*(\d+\s*[a-z]?)?$")


class Name(NamedTuple):
    """One part of a person's name, and the other part, in case they changed places."""

    own: str
    other: str


class Mail(NamedTuple):
    """`named`: its local part says the name again. `rest`: what is left of it without the name."""

    text: str
    local: str
    domain: str
    shared: bool
    free: bool
    named: bool = False
    rest: str = ""


class Date(NamedTuple):
    text: str
    year: str
    month: str
    day: str


class Street(NamedTuple):
    name: str
    number: str


def name_parts(given: str, surname: str, full: str) -> tuple[Name, Name] | None:
    """(given, surname), folded, without titles and salutation."""
    name = (
        person_name(full, given, surname)
        if full and not (given or surname)
        else person_name("", given, surname)
    )
    first, last = fold(name.given), fold(name.surname)
    return (Name(first, last), Name(last, first)) if first or last else None


def mail(text: str, shared: Collection[str], free: Collection[str], names: Iterable[str] = ()) -> Mail | None:
    """Also a broken one: it may still be a slip of a whole one. `names`: those of the row, folded."""
    whole = normal_mail(text) or text.strip().lower()
    local, at, domain = whole.rpartition("@")
    if not at:
        local, domain = whole, ""
    domain = domain_of(whole) if at else domain
    said = rest = "".join(fold(local).split())
    for name in sorted((name.replace(" ", "") for name in names if len(name) > 2), key=len, reverse=True):
        rest = rest.replace(name, "")
    return Mail(
        whole, local, domain, is_shared_mailbox(whole, shared), is_free_mail(domain, free), rest != said, rest
    )


def mails(
    texts: Iterable[str], shared: Collection[str], free: Collection[str], names: Iterable[str] = ()
) -> tuple[Mail, ...] | None:
    """Each once."""
    names = tuple(names)
    found = (mail(text, shared, free, names) for text in dict.fromkeys(texts))
    return tuple(filter(None, found)) or None


def phones(texts: Iterable[str], country: str) -> tuple[str, ...] | None:
    """In E.164; of what is no number, the digits."""
    numbers = (normal_phone(text, country) or "".join(_DIGITS.findall(text)) for text in texts)
    return tuple(dict.fromkeys(filter(None, numbers))) or None


@lru_cache(maxsize=65_536)
def date(text: str) -> Date | None:
    """yyyymmdd, 1.2.1990, 1990-02-01; anything else is compared by its digits."""
    parts = _DIGITS.findall(text)
    if len(parts) == 1 and len(parts[0]) == 8:
        whole = parts[0]
        parts = [whole[:4], whole[4:6], whole[6:]]
    if len(parts) < 3:
        return None
    year, month, day = parts[:3] if len(parts[0]) == 4 else (parts[2], parts[1], parts[0])
    month, day = month.zfill(2), day.zfill(2)
    return Date(f"{year}{month}{day}", year, month, day)


def code(text: str) -> str | None:
    return "".join(fold(text).split()) or None


def street(text: str) -> Street | None:
    """ "Hauptstr. 5 a" and "Hauptstraße 5A" are one."""
    spelled = _STREET.sub("str", fold(text))
    found = _NUMBER.match(spelled)
    if not spelled or found is None:
        return None
    return Street(found[1].replace(" ", "") or spelled, (found[2] or "").replace(" ", ""))


def plain_text(text: str) -> str | None:
    return fold(text) or None


def company(text: str) -> str | None:
    return company_key(text) or None


class Firm(NamedTuple):
    """Two firms may share all but the form: a GmbH and the KG of which it is the partner."""

    key: str
    form: str


_STUCK: Final = re.compile(r"(?<=[a-zäöüß])(?=(?:GmbH|mbH|AG|KG|SE|OHG|UG)\b)")
"""A blank too few before the legal form: "Muster LogistikSE"."""


def firm(text: str) -> Firm | None:
    text = _STUCK.sub(" ", text)
    key = company_key(text)
    return Firm(key, legal_form(text)) if key else None


def domain(text: str, free: Collection[str]) -> str | None:
    host = text.strip().lower().split("//")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    return host if "." in host and not is_free_mail(host, free) else None
