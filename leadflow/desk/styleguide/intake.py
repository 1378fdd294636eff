"""Invented values for the ledger of arrivals and the import of a list."""
# ruff: noqa: E501 - invented sentences stay whole

from __future__ import annotations

from leadflow.desk.styleguide import samples
from leadflow.desk.styleguide.samples import Values

STEPS = samples.parts()["wizard"]


def empty() -> Values:
    return {
        "intake": {
            "empty": {
                "title": "Hier kommt jeder Lead an",
                "reaches": samples.parts()["reaches"],
                "text": "Messeliste, Formular, Anruf oder Mail: Alles wird zuerst so aufgehoben, wie es kam, und dann erst verstanden. So geht nichts verloren, und jede Zahl lässt sich nachzählen.",
                "action_label": "Erste Liste importieren",
                "action_url": "?page=upload",
            }
        }
    }


def ledger() -> Values:
    lines = (
        (
            "10:04",
            "Schnittstelle",
            "Website-Formular",
            "Kessler Verpackungen AG",
            "new",
            "circle-plus",
            "Neuer Lead",
            "Google Ads / Rollenbahn",
            "",
        ),
        (
            "09:58",
            "Schnittstelle",
            "Website-Formular",
            "S. Reuter, Müller Fördertechnik",
            "joined",
            "arrow-merge",
            "Gehört zu Müller Fördertechnik GmbH & Co. KG",
            "gleiche Mail, gleiche Firma",
            "",
        ),
        (
            "09:40",
            "Liste",
            "fachpack-2026-kontakte.csv, Zeile 5",
            "Holzbau Reiter",
            "unclear",
            "alert-circle",
            "Mail nicht lesbar",
            "gemeint: reiter@holzbau.example?",
            "Beheben",
        ),
        (
            "09:40",
            "Liste",
            "fachpack-2026-kontakte.csv, Zeile 8",
            "Dr. Ernst Falk",
            "out",
            "hand-stop",
            "Gesperrt: hat am 11.02. widersprochen",
            "wird nur gezählt",
            "",
        ),
        (
            "09:40",
            "Liste",
            "fachpack-2026-kontakte.csv, Zeile 11",
            "TU Braunschweig, IfM",
            "out",
            "filter-off",
            "Aussortiert nach Drehbuch 7",
            "Studierende, Schritt 2",
            "Zurückholen",
        ),
        (
            "08:12",
            "Schnittstelle",
            "Website-Formular",
            "Zeller Kartonagen",
            "new",
            "circle-plus",
            "Neuer Lead",
            "Telefon",
            "",
        ),
    )
    names = ("received", "door", "source", "what", "state", "icon", "state_words", "state_note", "act_label")
    return {
        "intake": {
            "sub": "Heute 214 Eingänge",
            "import_url": "?page=upload",
            "arrivals": samples.ARRIVALS,
            "leads": samples.BALANCE,
            "running": {
                "done": 8400,
                "total": 20000,
                "words": "at_organisations.csv wird verstanden",
                "left": "noch etwa 4 s",
                "stop_url": "?page=intake",
            },
            "filters": [
                {"label": label, "url": "?page=intake", "on": i == 0, "count": count}
                for i, (label, count) in enumerate(
                    (
                        ("Alle", 1466),
                        ("Unklar", 3),
                        ("Wartet", 0),
                        ("Neuer Lead", 1284),
                        ("Bekannt", 160),
                        ("Kein Lead", 13),
                    )
                )
            ],
            "rows": [
                dict(zip(names, line, strict=True)) | {"act_url": "?page=intake" if line[-1] else ""}
                for line in lines
            ],
            "paging": {"shown": "1 bis 6 von 1.466", "later_url": "?page=intake"},
        }
    }


def upload() -> Values:
    return {
        "upload": {
            "steps": STEPS,
            "present": 1,
            "post_url": "?page=columns",
            "accept": ".csv,.txt,.gz",
            "hint": "CSV, auch mit Semikolon oder Tabulator, bis 200 MB",
            "offers": [
                {"value": "1", "label": "Palettierlinie, 4.000 €"},
                {"value": "2", "label": "Rollenbahn, 2.400 €"},
            ],
            "campaign": "Messe / FachPack 2026",
            "errors": [
                "Die Datei kontakte.csv ist leer. Es wurde nichts angelegt. Wähle eine Datei mit einer Kopfzeile und mindestens einer Zeile."
            ],
        }
    }


def columns() -> Values:
    options = [
        {"value": value, "label": label}
        for value, label in (
            ("company", "Firma"),
            ("person", "Person"),
            ("mail", "Mail"),
            ("phone", "Telefon"),
            ("outcome", "Ergebnis, zählt nie als Punkt"),
            ("keep", "nur aufheben"),
            ("objection", "Widerspruch gegen Anrufe"),
        )
    ]
    lines = (
        ("Firmenname", "Kaltenbach Fensterbau GmbH", "company", "sure", "Name der Spalte"),
        ("Ansprechpartner", "Thomas Kaltenbach", "person", "sure", "Name der Spalte"),
        (
            "E-Mail",
            "t.kaltenbach@kaltenbach-fenster.example",
            "mail",
            "sure",
            "Inhalt: 198 von 212 sind Adressen",
        ),
        ("Tel.", "07131 920-44", "phone", "sure", "Inhalt: deutsche Nummern"),
        ("Do Not Call", "Yes", "objection", "sure", "wird als Widerspruch übernommen"),
        ("Converted", "0 oder 1", "outcome", "ask", "sieht aus wie ein Ergebnis: darf nie Punkte geben"),
        (
            "Tags",
            "Will revert after reading the email",
            "keep",
            "ask",
            "nach dem Kontakt gesetzt: darf nie Punkte geben",
        ),
    )
    return {
        "mapping": {
            "title": "7 Spalten erkannt, 2 brauchen dich",
            "sub": "fachpack-2026-kontakte.csv · 212 Zeilen · Semikolon, Windows-1252, Kopf in Zeile 4",
            "steps": STEPS,
            "present": 2,
            "post_url": "?page=preview",
            "back_url": "?page=upload",
            "submit_label": "Zur Vorschau",
            "columns": [
                {
                    "name": name,
                    "sample": sample,
                    "value": value,
                    "kind": kind,
                    "note": note,
                    "field": f"column_{i}",
                    "options": options,
                }
                for i, (name, sample, value, kind, note) in enumerate(lines)
            ],
        }
    }


