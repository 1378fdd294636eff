"""Lists of many shapes with a known answer: private persons, firms, groups of companies, families."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.rules.people.lists import (
    FORMS,
    GIVEN,
    STREETS,
    SURNAMES,
    TRADES,
    Answered,
    Row,
    phone,
    slip,
    spelled,
)

NICKNAMES: Final = {
    "Johannes": "Hans",
    "Josef": "Sepp",
    "Katharina": "Kathi",
    "Elisabeth": "Lisa",
    "Maximilian": "Max",
    "Alexander": "Alex",
    "Wilhelm": "Willi",
    "Friedrich": "Fritz",
    "Magdalena": "Leni",
    "Christian": "Chris",
}
PLACES: Final = tuple(
    (f"{code}", town)
    for code, town in (
        ("10115", "Berlin"),
        ("80331", "München"),
        ("50667", "Köln"),
        ("70173", "Stuttgart"),
        ("89073", "Ulm"),
        ("97070", "Würzburg"),
        ("20095", "Hamburg"),
        ("04109", "Leipzig"),
        ("01067", "Dresden"),
        ("90402", "Nürnberg"),
        ("44135", "Dortmund"),
        ("28195", "Bremen"),
    )
)
HEADS: Final = (  # noqa: SIM905
    "Brand Stein Hoch Nieder Acker Berg Wald Korn Eichen Linden Buch Rot Schwarz Gold Silber Kirch Ober Unter"
).split()
TAILS: Final = (  # noqa: SIM905
    "ner meier mann huber bauer hofer feld berger müller schmied reiter haus lein dörfer bach stetter egger"
).split()
FREE: Final = ("gmx.de", "web.de", "t-online.de", "gmail.com", "freenet.de")
Maker = Callable[[int, int], "Shape"]


@dataclass(frozen=True)
class Shape:
    columns: tuple[str, ...]
    answered: Answered

    def as_csv(self) -> bytes:
        return self.answered.as_csv(self.columns)


def _shaped(draw: Random, columns: Iterable[str], told: list[tuple[int, Row]]) -> Shape:
    draw.shuffle(told)
    names = tuple(columns)
    rows = tuple({name: row.get(name, "") for name in names} for _, row in told)
    return Shape(names, Answered(rows, tuple(who for who, _ in told)))


def _surname(draw: Random) -> str:
    """Frequent ones and many rare ones, as in a telephone book."""
    if draw.random() < 0.4:
        return draw.choice(SURNAMES)
    return draw.choice(HEADS) + draw.choice(TAILS)


def _private(draw: Random) -> Row:
    given, surname = draw.choice([*GIVEN, *NICKNAMES]), _surname(draw)
    code, town = draw.choice(PLACES)
    born = f"{draw.randrange(1, 29):02d}.{draw.randrange(1, 13):02d}.{draw.randrange(1940, 2006)}"
    local = draw.choice(
        [
            f"{spelled(given)}.{spelled(surname)}{draw.randrange(9_999)}",
            f"{spelled(given)[:1]}{spelled(surname)}{draw.randrange(9_999)}",
        ]
    )
    return {
        "Vorname": given,
        "Nachname": surname,
        "Geburtsdatum": born,
        "E-Mail": f"{local}@{draw.choice(FREE)}".lower(),
        "Telefon": phone(draw, str(draw.randrange(150, 180)), str(draw.randrange(1_000_000, 9_999_999))),
        "Straße": f"{draw.choice(STREETS)} {draw.randrange(1, 200)}",
        "PLZ": code,
        "Ort": town,
    }


def _slip_in(column: str) -> Callable[[Random, Row], None]:
    def spoil(draw: Random, row: Row) -> None:
        row[column] = slip(draw, row.get(column, ""))

    return spoil


def _without(*columns: str) -> Callable[[Random, Row], None]:
    def spoil(_: Random, row: Row) -> None:
        row.update(dict.fromkeys(columns, ""))

    return spoil


def _moved(draw: Random, row: Row) -> None:
    code, town = draw.choice(PLACES)
    row |= {"Straße": f"{draw.choice(STREETS)} {draw.randrange(1, 200)}", "PLZ": code, "Ort": town}


def _called(_: Random, row: Row) -> None:
    row["Vorname"] = NICKNAMES.get(row["Vorname"], row["Vorname"])


def _married(draw: Random, row: Row) -> None:
    row["Nachname"] = draw.choice([_surname(draw), f"{row['Nachname']}-{_surname(draw)}"])


def _crossed(_: Random, row: Row) -> None:
    row["Vorname"], row["Nachname"] = row["Nachname"], row["Vorname"]


def _iso_date(_: Random, row: Row) -> None:
    day, month, year = row["Geburtsdatum"].split(".")
    row["Geburtsdatum"] = f"{year}-{month}-{day}"


def _upper(_: Random, row: Row) -> None:
    row |= {"Vorname": spelled(row["Vorname"]).upper(), "Nachname": spelled(row["Nachname"]).upper()}


PERSONAL: Final = (
    _slip_in("Nachname"),
    _slip_in("Vorname"),
    _slip_in("E-Mail"),
    _without("E-Mail"),
    _without("Telefon"),
    _without("Straße", "PLZ", "Ort"),
    _moved,
    _upper,
    _called,
)


def _spoiled(draw: Random, row: Row, spoils: Iterable[Callable[[Random, Row], None]], most: int = 2) -> Row:
    again = dict(row)
    for spoil in draw.sample(tuple(spoils), draw.randrange(1, most + 1)):
        spoil(draw, again)
    return again


def private_persons(people: int, seed: int) -> Shape:
    """With dates of birth; a tenth are twins or father and son at one address, with one telephone."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    who = 0
    while who < people:
        one = _private(draw)
        household = [one]
        if draw.random() < 0.1:
            household.append(_relative(draw, one))
        for row in household:
            told.append((who, row))
            if draw.random() < 0.25:
                told.append((who, _spoiled(draw, row, (*PERSONAL, _iso_date))))
            who += 1
    return _shaped(draw, [*_private(draw)], told)


