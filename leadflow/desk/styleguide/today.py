"""Invented values for Today: the list, the lead in work, a new lead, nothing left."""
# ruff: noqa: E501 - invented sentences stay whole

from __future__ import annotations

from leadflow.desk.styleguide.samples import Values, fact, row


def questions() -> list[Values]:
    budget = {
        "number": 5,
        "present": True,
        "name": "budget",
        "aloud": "„Ist für die neue Linie schon Geld eingeplant?“",
        "sub": "Budget · zählt bis +12 für die Passung · nötig für die Übergabe",
        "choices": [
            {"value": "free", "label": "freigegeben", "key": "1", "on": True},
            {"value": "asked", "label": "beantragt", "key": "2"},
            {"value": "no", "label": "nein", "key": "3"},
            {"value": "silent", "label": "sagt er nicht", "key": "4"},
        ],
        "unit_field": {"name": "budget_amount", "value": "18.000", "unit": "€", "label": "Betrag in Euro"},
    }
    return [
        budget,
        {
            "number": 6,
            "name": "controlling",
            "aloud": "„Wer prüft bei Ihnen die Wirtschaftlichkeit?“",
            "sub": "Rolle Controlling · niemand bekannt · Name und Durchwahl erfragen",
            "url": "?page=today",
        },
        {
            "number": 7,
            "name": "by_when",
            "aloud": "„Bis wann muss die Linie laufen?“",
            "sub": "Zeitpunkt · treibt Plan und Frist",
            "url": "?page=today",
        },
    ]


def recent() -> list[Values]:
    return [
        {"icon": "file-text", "what": "ROI-Blatt gelesen", "when": "vor 5 Min."},
        {"icon": "phone", "what": "Rückruf erbeten, „Montag um zehn“", "when": "Fr"},
        {"icon": "mail", "what": "Best Practice „Hub Kassel“ geöffnet", "when": "12.11."},
        {"icon": "phone", "what": "Erstgespräch, 11 Min.", "when": "02.10."},
        {"icon": "building-store", "what": "Messestand, LogiMAT 2026", "when": "24.03."},
    ]


def cockpit() -> Values:
    known = [
        fact("Branche", "Intralogistik-Integrator", "Formular, 24.03."),
        fact("Größe", "180 Mitarbeitende", "Handelsregister"),
        fact("Bedarf", "Palettierlinie, 2 Schichten", "Gespräch, 02.10."),
        fact("Fachentscheid", "Sabine Reuter, Leiterin Technik", "Gespräch, 02.10."),
    ]
    return {
        "url": "?page=lead",
        "name": "Müller Fördertechnik GmbH & Co. KG",
        "fit": "A",
        "interest": "2",
        "first": True,
        "meta": ["Bruchsal", "Palettierlinie, rund 18.000 €", "Messe / LogiMAT 2026"],
        "caller": {
            "name": "Sabine Reuter",
            "function": "Leiterin Technik · Fachentscheiderin",
            "phone": "+49 7251 9382-114",
            "since": "2026-11-23T09:00:36Z",
            "hang_up_url": "?page=today",
        },
        "guide": {"known": 4, "whole": 7, "facts": known, "questions": questions()},
        "note": "Linie 2 läuft seit dem Umbau nur mit 60 %. Vergleicht mit Kardex und einem Anbieter aus Italien. Freigabe liegt bei GF Dr. Müller, Sitzung am 03.12.",
        "context": {
            "why": [
                {
                    "icon": "clock-exclamation",
                    "lead": "Zugesagt für 10:00.",
                    "text": "Frau Reuter bat am Freitag um Rückruf.",
                    "broken": True,
                },
                {"icon": "flame", "text": "Hat vor 5 Min. das ROI-Blatt Palettierer gelesen, Seite 3."},
            ],
            "phase": "investigation",
            "phase_words": "seit 52 Tagen, üblich 38",
            "recent": recent(),
        },
        "post_url": "?page=today",
        "after": "Danach: Kessler Verpackungen AG",
        "outcomes": [
            {
                "value": "ready",
                "label": "Übergabereif",
                "note": "fragt 2 Angaben",
                "key": "Ü",
                "primary": True,
            },
            {"value": "nurture", "label": "Pflegen", "note": "Termin oder Plan", "key": "P"},
            {"value": "call_back", "label": "Rückruf", "note": "Zeit zusagen", "key": "R"},
            {"value": "not_reached", "label": "Nicht erreicht", "note": "Versuch 2 von 3", "key": "N"},
            {"value": "disqualify", "label": "Aussortieren", "note": "Grund angeben", "key": "A"},
        ],
    }


