"""How alike two values are: 0 (another one) up to the level of "the same". Pure; what is missing is asked nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from leadflow.people.likeness.nicknames import one_name
from leadflow.people.likeness.values import Date, Firm, Mail, Name, Street

Level = Callable[[Any, Any], int | None]

NEAR: Final = 0.92
AKIN: Final = 0.82
SLIPS: Final = 2
"""Keys in a mail address."""
GENERATION: Final = 15
"""Years."""
FAR: Final = 0.6
"""How alike two names are by Jaro and Winkler: so far apart no slip of the keys brings them."""
CROSSED: Final = 2
"""Given name and surname stand in each other's place: a slip like others."""


def _names(left: str, right: str) -> int:
    """same 3 | a slip of the keys 2 | akin, or only its initial 1 | another 0"""
    if left == right:
        return 3
    many = " " in left or " " in right
    if many and left.replace(" ", "") == right.replace(" ", ""):
        return 3
    if len(left) <= 2 or len(right) <= 2:
        return 1 if left[:1] == right[:1] else 0
    alike = JaroWinkler.similarity(left, right)
    if alike >= NEAR or (alike >= FAR and _one_slip(left, right)):
        return 2
    return 1 if alike >= AKIN or (many and _contains(left, right)) else 0


def _contains(left: str, right: str) -> bool:
    """ "hans" of "hans peter", "schmidt" of "meier schmidt"."""
    return bool(set(left.split()) & set(right.split()))


def given(left: Name, right: Name) -> int | None:
    """same 3 | a slip, or in the place of the surname 2 | akin, or what one is called 1 | another 0"""
    if not left.own or not right.own:
        return None
    straight = _names(left.own, right.own)
    if straight < 1 and one_name(left.own, right.own):
        return 1
    if straight < 2 and (moved := _moved(left, right)):
        return moved if left.other and right.other else None
    return min(straight, _names_but(left.own, right.own)) if straight == 2 else straight


def called_otherwise(left: Name, right: Name) -> bool:
    """Akin, and neither is how the other one is called: Peter and Petra, Stefan and Stefanie.

    Hans is how Hans-Peter is called; Peter may be his brother.
    """
    short = min(len(left.own), len(right.own)) <= 2
    return not (short or one_name(left.own, right.own) or _begins(left.own, right.own))


def _begins(left: str, right: str) -> bool:
    """ "hans" of "hans peter"."""
    few, many = sorted((left.split(), right.split()), key=len)
    return many[: len(few)] == few


def surname(left: Name, right: Name) -> int | None:
    """same 3 | a slip, or in the place of the given name 2 | akin 1 | another 0"""
    if not left.own or not right.own:
        return CROSSED if _moved(left, right) else None
    straight = _names(left.own, right.own)
    return CROSSED if straight < 2 and _moved(left, right) else straight


def _moved(left: Name, right: Name) -> int:
    """Each part that both have stands in the other's place: CROSSED, 1 where one is but an initial, 0 otherwise."""
    pairs = [(left.own, right.other), (left.other, right.own)]
    told = [_names_but(one, other) for one, other in pairs if one and other]
    if not told or max(told) < CROSSED:
        return 0
    if min(told) >= CROSSED:
        return CROSSED
    return int(any(min(len(one), len(other)) == 1 and one[:1] == other[:1] for one, other in pairs))


_ENDINGS: Final = frozenset({"a", "e", "s", "ie", "in", "ina", "ine", "na", "la"})


def _names_but(left: str, right: str) -> int:
    """As names; two given names that begin alike are akin and no slip."""
    level = _names(left, right)
    return 1 if level == 2 and _own_names(left, right) else level


def _own_names(left: str, right: str) -> bool:
    """Stefan and Stefanie, Andrea and Andreas: no slip, but two names."""
    short, long = sorted((left, right), key=len)
    return long.startswith(short) and long[len(short) :] in _ENDINGS


def mails(left: Mail, right: Mail) -> int | None:
    """same 4 | local part at another domain 3 | a slip 2 | only the company's domain 1 | another 0

    A mailbox that many read says no more than its domain.
    """
    if left.text == right.text:
        return 1 if left.shared else 4
    if left.local == right.local and len(left.local) > 3 and not left.shared:
        return _elsewhere(left, right)
    if not left.shared and not right.shared and _mail_slip(left, right):
        return (
            2 if left.rest != right.rest or not (left.named and right.named) else _only_the_name(left, right)
        )
    return 1 if left.domain and left.domain == right.domain and not left.free else 0


def any_mails(left: tuple[Mail, ...], right: tuple[Mail, ...]) -> int | None:
    """Of the two addresses that are most alike."""
    told = (mails(one, other) for one in left for other in right)
    return max((level for level in told if level is not None), default=None)


def _elsewhere(left: Mail, right: Mail) -> int | None:
    """The same local part at another domain. Where it is nothing but the name, it says nothing new."""
    if int(DamerauLevenshtein.distance(left.domain, right.domain, score_cutoff=2)) <= 2:
        return 2
    if not (left.named or right.named):
        return 3
    return None if left.free or right.free else 0


