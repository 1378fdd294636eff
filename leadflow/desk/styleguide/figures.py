"""Invented values for the figures and the playbook."""
# ruff: noqa: E501 - invented sentences stay whole

from __future__ import annotations

from leadflow.desk.styleguide import samples
from leadflow.desk.styleguide.samples import Values


def slider(
    name: str, label: str, value: str, low: float, high: float, step: float, unit: str, range_value: float
) -> Values:
    return {
        "name": name,
        "label": label,
        "value": value,
        "min": low,
        "max": high,
        "step": step,
        "unit": unit,
        "range_value": range_value,
    }


def result(word: str, figure: str, how: str = "", whole: str = "", *, strong: bool = False) -> Values:
    return {"word": word, "figure": figure, "how": how, "whole": whole, "strong": strong}


def kpi() -> Values:
    months = (
        ("November", 52, 75, 12, "48.000 €"),
        ("Oktober", 78, 75, 27, "108.000 €"),
        ("September", 71, 75, 24, "96.000 €"),
        ("August", 58, 60, 19, "76.000 €"),
        ("Juli", 63, 60, 22, "88.000 €"),
        ("Juni", 60, 60, 20, "80.000 €"),
    )
    return {
        "kpi": {
            "title": "November: 52 Opportunitys, 5 unter dem Takt zum Ziel",
            "sub": "1. bis 23. November 2026 · gezählt im Monat der ersten Annahme",
            "csv_url": "?page=kpi",
            "month": {
                "title": "Ziel 75 Opportunitys",
                "note": "5 Arbeitstage übrig",
                "done": 52,
                "target": 75,
                "pace": 57,
                "said": "52 von 75 Opportunitys, im Takt wären es 57",
                "done_words": "52 heute",
                "target_words": "Ziel 75",
                "pace_words": "57 wären im Takt",
                "text": "Das Ziel folgt aus 100.000 € Umsatz, 4.000 € Preis und einer Gewinnrate von 1 zu 3.",
                "acts": [
                    {"label": "Ziel nachrechnen", "url": "#calc-target"},
                    {"label": "23 reife Leads ansehen", "url": "?page=leads"},
                ],
            },
            "months": [
                {
                    "name": name,
                    "opportunities": opps,
                    "target": target,
                    "won": won,
                    "revenue": revenue,
                    "share": opps / 90,
                    "mark": target / 90,
                }
                for name, opps, target, won, revenue in months
            ],
            "target": {
                "form_url": "?page=kpi",
                "sliders": [
                    slider("revenue", "Umsatzziel im Monat", "100.000", 10000, 500000, 5000, "€", 100000),
                    slider("price", "Mittlerer Preis", "4.000", 500, 50000, 500, "€", 4000),
                    slider("close_rate", "Gewinnrate", "1/3", 5, 80, 1, "", 33),
                ],
                "results": [
                    result("Abschlüsse", "25", "100.000 € / 4.000 €"),
                    result("Opportunitys im Monat", "75", "25 / (1/3)", strong=True),
                ],
                "note": "Ohne Rundung: 25 und 75 gehen auf.",
            },
            "uplift": {
                "form_url": "?page=kpi",
                "sliders": [
                    slider("opportunities", "Opportunitys im Jahr", "900", 10, 5000, 10, "", 900),
                    slider("rate", "Gewinnrate heute", "33", 5, 80, 1, "%", 33),
                    slider("uplift", "Mehr gute Opportunitys", "10", 1, 50, 1, "%", 10),
                ],
                "results": [
                    result("Heute", "1.188.000 €", "297 Abschlüsse bei 33 %"),
                    result(
                        "Mit 10 % mehr guten",
                        "1.306.800 €",
                        "326,7 Abschlüsse bei 36,3 %",
                        "ganze 326: 1.304.000 €",
                    ),
                    result("Mehr im Jahr", "118.800 €", whole="ganze Abschlüsse: 116.000 €", strong=True),
                ],
                "note": "36,3 % ist nicht gerundet. Ganze Abschlüsse sind abgerundet, deshalb zwei Zahlen.",
            },
        }
    }