GROUPS = (
    (
        "Jetzt",
        3,
        (
            row(
                "clock-exclamation",
                "Müller Fördertechnik GmbH & Co. KG",
                "Zugesagt: Rückruf 10:00",
                "4 Min. drüber",
                "investigation",
                "A2",
                broken=True,
                current=True,
            ),
            row(
                "bolt",
                "Kessler Verpackungen AG",
                "Neu aus Google Ads",
                "antworten in 00:42",
                "awareness",
                "B2",
                soon=True,
            ),
            row(
                "flame",
                "Intralog Systeme Nord GmbH",
                "Preisliste 2× geöffnet",
                "vor 12 Min.",
                "purchase",
                "A1",
            ),
        ),
    ),
    (
        "Vormittag",
        8,
        (
            row(
                "arrow-back-up",
                "Backzentrale Hofmann KG",
                "Zurück: „Budget erst Q2“",
                "vom Vertrieb",
                "consideration",
                "B3",
            ),
            row(
                "calendar-event",
                "Nordhaus Möbelwerke GmbH",
                "Zugesagt: Rückruf",
                "11:30",
                "investigation",
                "B1",
            ),
            row(
                "bolt",
                "Spedition Krahl & Söhne",
                "Neu aus Whitepaper",
                "antworten in 01:38",
                "awareness",
                "C2",
                soon=True,
                is_new=True,
            ),
            row(
                "phone-off",
                "Alpenmilch eG",
                "Nicht erreicht am Fr.",
                "3. Versuch von 3",
                "consideration",
                "B2",
                held_by="Ida Brandt",
            ),
            row(
                "plant-2",
                "Reinhardt Automotive GmbH",
                "Fallstudie nachfassen",
                "Schritt 4 von 7",
                "investigation",
                "A3",
            ),
            row(
                "plant-2",
                "Pharmalog Rhein-Neckar",
                "Zugesagt: Anruf im November",
                "seit März",
                "consideration",
                "B2",
            ),
        ),
    ),
    (
        "Nachmittag",
        13,
        (
            row(
                "bolt",
                "Stadtwerke Ulm Logistik",
                "Neu aus Mailing",
                "antworten in 03:51",
                "awareness",
                "C3",
                soon=True,
                is_new=True,
            ),
            row(
                "calendar-event", "Vogler Getränke GmbH", "Zugesagt: Rückruf", "14:15", "consideration", "B2"
            ),
            row(
                "plant-2",
                "Hansa Kühlhaus GmbH & Co. KG",
                "ROI-Rechnung nachfassen",
                "Schritt 6 von 7",
                "purchase",
                "A2",
            ),
            row(
                "phone-off",
                "Wittmann Holzwerke",
                "Nicht erreicht am Do.",
                "2. Versuch von 3",
                "awareness",
                "C2",
            ),
            row(
                "plant-2",
                "Elektro Sauter GmbH",
                "Studie nachfassen",
                "Schritt 3 von 6",
                "consideration",
                "B3",
            ),
        ),
    ),
)


def full() -> Values:
    groups = [{"name": name, "count": count, "rows": rows} for name, count, rows in GROUPS]
    return {
        "today": {
            "date": "Montag, 23. November",
            "done": 14,
            "total": 38,
            "answer_words": "Erste Antwort im Mittel nach 38 Min.",
            "groups": groups,
            "cockpit": cockpit(),
        }
    }


def picked() -> Values:
    values = full()
    values["today"]["picked"] = True
    return values


def new() -> Values:
    """A new lead: first impression before the grade; and an outcome that asks for its reason."""
    values = full()
    fresh = values["today"]["cockpit"]
    fresh |= {
        "name": "Spedition Krahl & Söhne",
        "is_new": True,
        "meta": ["Mannheim", "Rollenbahn", "Whitepaper / Intralogistik-Check"],
        "note": "",
    }
    fresh["caller"] = {
        "name": "Uwe Krahl",
        "function": "Inhaber",
        "phone": "+49 621 5550-112",
        "start_url": "?page=today",
    }
    fresh["heat"] = {
        "post_url": "?page=today",
        "skip_label": "Überspringen",
        "skip_value": "skip",
        "choices": [
            {"value": "hot", "label": "heiß", "key": "1"},
            {"value": "warm", "label": "lau", "key": "2"},
            {"value": "cold", "label": "kalt", "key": "3"},
        ],
    }
    fresh["ask"] = {
        "title": "Warum aussortieren?",
        "note": "Der Grund hilft beim Nachprüfen",
        "name": "reason",
        "submit_name": "outcome",
        "submit_value": "disqualify",
        "submit_label": "Aussortieren",
        "choices": [
            {"value": str(i), "label": label, "key": str(i)}
            for i, label in enumerate(
                ("kein eigener Bedarf", "zu klein", "Wettbewerber", "Student", "nicht erreichbar"), start=1
            )
        ],
        "fields": [{"name": "reason_note", "label": "Was noch dazu gehört", "optional": True}],
    }
    return values


def empty() -> Values:
    return {"today": {"date": "Montag, 23. November", "done": 38, "total": 38, "groups": [], "cockpit": None}}
