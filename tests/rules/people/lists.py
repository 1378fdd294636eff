"""German lists with a known answer: colleagues, families, namesakes, branches, and what hands do to what they type."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

Row = dict[str, str]

GIVEN: Final = (  # noqa: SIM905
    "Andreas Anna Thomas Sabine Michael Petra Stefan Claudia Jürgen Monika Wolfgang Birgit Frank Katrin Uwe Susanne "
    "Jörg Julia Markus Nicole Björn Heike Matthias Stefanie Peter Karin Hans-Peter Ann-Kathrin Günther Özlem Ayşe"
).split()
SURNAMES: Final = (
    *[
        "Müller",
        "Schmidt",
        "Schneider",
        "Fischer",
        "Weber",
        "Meyer",
        "Meier",
        "Wagner",
        "Becker",
        "Schulz",
        "Hoffmann",
        "Hofmann",
        "Schäfer",
        "Koch",
        "Bauer",
        "Richter",
        "Klein",
        "Schröder",
        "Neumann",
        "Braun",
        "Krüger",
        "Lange",
        "Werner",
        "Köhler",
        "König",
        "Mayer",
        "Fuchs",
        "Weiß",
        "Jung",
        "Hahn",
        "Vogel",
        "Jäger",
        "Großmann",
        "Böhm",
        "Strauß",
        "Yılmaz",
        "Nowak",
        "Müller-Lüdenscheidt",
    ],
    "von der Heide",
    "zu Löwenstein",
)
TRADES: Final = [
    "Metallbau",
    "Fördertechnik",
    "Holzbau",
    "Werkzeugbau",
    "Logistik",
    "Software",
    "Anlagenbau",
    "Pumpen",
    "Verpackung",
    "Möbel",
]
FORMS: Final = ("GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "SE", "UG (haftungsbeschränkt)")
TOWNS: Final = (
    ("10", "Berlin"),
    ("80", "München"),
    ("50", "Köln"),
    ("70", "Stuttgart"),
    ("89", "Ulm"),
    ("97", "Würzburg"),
)
STREETS: Final = (
    "Hauptstraße",
    "Bahnhofstraße",
    "Industriestraße",
    "Lindenweg",
    "Am Mühlbach",
    "Königsallee",
)
COLUMNS: Final = ("Vorname", "Nachname", "Firma", "E-Mail", "Telefon", "Straße", "PLZ", "Ort")
_ASCII: Final = (
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("Ö", "Oe"),
    ("ş", "s"),
    ("ı", "i"),
    (" ", "-"),
)


def spelled(text: str) -> str:
    for letter, written in _ASCII:
        text = text.replace(letter, written)
    return text


def slip(draw: Random, text: str) -> str:
    """Two letters exchanged, one left out or one doubled."""
    if len(text) < 4:
        return text
    at = draw.randrange(1, len(text) - 1)
    return draw.choice(
        [
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        ]
    )


def phone(draw: Random, area: str, number: str) -> str:
    shapes = ("0{} {}", "+49 {} {}", "0049{}{}", "0{}/{}", "+49 (0){} {}")
    return draw.choice(shapes).format(area, number)


@dataclass(frozen=True)
class Answered:
    """`truth`: who each row is about."""

    rows: tuple[Row, ...]
    truth: tuple[int, ...]

    def as_csv(self, columns: Sequence[str] = COLUMNS) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow([*columns, "wahr"])
        writer.writerows(
            [*(row[column] for column in columns), who]
            for row, who in zip(self.rows, self.truth, strict=True)
        )
        return text.getvalue().encode()


def contacts(people: int, *, seed: int, repeated: float) -> Answered:
    """Contacts of companies, one to five each; a quarter bears the owner's name. `repeated`: share that comes again."""
    draw = Random(seed)
    told: list[tuple[int, Row]] = []
    who = 0
    while who < people:
        for contact in _company(draw):
            told.append((who, contact))
            if draw.random() < repeated:
                told += [(who, _again(draw, contact)) for _ in range(draw.choice([1, 1, 2]))]
            who += 1
    draw.shuffle(told)
    return Answered(tuple(row for _, row in told), tuple(who for who, _ in told))