def playbook() -> Values:
    questions = (
        "In welcher Branche arbeiten Sie?",
        "Ist für die neue Linie schon Geld eingeplant?",
        "Wie viele Leute arbeiten im Betrieb?",
        "Wofür wird es gebraucht?",
        "Wer entscheidet über die Technik?",
        "Wer prüft die Wirtschaftlichkeit?",
        "Bis wann muss die Linie laufen?",
    )
    sections = [
        {
            "id": "define",
            "number": 1,
            "title": "Festlegen",
            "blocks": [
                {
                    "kind": "text",
                    "text": "Ein Lead ist das Interesse einer Firma an einem unserer Angebote. Diese drei Begriffe gelten für Marketing und Vertrieb.",
                },
                {
                    "kind": "terms",
                    "terms": [
                        {
                            "term": "reif",
                            "text": "Bedarf, Budget und Fachentscheid sind bekannt, die Note ist mindestens B2.",
                        },
                        {
                            "term": "fruchtlos",
                            "text": "kein eigener Bedarf, unter 20 Leute, Studierende und Wettbewerber.",
                        },
                        {
                            "term": "Opportunity",
                            "text": "ein reifer Lead, den der Vertrieb angenommen hat. Gezählt wird die erste Annahme.",
                        },
                    ],
                },
            ],
        },
        {
            "id": "qualify",
            "number": 2,
            "title": "Qualifizieren",
            "blocks": [
                {
                    "kind": "text",
                    "text": "Jeden rohen Lead ruft ein Mensch an, der nichts anderes tut. Wir antworten an Arbeitstagen innerhalb von 4 Stunden; nach drei Versuchen ohne Gespräch wandert der Lead in die Pflege.",
                },
                {
                    "kind": "text",
                    "text": "Ein Gespräch ist fertig, wenn dies bekannt ist. Die Reihenfolge ist die des Leitfadens.",
                },
                {
                    "kind": "table",
                    "figures": True,
                    "columns": ("", "Frage", "heute bekannt"),
                    "rows": [
                        (i, question, f"{known} %")
                        for i, (question, known) in enumerate(
                            zip(questions, (94, 38, 91, 83, 72, 31, 57), strict=True), start=1
                        )
                    ],
                },
            ],
        },
        {
            "id": "nurture",
            "number": 3,
            "title": "Pflegen",
            "blocks": [
                {
                    "kind": "text",
                    "text": "Ein Lead, der gut, aber nicht reif ist, bekommt einen Termin und einen Grund. In der Aufmerksamkeit lesen Interessenten Überblick und Whitepaper, in Überlegung und Untersuchung Studien, im Kauf Datenblatt und ROI-Rechnung.",
                }
            ],
        },
        {
            "id": "hand-over",
            "number": 4,
            "title": "Übergeben",
            "blocks": [
                {
                    "kind": "text",
                    "text": "Reife Leads gehen an das Team Vertrieb Süd. Es antwortet innerhalb eines Arbeitstags mit Annehmen oder Zurückgeben und nennt bei einer Rückgabe den Grund.",
                }
            ],
        },
        {
            "id": "loop",
            "number": 5,
            "title": "Schleife schließen",
            "blocks": [
                {
                    "kind": "text",
                    "text": "Gewonnen oder verloren wird mit Betrag oder Grund gemeldet. Beides steht im Verlauf des Leads und in der Auswertung.",
                }
            ],
        },
    ]
    return {
        "playbook": {
            "title": "Drehbuch 7",
            "state": "gültig",
            "sub": "seit 1. Juli 2026",
            "source_url": "?page=playbook",
            "chapters": samples.CHAPTERS,
            "sections": sections,
            "versions": [
                {"name": "Drehbuch 7", "by": "Dr. Martin Seidel", "when": "1. Juli 2026", "current": True},
                {"name": "Drehbuch 6", "by": "Ada Krüger", "when": "12. März 2026", "url": "?page=playbook"},
            ],
            "notes": [
                "Ein veröffentlichtes Drehbuch ändert sich nie. Was unter einer Fassung entschieden wurde, erklärt sich für immer mit ihr."
            ],
        }
    }