def preview() -> Values:
    lines = (
        (
            2,
            "Kaltenbach Fensterbau GmbH",
            "Thomas Kaltenbach",
            "t.kaltenbach@kaltenbach-fenster.example",
            "new",
            "circle-plus",
            "Neuer Lead",
            "Messe / FachPack 2026",
        ),
        (
            3,
            "Müller Fördertechnik",
            "S. Reuter",
            "s.reuter@mueller-ft.example",
            "joined",
            "arrow-merge",
            "Gehört zu Müller Fördertechnik GmbH & Co. KG",
            "gleiche Mail, gleiche Firma",
        ),
        (
            4,
            "Alpenmilch e.G.",
            "Josef Obermaier",
            "info@alpenmilch.example",
            "open",
            "help-circle",
            "Vielleicht Alpenmilch eG",
            "gleicher Name, gemeinsames Postfach",
        ),
        (
            5,
            "Holzbau Reiter",
            "",
            "reiter(at)holzbau.example",
            "open",
            "alert-circle",
            "Mail nicht lesbar",
            "gemeint: reiter@holzbau.example?",
        ),
        (
            6,
            "Sander Ventile GmbH",
            "Pia Lang",
            "p.lang@sander-ventile.example",
            "new",
            "circle-plus",
            "Neuer Lead",
            "Messe / FachPack 2026",
        ),
        (
            7,
            "Stadtwerke Ulm",
            "Jana Wirth",
            "j.wirth@swu-logistik.example",
            "joined",
            "arrow-merge",
            "Gehört zu Stadtwerke Ulm Logistik",
            "gleiche Person",
        ),
        (
            8,
            "Dr. Ernst Falk",
            "Ernst Falk",
            "e.falk@falk-beratung.example",
            "out",
            "hand-stop",
            "Gesperrt: hat am 11.02. widersprochen",
            "wird nur gezählt",
        ),
        (
            9,
            "Lindner Stahlbau AG",
            "Gerd Lindner",
            "g.lindner@lindner-stahl.example",
            "joined",
            "arrow-merge",
            "Gehört zu Lindner Stahlbau AG",
            "gleiche Telefonnummer",
        ),
        (
            10,
            "Ebner Backwaren GmbH",
            "Nadine Ebner",
            "n.ebner@ebner-backwaren.example",
            "new",
            "circle-plus",
            "Neuer Lead",
            "Messe / FachPack 2026",
        ),
        (
            11,
            "TU Braunschweig, IfM",
            "Lars Benke",
            "l.benke@stud.tu.example",
            "out",
            "filter-off",
            "Aussortiert nach Drehbuch 7",
            "Studierende, Schritt 2",
        ),
    )
    names = ("number", "company", "person", "mail", "kind", "icon", "words", "note")
    acts = {
        4: [
            {"name": "row_4", "value": "same", "label": "Ja, derselbe"},
            {"name": "row_4", "value": "other", "label": "Nein", "quiet": True},
        ],
        5: [{"name": "row_5", "value": "fix", "label": "Übernehmen"}],
    }
    counts = (
        (148, "neue Leads"),
        (47, "zu bekannten Leads"),
        (3, "vielleicht bekannt"),
        (2, "nicht lesbar"),
        (9, "aussortiert"),
        (3, "gesperrt"),
    )
    return {
        "preview": {
            "title": "212 Zeilen ergeben 148 neue Leads, 5 brauchen dich",
            "sub": "fachpack-2026-kontakte.csv · Messe / FachPack 2026 · noch kein Lead angelegt",
            "steps": STEPS,
            "present": 3,
            "cancel_url": "?page=intake",
            "back_url": "?page=columns",
            "post_url": "?page=intake",
            "submit_label": "195 Zeilen übernehmen",
            "counts": [{"figure": figure, "word": word} for figure, word in counts],
            "closing": "= 212 Zeilen, Differenz 0",
            "filters": [
                {"label": label, "url": "?page=preview", "on": i == 0, "count": count}
                for i, (label, count) in enumerate(
                    (
                        ("Alle", 212),
                        ("Brauchen dich", 5),
                        ("Neu", 148),
                        ("Bekannt", 47),
                        ("Nicht übernommen", 12),
                    )
                )
            ],
            "rows": [
                dict(zip(names, line, strict=True))
                | {"acts": acts.get(int(line[0]), []), "wrong": "mail" if line[0] == 5 else ""}
                for line in lines
            ],
            "paging": {"shown": "Zeile 2 bis 11 von 212", "later_url": "?page=preview"},
            "promise": "Du kannst den ganzen Import 30 Tage lang zurücknehmen. Offene Zeilen bleiben im Eingang liegen.",
        }
    }