def _company(draw: Random) -> list[Row]:
    area, town = draw.choice(TOWNS)
    owner = draw.choice(SURNAMES)
    core = draw.choice([f"{owner} {draw.choice(TRADES)}", f"{draw.choice(TRADES)} {town} {owner}"])
    domain = f"{spelled(core).lower()}.example"
    shared = {
        "Firma": f"{core} {draw.choice(FORMS)}",
        "Straße": f"{draw.choice(STREETS)} {draw.randrange(1, 120)}",
        "PLZ": f"{area}{draw.randrange(1000):03d}",
        "Ort": town,
    }
    dialled, trunk = str(draw.randrange(201, 999)), str(draw.randrange(10_000, 99_999))
    found: dict[tuple[str, str], Row] = {}
    for extension in range(10, 10 + draw.choice([1, 1, 2, 3, 5])):
        name = draw.choice(GIVEN), owner if draw.random() < 0.25 else draw.choice(SURNAMES)
        own = f"{spelled(name[0])}.{spelled(name[1])}@{domain}".lower()
        found[name] = {
            "Vorname": name[0],
            "Nachname": name[1],
            **shared,
            "E-Mail": own if draw.random() < 0.85 else f"info@{domain}",
            "Telefon": phone(draw, dialled, f"{trunk}{extension if draw.random() < 0.7 else 0}"),
        }
    return list(found.values())


def _again(draw: Random, contact: Row) -> Row:
    again = dict(contact)
    for spoil in draw.sample(SPOILS, draw.choice([1, 2, 3])):
        spoil(draw, again)
    return again


def _spell_out(_: Random, row: Row) -> None:
    row.update({key: spelled(row[key]) for key in ("Vorname", "Nachname", "Firma")})


def _slip_name(draw: Random, row: Row) -> None:
    row["Nachname"] = slip(draw, row["Nachname"])


def _initial(_: Random, row: Row) -> None:
    row["Vorname"] = f"{row['Vorname'][:1]}."


def _without_form(_: Random, row: Row) -> None:
    row["Firma"] = row["Firma"].replace("GmbH", "Gesellschaft mit beschränkter Haftung").upper()


def _without_phone(_: Random, row: Row) -> None:
    row["Telefon"] = ""


def _without_mail(_: Random, row: Row) -> None:
    row["E-Mail"] = ""


def _short_street(_: Random, row: Row) -> None:
    row["Straße"] = row["Straße"].replace("straße", "str.")


def _exchanged(_: Random, row: Row) -> None:
    row["Vorname"], row["Nachname"] = row["Nachname"], row["Vorname"]


def _slip_postcode(draw: Random, row: Row) -> None:
    row["PLZ"] = slip(draw, row["PLZ"])


SPOILS: Final[list[Callable[[Random, Row], None]]] = [
    _spell_out,
    _slip_name,
    _initial,
    _without_form,
    _without_phone,
    _without_mail,
    _short_street,
    _exchanged,
    _slip_postcode,
]


def branches() -> Answered:
    """Offices of one organisation: same mail, same switchboard, names of all words but one. Nobody is twice."""
    rows = [
        {
            "Firma": f"Kammer der Steuerberater {place}",
            "Vorname": "",
            "Nachname": "",
            "E-Mail": "office@kammer.example",
            "Telefon": f"+49 30 55{at}0",
            "Straße": f"Lindenweg {at}",
            "PLZ": f"1{at}115",
            "Ort": place,
        }
        for at, (place, _) in enumerate(
            pairwise(["Ulm", "Köln", "Berlin", "Bonn", "Kiel", "Jena", "Hof", "Trier", "Suhl"])
        )
    ]
    return Answered(tuple(rows), tuple(range(len(rows))))
