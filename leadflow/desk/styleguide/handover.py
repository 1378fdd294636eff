"""Invented values for the handover, the way in and a page that is not there."""
# ruff: noqa: E501 - invented sentences stay whole

from __future__ import annotations

from leadflow.desk.styleguide.samples import Values, fact


def listed() -> Values:
    lines = (
        (
            "Intralog Systeme Nord GmbH",
            "Hamburg",
            "Zweite Sortierlinie bis Mai 2027, Budget freigegeben",
            "purchase",
            "A1",
            "05:08",
            "Antwort bis 16:00",
            False,
        ),
        (
            "Albers Verpackungstechnik",
            "Bremen",
            "Palettierer für Halle 3, Entscheidung im Januar",
            "purchase",
            "A1",
            "2 Tage",
            "Frist ist vorbei",
            True,
        ),
        (
            "Thoma Verpackung GmbH",
            "Heilbronn",
            "Rollenbahn im Bestand, Umbau an Wochenenden",
            "investigation",
            "A2",
            "morgen",
            "Antwort bis 24.11., 12:00",
            False,
        ),
    )
    return {
        "handover": {
            "sub": "3 warten auf deine Antwort",
            "tabs": [
                {"label": label, "url": "?page=handover", "on": i == 0, "count": str(count)}
                for i, (label, count) in enumerate(
                    (
                        ("Angeboten", 3),
                        ("Angenommen", 4),
                        ("Gewonnen", 12),
                        ("Verloren", 9),
                        ("Zurückgegeben", 5),
                    )
                )
            ],
            "rows": [
                {
                    "url": "?page=offer",
                    "name": name,
                    "place": place,
                    "need": need,
                    "phase": phase,
                    "fit": mark[0],
                    "interest": mark[1],
                    "first": True,
                    "left": left,
                    "state": state,
                    "late": late,
                }
                for name, place, need, phase, mark, left, state, late in lines
            ],
        }
    }


def offer() -> Values:
    phase_details = {
        "awareness": "Juni",
        "consideration": "Juli",
        "investigation": "September",
        "purchase": "seit 9 Tagen",
    }
    people = (
        ("Dr. Henrike Paulsen", "Technik", "Fachentscheid"),
        ("Jens Brodersen", "kaufm. Leitung", "Controlling"),
        ("Wiebke Thomsen", "Geschäftsführerin", "Leitung"),
    )
    return {
        "offer": {
            "back_url": "?page=handover",
            "back_label": "Angebote",
            "place": "1 von 3",
            "state": "offered",
            "answer_by": "Antwort bis heute, 16:00",
            "left": "05:08",
            "share": 0.36,
            "name": "Intralog Systeme Nord GmbH",
            "meta": ["Hamburg", "Sortieranlage, 24.000 €", "Whitepaper"],
            "fit": "A",
            "interest": "1",
            "first": True,
            "phase": "purchase",
            "phase_details": phase_details,
            "need_title": "Worum es geht",
            "need": "Zweite Sortierlinie bis Mai 2027. Budget freigegeben, Entscheidung am 10.12. zwischen uns und Interroll.",
            "contacts": [
                {"name": name, "function": function, "role": role, "phone": "+49408816210"}
                for name, function, role in people
            ],
            "promise": "Frau Dr. Paulsen erwartet deinen Anruf bis morgen Mittag.",
            "facts": [
                fact("Branche", "Paketlogistik", "Formular"),
                fact("Größe", "310 Leute", "Register"),
                fact("Budget", "24.000 €, freigegeben", "Anruf 16.11."),
                fact("Zeitpunkt", "Mai 2027", "Anruf 16.11."),
            ],
            "dossier_url": "?page=lead",
            "post_url": "?page=handover",
        }
    }


def login() -> Values:
    return {
        "login": {
            "greeting": "Guten Morgen",
            "home": "Brandt Fördertechnik GmbH",
            "post_url": "?page=today",
            "mail": "lena.vogt@brandt-foerdertechnik.example",
            "version": "Version 1.0",
        }
    }


def error() -> Values:
    text = "Entweder gibt es den Lead nicht mehr, oder er gehört einem anderen Team. Deine Eingaben auf anderen Seiten sind nicht betroffen."
    return {
        "error": {
            "title": "Diesen Lead gibt es hier nicht",
            "text": text,
            "home_url": "?page=today",
            "code": "404 lead_not_found",
        }
    }
