"""Names of people and companies, so that two spellings of one name meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from leadflow.kernel.values import quick

_LETTERS: Final = (
    ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("&", " und "), ("+", " und "), ("'", ""), ("\u2019", ""),
    ("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("œ", "oe"), ("ł", "l"), ("đ", "d"),
)  # fmt: skip
"""Replaced one by one: translating a text of many letters takes four times as long."""
_WORD: Final = re.compile(r"[^\W_]+")
_UMLAUT: Final = re.compile(r"(?<![aeiouq])([aou])e")
"""ue as in Mueller; not as in Bauer, Neuer, Quelle."""

_END_FORMS: Final = (
    "ag|ag und co|aktiengesellschaft|kg|kgaa|ohg|og|gbr|gesbr|mbh|ek|e k|e kfm|e kfr|eu|e u|ev|e v|eg|e g|"
    "egen|e gen|gen|se|und co|und co kg|und cie|u g|ug|sa|s a|sarl|s a r l|sas|srl|s r l|spa|s p a|bv|b v|"
    "nv|n v|ab|oy|as|kft|sro|s r o|spol s r o|doo|d o o|sp z o o|ltd|limited|llc|llp|plc|inc|incorporated|"
    "corp|corporation|co|company|stiftung und co|partg|part g|partg mbb|part g mbb|partgmbb|partg m b b|mbb|m b b|"
    "partnerschaft|partnerschaftsgesellschaft|partnerschaftsgesellschaft mbb|kommanditgesellschaft|"
    "offene handelsgesellschaft|gesellschaft buergerlichen rechts|eingetragener verein|i l|i g|i gr"
)
_ANYWHERE: Final = re.compile(
    r"\b(?:gemeinnuetzige )?(?:g ?)?(?:g ?m ?b ?h|ges ?m ?b ?h|gesellschaft mit beschraenkter haftung|"
    r"reg(?:istrierte)? gen(?:ossenschaft)? ?m ?b ?h|ug haftungsbeschraenkt|"
    r"unternehmergesellschaft(?: haftungsbeschraenkt)?)"
    r"(?: und co(?: (?:kgaa|kg|ohg))?)?\b"
)
_AT_END: Final = re.compile(f"(?: (?:{'|'.join(sorted(_END_FORMS.split('|'), key=len, reverse=True))}))+$")
_AT_START: Final = re.compile(r"^(?:firma|fa) (?=\S)")
_AND: Final = re.compile(r" (?:u|and) ")

_TITLES_WORDS: Final = (
    "dr prof professor dipl ing mag phd mba msc bsc ddr dkfm univ h c med jur rer nat phil habil kfm inf "
    "ma ba fh tech pol oec doz priv dent vet theol mult soc math arch volksw betriebsw llm llb bed mas "
    "hon em ass assessor"
)
_TITLES: Final = frozenset(_TITLES_WORDS.split())
_BARE_TITLES_WORDS: Final = "dr prof professor mag ddr dkfm phd mba msc bsc llm dipl-ing dipl-kfm ing"
_BARE_TITLES: Final = frozenset(_BARE_TITLES_WORDS.split())
"""Titles also without their dot. The others are names too: Nat, Max, Phil."""
_SALUTATIONS_WORDS: Final = "herr herrn frau mr mrs ms miss hr fr fräulein sir mister madame monsieur"
_SALUTATIONS: Final = frozenset(_SALUTATIONS_WORDS.split())
_PARTICLES_WORDS: Final = (
    "von vom van de der den zu zum zur di da del della le la ter ten te el al dos af av vander"
)
_PARTICLES: Final = frozenset(_PARTICLES_WORDS.split())
_PIECES: Final = re.compile(r"[.\-()/\s]+")


@lru_cache(maxsize=32_768)
def plain(text: str) -> str:
    """Lower case, ü as ue, ß as ss, accents and punctuation off: "Müller & Söhne" is "mueller und soehne"."""
    lowered = _spelled(text.lower())
    if not lowered.isascii():
        lowered = _spelled(unicodedata.normalize("NFC", lowered))
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", lowered).casefold())
        lowered = _spelled("".join(c for c in decomposed if not unicodedata.combining(c)))
    return " ".join(_WORD.findall(lowered))


def _spelled(text: str) -> str:
    for letter, spelled in _LETTERS:
        if letter in text:
            text = text.replace(letter, spelled)
    return text


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """For comparing, not for showing: "Müller", "MUELLER" and "Muller" are one, "Bauer" and "Baur" are two."""
    return _UMLAUT.sub(r"\1", plain(text))


@lru_cache(maxsize=32_768)
def company_key(name: str) -> str:
    """The folded name without its legal form. A name that is nothing but a legal form stays as it is."""
    spelled = plain(name)
    bare = _AT_START.sub("", _AND.sub(" und ", spelled))
    if "bh" in bare or "b h" in bare or "haft" in bare:
        bare = " ".join(_ANYWHERE.sub(" ", bare).split())
    bare = _AT_END.sub("", bare).removesuffix(" und")
    return _UMLAUT.sub(r"\1", bare or spelled)


_FORMS: Final = tuple(
    (form, re.compile(rf"\b(?:{pattern})\b"))
    for form, pattern in (
        (
            "gmbh und co kg",
            r"(?:g ?m ?b ?h|haftung|haftungsbeschraenkt|ug|ag|se) (?:und )?co k ?g(?: ?a ?a)?",
        ),
        ("kgaa", r"k ?g ?a ?a"),
        ("ug", r"u ?g(?: haftungsbeschraenkt)?|unternehmergesellschaft(?: haftungsbeschraenkt)?"),
        ("gmbh", r"g ?g? ?m ?b ?h|ges ?m ?b ?h|gesellschaft mit beschraenkter haftung"),
        ("partnerschaft", r"m ?b ?b|part ?g(?: ?m ?b ?b)?|partnerschaftsgesellschaft"),
        ("ag", r"ag|aktiengesellschaft"),
        ("se", r"se"),
        ("kg", r"k ?g|kommanditgesellschaft"),
        ("ohg", r"o ?h ?g|offene handelsgesellschaft|og"),
        ("gbr", r"g ?b ?r|gesellschaft buergerlichen rechts|gesbr"),
        ("ek", r"e ?k(?:fm|fr)?|e kfm|e kfr|eingetragene[rn]? kauf(?:mann|frau)|e ?u"),
        ("ev", r"e ?v|eingetragener verein"),
        ("eg", r"e ?g|e ?gen|eingetragene genossenschaft"),
        ("sro", r"s ?r ?o|spol s ?r ?o"),
        ("ltd", r"ltd|limited"),
        ("llc", r"llc"),
        ("inc", r"inc|incorporated|corp|corporation"),
        ("sarl", r"s ?a ?r ?l"),
        ("sas", r"s ?a ?s"),
        ("srl", r"s ?r ?l"),
        ("spa", r"s ?p ?a"),
        ("bv", r"b ?v"),
        ("nv", r"n ?v"),
        ("sa", r"s ?a"),
    )
)


@lru_cache(maxsize=32_768)
def legal_form(name: str) -> str:
    """One word for each form, however it is written: "gmbh", "gmbh und co kg", "ek"; "" where none is named."""
    spelled = plain(name)
    own = company_key(name)
    if own == _UMLAUT.sub(r"\1", spelled):
        return ""
    return next((form for form, pattern in _FORMS if pattern.search(spelled)), "")


def has_legal_form(name: str) -> bool:
    """Only companies carry one."""
    spelled = plain(name)
    return bool(_ANYWHERE.search(spelled) or _AT_END.search(spelled))


@quick(frozen=True, slots=True)
class PersonName:
    """`surname` with its particles: "von der Heide"."""

    title: str = ""
    given: str = ""
    surname: str = ""


@lru_cache(maxsize=16_384)
def person_name(full: str = "", given: str = "", surname: str = "") -> PersonName:
    """ "Prof. Dr. von der Heide", "Reuter, Sabine", "Frau Sabine Reuter". One word alone is a surname.

    Where given name or surname stand apart, they win and only lose titles and salutation.
    """
    if given or surname:
        first, last = _split_titles(given), _split_titles(surname)
        return PersonName(" ".join((*first[0], *last[0])), " ".join(first[1]), " ".join(last[1]))
    if "," in full:
        return _with_commas(full)
    titles, words = _split_titles(full)
    start = _surname_starts(words)
    return PersonName(" ".join(titles), " ".join(words[:start]), " ".join(words[start:]))


def _with_commas(full: str) -> PersonName:
    """ "Reuter, Sabine" and "Sabine Reuter, MBA": a part that is nothing but title is no name."""
    parts = [_split_titles(part) for part in full.split(",")]
    titles = " ".join(title for part in parts for title in part[0])
    named = [words for _, words in parts if words]
    if len(named) >= 2:
        given = [word for words in named[1:] for word in words]
        return PersonName(titles, " ".join(given), " ".join(named[0]))
    words = named[0] if named else []
    start = _surname_starts(words)
    return PersonName(titles, " ".join(words[:start]), " ".join(words[start:]))


def _split_titles(text: str) -> tuple[list[str], list[str]]:
    """Titles before and after the name, and its words; the salutation is dropped."""
    words = text.split()
    while words and words[0].strip(".,").lower() in _SALUTATIONS and len(words) > 1:
        words.pop(0)
    if not any(map(_is_title, words)):
        return [], words
    start, end = 0, len(words)
    while start < end and _is_title(words[start]):
        start += 1
    while end > start and _is_title(words[end - 1]):
        end -= 1
    return words[:start] + words[end:], words[start:end]


@lru_cache(maxsize=8_192)
def _is_title(word: str) -> bool:
    lowered = word.lower()
    if lowered in _BARE_TITLES:
        return True
    pieces = [piece for piece in _PIECES.split(lowered) if piece]
    return "." in word and bool(pieces) and all(piece in _TITLES for piece in pieces)


def _surname_starts(words: list[str]) -> int:
    for at, word in enumerate(words[:-1]):
        if word.lower() in _PARTICLES and not (at == 0 and word[0].isupper() and len(words) == 2):
            return at
    return max(len(words) - 1, 0)


@lru_cache(maxsize=16_384)
def surname_key(surname: str) -> str:
    """For comparing: folded, joined. "von der Heide" and "VonDerHeide" are one."""
    return fold(surname).replace(" ", "")


def given_key(given: str) -> str:
    """For comparing: the first given name, folded."""
    return fold(given).partition(" ")[0]
