"""Names of people and companies, so that two spellings of one name meet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "&": " und "})
_WORD: Final = re.compile(r"[a-z0-9]+")
_LEGAL: Final = re.compile(
    r"\b(?:g?gmbh(?: (?:und )?co(?: (?:kg|ohg|kgaa))?)?|ges ?m ?b ?h|gesellschaft mit beschraenkter haftung|mbh|"
    r"ag(?: und co kg)?|aktiengesellschaft|kgaa|kg|ohg|og|gbr|e ?k|e ?u|ug(?: haftungsbeschraenkt)?|se|e ?v|e ?g|"
    r"sarl|s ?a|s ?r ?l|ltd|limited|inc|llc|plc|corp|b ?v|n ?v|und co(?: kg)?|reg gen ?m ?b ?h)\b"
)
_TITLES: Final = frozenset(
    {"dr", "prof", "professor", "dipl", "ing", "mag", "phd", "mba", "msc", "bsc", "ddr", "dkfm", "univ", "h", "c", "med",
     "jur", "rer", "nat", "phil", "habil", "kfm", "inf", "ma", "ba", "fh", "tech", "pol", "oec", "doz", "priv"}
)  # fmt: skip
_SALUTATIONS: Final = frozenset({"herr", "herrn", "frau", "mr", "mrs", "ms", "miss", "hr", "fr", "fräulein", "sir"})
_PARTICLES: Final = frozenset(
    {"von", "vom", "van", "de", "der", "den", "zu", "zum", "zur", "di", "da", "del", "della", "le", "la", "ter", "ten", "el", "al", "dos"}
)  # fmt: skip


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Lower case, ü as ue, ß as ss, accents and punctuation off: "Müller & Söhne" and "MUELLER UND SOEHNE" are one."""
    lowered = unicodedata.normalize("NFC", text.casefold()).translate(_UMLAUTS)
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered)
    return " ".join(_WORD.findall(lowered))


@lru_cache(maxsize=32_768)
def company_key(name: str) -> str:
    """The name without its legal form. A name that is nothing but a legal form stays as it is."""
    folded = fold(name)
    bare = " ".join(_LEGAL.sub(" ", folded).split())
    return bare.removesuffix(" und") or folded


@dataclass(frozen=True, slots=True)
class PersonName:
    """`surname` with its particles: "von der Heide"."""

    title: str = ""
    given: str = ""
    surname: str = ""


@lru_cache(maxsize=16_384)
def person_name(full: str) -> PersonName:
    """ "Prof. Dr. von der Heide", "Reuter, Sabine", "Frau Sabine Reuter". One word alone is a surname."""
    text = " ".join(full.split())
    if text.count(",") == 1:
        surname, given = (part.strip() for part in text.split(","))
        parts = f"{given} {surname}".split()
        fixed = len(surname.split())
    else:
        parts, fixed = text.split(), 0
    titles: list[str] = []
    rest: list[str] = []
    for part in parts:
        bare = part.strip(".,").casefold()
        if not rest and bare in _SALUTATIONS:
            continue
        if not rest and _is_title(part):
            titles.append(part)
        else:
            rest.append(part)
    start = len(rest) - fixed if fixed else _surname_starts(rest)
    return PersonName(" ".join(titles), " ".join(rest[:start]), " ".join(rest[start:]))


def _is_title(part: str) -> bool:
    pieces = [piece for piece in re.split(r"[.\-()]", part.casefold()) if piece]
    return bool(pieces) and all(piece in _TITLES for piece in pieces) and ("." in part or len(pieces[0]) > 2)


def _surname_starts(words: list[str]) -> int:
    for at, word in enumerate(words):
        if word.casefold() in _PARTICLES and at < len(words) - 1:
            return at
    return max(len(words) - 1, 0)


def surname_key(surname: str) -> str:
    """For comparing: folded, joined. "von der Heide" and "VonDerHeide" are one."""
    return fold(surname).replace(" ", "")


def given_key(given: str) -> str:
    """For comparing: the first given name, folded."""
    return fold(given).partition(" ")[0]