def _relative(draw: Random, one: Row) -> Row:
    """A twin (same birthday) or a son (same given name): never the same."""
    other = {
        **one,
        "E-Mail": draw.choice(
            [one["E-Mail"], f"{spelled(one['Nachname'])}.{draw.randrange(999)}@web.de".lower()]
        ),
    }
    if draw.random() < 0.5:
        other["Vorname"] = draw.choice([g for g in GIVEN if g[:3] != one["Vorname"][:3]])
    else:
        year = one["Geburtsdatum"][-4:]
        other["Geburtsdatum"] = f"{draw.randrange(1, 29):02d}.{draw.randrange(1, 13):02d}.{int(year) + 28}"
        other["E-Mail"] = ""
    return other


def families(people: int, seed: int) -> Shape:
    """Couples and children with one mail address, one telephone and one address; no dates."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    who = 0
    while who < people:
        home = _private(draw)
        home["E-Mail"] = (
            f"familie.{spelled(home['Nachname'])}{draw.randrange(99)}@{draw.choice(FREE)}".lower()
        )
        for given in draw.sample([g for g in GIVEN if "-" not in g], draw.choice([1, 1, 2, 3])):
            row = {**home, "Vorname": given}
            told.append((who, row))
            if draw.random() < 0.2:
                told.append(
                    (who, _spoiled(draw, row, (_slip_in("Nachname"), _without("Telefon"), _upper, _moved), 1))
                )
            who += 1
    return _shaped(draw, [c for c in _private(draw) if c != "Geburtsdatum"], told)


def nicknames(people: int, seed: int) -> Shape:
    """Whoever comes again is called otherwise, or has married."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    for who in range(people):
        row = {**_private(draw), "Vorname": draw.choice([*NICKNAMES])}
        told.append((who, row))
        if draw.random() < 0.2:
            again = _spoiled(draw, row, (_called, _called, _married), 1)
            told.append((who, _spoiled(draw, again, (_without("Telefon"), _moved, _upper), 1)))
    return _shaped(draw, [*_private(draw)], told)


def transposed(people: int, seed: int) -> Shape:
    """Given name and surname in each other's place."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    for who in range(people):
        row = _private(draw)
        told.append((who, row))
        if draw.random() < 0.25:
            told.append((who, _spoiled(draw, row, (_crossed, _slip_in("E-Mail"), _without("Telefon")), 2)))
    return _shaped(draw, ["Nachname", "Vorname", "E-Mail", "Telefon", "PLZ", "Ort"], told)


def one_column(people: int, seed: int) -> Shape:
    """One column of names beside mail and town."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    for who in range(people):
        row = _private(draw)
        given, surname = row["Vorname"], row["Nachname"]
        row["Name"] = draw.choice(
            [f"{given} {surname}", f"{surname}, {given}", f"Herr {given} {surname}", f"Dr. {given} {surname}"]
        )
        told.append((who, row))
        if draw.random() < 0.25:
            again = {
                **row,
                "Name": draw.choice([f"{surname}, {given}", f"{given} {surname}", f"{given[:1]}. {surname}"]),
            }
            told.append(
                (who, _spoiled(draw, again, (_slip_in("Name"), _slip_in("E-Mail"), _without("Ort")), 1))
            )
    return _shaped(draw, ["Name", "E-Mail", "Ort"], told)