def _only_the_name(left: Mail, right: Mail) -> int | None:
    """They differ in nothing but the name that each row gives: the names say that already."""
    return 1 if left.domain == right.domain and left.domain and not left.free else None


def _mail_slip(left: Mail, right: Mail) -> bool:
    """A few keys beside each other; "j.meyer2" beside "j.meyer3" is two people."""
    if _digits(left.local) != _digits(right.local):
        return False
    return int(DamerauLevenshtein.distance(left.text, right.text, score_cutoff=SLIPS)) <= SLIPS


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def phones(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Of the two numbers that are most alike: same 3 | a slip 2 | the same house, another extension 1 | another 0"""
    return max(_phones(one, other) for one in left for other in right)


def _phones(left: str, right: str) -> int:
    if left == right:
        return 3
    if left[-8:] == right[-8:] and min(len(left), len(right)) >= 8:
        return 3
    if int(DamerauLevenshtein.distance(left, right, score_cutoff=1)) <= 1 and left[-2:] == right[-2:]:
        return 2
    return 1 if len(left) > 7 and left[: len(left) - 3] == right[: len(left) - 3] else 0


def dates(left: Date, right: Date) -> int:
    """same 3 | one slip, or day and month exchanged 2 | two of year, month, day 1 | another 0"""
    if left == right:
        return 3
    slip = int(DamerauLevenshtein.distance(left.text, right.text, score_cutoff=1)) <= 1
    if slip or (left.year == right.year and (left.month, left.day) == (right.day, right.month)):
        return 2
    same = (left.year == right.year) + (left.month == right.month) + (left.day == right.day)
    return 1 if same >= 2 else 0


def born_otherwise(left: Date, right: Date) -> bool:
    """Father and son whose birthdays fall on one day."""
    return abs(int(left.year) - int(right.year)) >= GENERATION


def codes(left: str, right: str) -> int:
    """same 2 | one slip 1 | another 0"""
    if left == right:
        return 2
    return 1 if len(left) > 2 and int(DamerauLevenshtein.distance(left, right, score_cutoff=1)) <= 1 else 0


def streets(left: Street, right: Street) -> int:
    """same street and number 3 | a slip in it 2 | the street, another number 1 | another 0"""
    alike = _names(left.name, right.name)
    if alike < 2:
        return 0
    if left.number and right.number and left.number != right.number:
        return 1
    return 3 if alike == 3 else 2


def companies(left: str, right: str) -> int:
    """same 3 | a slip in it 2 | one within the other 1 | another 0

    Word by word: the chambers of Vienna and of Salzburg share all their words but the one that counts.
    """
    if left == right:
        return 3
    ours, theirs = sorted(left.split()), sorted(right.split())
    if ours == theirs or left.replace(" ", "") == right.replace(" ", ""):
        return 3
    if _digits(left) != _digits(right):
        return 0
    if set(ours) <= set(theirs) or set(theirs) <= set(ours):
        return 1
    only_ours, only_theirs = _without(ours, theirs), _without(theirs, ours)
    if len(only_ours) == len(only_theirs) == 1 and _one_slip(only_ours[0], only_theirs[0]):
        return 2
    return 2 if _one_slip(left.replace(" ", ""), right.replace(" ", "")) else 0


def firms(left: Firm, right: Firm) -> int:
    """As companies; of the same name but of another form they are two firms of one house 1."""
    level = companies(left.key, right.key)
    return min(level, 1) if left.form and right.form and left.form != right.form else level


def _without(words: list[str], others: list[str]) -> list[str]:
    return [word for word in words if word not in others]


def _one_slip(left: str, right: str) -> bool:
    allowed = 1 if max(len(left), len(right)) <= 7 else 2
    return int(DamerauLevenshtein.distance(left, right, score_cutoff=allowed)) <= allowed


def texts(left: str, right: str) -> int:
    """same 3 | a slip 2 | akin 1 | another 0"""
    return _names(left, right)


def exact(left: str, right: str) -> int:
    return int(left == right)


LEVELS: Final[dict[str, tuple[Level, int]]] = {
    "given": (given, 4),
    "surname": (surname, 4),
    "mail": (any_mails, 5),
    "phone": (phones, 4),
    "date": (dates, 4),
    "code": (codes, 3),
    "street": (streets, 4),
    "company": (companies, 4),
    "firm": (firms, 4),
    "text": (texts, 4),
    "domain": (exact, 2),
}
"""Kind -> its comparison, and how many levels it tells apart."""
SAME: Final = {
    "given": 3,
    "surname": 3,
    "mail": 4,
    "phone": 3,
    "date": 3,
    "code": 2,
    "street": 3,
    "company": 3,
    "firm": 3,
    "text": 3,
    "domain": 1,
}
"""The level of "the same", at which the rarity of the value counts."""
OTHERWISE: Final[dict[str, Callable[[Any, Any], bool]]] = {"given": called_otherwise, "date": born_otherwise}
"""What is akin, and yet tells of two in one household."""