def several_points(people: int, seed: int) -> Shape:
    """Two addresses and two numbers in a row, in whatever order, with headings of two languages."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    for who in range(people):
        row, other = _private(draw), _private(draw)
        full = {
            "First name": row["Vorname"],
            "Nachname": row["Nachname"],
            "E-Mail": row["E-Mail"],
            "Email 2": other["E-Mail"] if draw.random() < 0.5 else "",
            "Telefon": row["Telefon"],
            "Mobile": other["Telefon"] if draw.random() < 0.5 else "",
            "City": row["Ort"],
        }
        told.append((who, full))
        if draw.random() < 0.25:
            again = {
                **full,
                "E-Mail": full["Email 2"] or full["E-Mail"],
                "Email 2": full["E-Mail"] if full["Email 2"] else "",
            }
            again |= {
                "Telefon": full["Mobile"] or full["Telefon"],
                "Mobile": "" if draw.random() < 0.5 else full["Telefon"],
            }
            told.append(
                (
                    who,
                    _spoiled(
                        draw, again, (_slip_in("Nachname"), _slip_in("First name"), _without("City")), 1
                    ),
                )
            )
    return _shaped(draw, ["First name", "Nachname", "E-Mail", "Email 2", "Telefon", "Mobile", "City"], told)


def firms(people: int, seed: int) -> Shape:
    """Firms only: namesakes, a GmbH beside its GmbH & Co. KG, branches, holding and daughters."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    who = 0
    while who < people:
        for row in _firm_and_relatives(draw):
            told.append((who, row))
            if draw.random() < 0.2:
                told.append((who, _spoiled(draw, row, FIRM_SPOILS, 2)))
            who += 1
    return _shaped(draw, ["Firma", "Straße", "PLZ", "Ort", "Telefon", "E-Mail", "Homepage"], told)


def _firm_and_relatives(draw: Random) -> Iterator[Row]:
    code, town = draw.choice(PLACES)
    core = f"{_surname(draw)} {draw.choice(TRADES)}"
    domain = f"{spelled(core).lower()}{draw.randrange(99)}.de"
    area, trunk = str(draw.randrange(201, 999)), str(draw.randrange(10_000, 99_999))
    first = {
        "Firma": f"{core} {draw.choice(FORMS)}",
        "Straße": f"{draw.choice(STREETS)} {draw.randrange(1, 200)}",
        "PLZ": code,
        "Ort": town,
        "Telefon": phone(draw, area, trunk + "0"),
        "E-Mail": f"info@{domain}",
        "Homepage": f"www.{domain}",
    }
    yield first
    chance = draw.random()
    if chance < 0.08:
        yield {**first, "Firma": f"{core} {'GmbH' if 'GmbH & Co' in first['Firma'] else 'GmbH & Co. KG'}"}
    elif chance < 0.14:
        yield {**first, "Firma": f"{core} Holding AG"}
    elif chance < 0.2:
        other = draw.choice(PLACES)
        yield {
            **first,
            "Firma": f"{first['Firma']} Niederlassung {other[1]}",
            "Straße": f"{draw.choice(STREETS)} {draw.randrange(1, 200)}",
            "PLZ": other[0],
            "Ort": other[1],
            "Telefon": phone(draw, str(draw.randrange(201, 999)), trunk + "1"),
        }


def _spell_form(_: Random, row: Row) -> None:
    row["Firma"] = (
        row["Firma"].replace("GmbH", "Gesellschaft mit beschränkter Haftung").replace("ü", "ue").upper()
    )


def _short_street(_: Random, row: Row) -> None:
    row["Straße"] = row["Straße"].replace("straße", "str.")


FIRM_SPOILS: Final = (
    _spell_form,
    _short_street,
    _slip_in("Firma"),
    _without("Telefon"),
    _without("E-Mail"),
    _without("Homepage"),
    _slip_in("Straße"),
)


def only_names_and_companies(people: int, seed: int) -> Shape:
    """No mail and no telephone: what is left is the name, the firm and the town, with headings in English."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    who = 0
    while who < people:
        firm = next(iter(_firm_and_relatives(draw)))
        for _ in range(draw.choice([1, 1, 2, 4])):
            row = {
                "First name": draw.choice(GIVEN),
                "Last name": _surname(draw),
                "Company": firm["Firma"],
                "City": firm["Ort"],
            }
            told.append((who, row))
            if draw.random() < 0.2:
                spoils = (_slip_in("Last name"), _slip_in("Company"), _without("City"))
                told.append((who, _spoiled(draw, row, spoils, 1)))
            who += 1
    return _shaped(draw, ["First name", "Last name", "Company", "City"], told)


SHAPES: Final[dict[str, Maker]] = {
    "private_persons": private_persons,
    "families": families,
    "nicknames": nicknames,
    "transposed": transposed,
    "one_column": one_column,
    "several_points": several_points,
    "firms": firms,
    "only_names_and_companies": only_names_and_companies,
}
