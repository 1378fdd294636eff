"""Invented values for the shell and the parts shown in the style guide."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]

NAV = (
    ("today", "", "sun", "Heute", 24),
    ("intake", "leads", "inbox", "Eingang", 3),
    ("leads", "leads", "list-details", "Leads", 585),
    ("handover", "leads", "arrows-exchange", "Übergabe", 7),
    ("kpi", "knowledge", "chart-dots-2", "Auswertung", None),
    ("playbook", "knowledge", "book", "Drehbuch", None),
    ("settings", "foot", "settings", "Einstellungen", None),
)
UNDER = {
    "lead": "leads",
    "intake_empty": "intake",
    "upload": "intake",
    "columns": "intake",
    "preview": "intake",
    "running": "intake",
    "today_new": "today",
    "today_empty": "today",
    "offer": "handover",
}
BORDERS_FIT = (("D", 0), ("C", 10), ("B", 20), ("A", 30))
BORDERS_INTEREST = (("4", 0), ("3", 10), ("2", 20), ("1", 30))
FIT = (
    {"label": "Branche Intralogistik", "points": 14},
    {"label": "120 bis 500 Leute", "points": 10},
    {"label": "Fachentscheiderin bekannt", "points": 8},
    {"label": "Im Servicegebiet", "points": 4},
    {"label": "Controlling unbekannt", "points": -3},
)
INTEREST = (
    {"label": "ROI-Blatt gelesen, heute", "points": 12},
    {"label": "Rückruf erbeten, Freitag", "points": 9},
    {"label": "Messegespräch, verblasst", "points": 5, "full": 18},
    {"label": "2 Mails geöffnet", "points": 3},
    {"label": "52 Tage in der Phase", "points": -4},
)


def shell(page: str) -> Values:
    current = UNDER.get(page, page)
    nav = [
        {
            "url": f"?page={key}",
            "group": group,
            "icon": icon,
            "label": label,
            "count": count,
            "current": key == current,
        }
        for key, group, icon, label, count in NAV
        if key != "settings"
    ]
    return {
        "nav": nav,
        "account": {"name": "Lena Vogt", "home": "Brandt Fördertechnik"},
        "search_url": "?page=leads",
        "home_url": "?page=today",
        "keys": [{"name": "Übergabereif", "caps": ["Ü"]}, {"name": "Rückruf zusagen", "caps": ["R"]}],
    }


def row(icon: str, who: str, why: str, when: str, phase: str, mark: str, **more: Any) -> Values:
    """One row of the queue; `mark` is a grade such as A2."""
    return {
        "url": "?page=today",
        "icon": icon,
        "who": who,
        "why": why,
        "when": when,
        "phase": phase,
        "fit": mark[:1],
        "interest": mark[1:],
        "first": mark in ("A1", "A2", "B1"),
        **more,
    }


def fact(name: str, value: str = "", how: str = "", state: str = "") -> Values:
    return {
        "name": name,
        "value": value,
        "how": how,
        "ask_url": "" if value else "?page=today",
        "state": state or ("known" if value else "open"),
    }


CONTACTS = (
    {
        "name": "Sabine Reuter",
        "function": "Technik · Durchwahl 114",
        "role": "Fachentscheid",
        "phone": "+4972519382114",
    },
    {"name": "Dr. Andreas Müller", "function": "Geschäftsführer", "role": "Geschäftsführung"},
    {"name": "Timo Kraus", "function": "Schichtleiter Lager", "role": "Anwender"},
    {"name": "", "role": "Controlling", "why_missing": "Frage 6 im Leitfaden"},
)
PLAN = tuple(
    dict(zip(("date", "state", "icon", "what", "note"), step, strict=True))
    for step in (
        ("02.10.", "done", "phone", "Erstgespräch geführt", "11 Min."),
        ("12.11.", "done", "mail", "Best Practice „Hub Kassel“", "geöffnet"),
        ("Heute", "now", "phone", "Rückruf Frau Reuter", "10:00 zugesagt"),
        ("26.11.", "ahead", "mail", "ROI-Rechnung an Controlling", "wartet auf Kontakt"),
        ("03.12.", "ahead", "message-circle", "Nach der GF-Sitzung nachfragen", "Lena"),
        ("08.12.", "ahead", "mail", "Fallstudie Hub Kassel an Dr. Müller", "von selbst"),
        ("15.12.", "ahead", "flag", "Übergabe prüfen", "Plan endet"),
    )
)
BALANCE = {
    "whole": 1284,
    "whole_word": "geöffnet",
    "parts": [
        {"figure": figure, "word": word, "url": "?page=leads"}
        for figure, word in (
            (37, "neu"),
            (83, "in Qualifizierung"),
            (361, "in Pflege"),
            (23, "reif"),
            (81, "beim Vertrieb"),
            (38, "gewonnen"),
            (77, "verloren"),
            (522, "aussortiert"),
            (58, "zusammengeführt"),
            (4, "gelöscht"),
        )
    ],
}
ARRIVALS = {
    "whole": 1466,
    "whole_word": "eingegangen",
    "parts": [
        {"figure": figure, "word": word, "url": "?page=intake"}
        for figure, word in (
            (0, "wartet"),
            (2, "unbestätigt"),
            (3, "unklar"),
            (13, "kein Lead"),
            (1284, "neuer Lead"),
            (160, "zu bekanntem Lead"),
            (4, "gelöscht"),
        )
    ],
}


def parts() -> Values:
    return {
        "rows": [
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
                current=True,
            ),
            row(
                "clock-exclamation",
                "Müller Fördertechnik GmbH & Co. KG",
                "Zugesagt: Rückruf 10:00",
                "4 Min. drüber",
                "investigation",
                "A2",
                broken=True,
            ),
            row(
                "bolt",
                "Zeller Kartonagen",
                "Neu aus Telefon",
                "antworten in 01:38",
                "consideration",
                "B2",
                is_new=True,
                soon=True,
            ),
            row(
                "plant-2",
                "Hansa Kühlhaus GmbH & Co. KG",
                "ROI-Rechnung nachfassen",
                "Schritt 6 von 7",
                "purchase",
                "A2",
                held_by="Ida Brandt",
            ),
        ],
        "contacts": CONTACTS,
        "facts": [
            fact("Branche", "Intralogistik-Integrator", "Formular"),
            fact("Budget"),
            fact("Land", state="untouched", how="Formular"),
        ],
        "fit": {"reasons": FIT, "low": 29, "high": 36, "borders": BORDERS_FIT},
        "interest": {"reasons": INTEREST, "low": 21, "high": 29, "borders": BORDERS_INTEREST},
        "plan": PLAN[1:5],
        "balance": BALANCE,
        "arrivals": ARRIVALS,
        "phases_known": ("awareness", "consideration", "investigation", "purchase"),
        "grades": [
            {"fit": mark[0], "interest": mark[1], "first": mark in ("A1", "A2", "B1")}
            for mark in ("A1", "A2", "A3", "B1", "B2", "C3", "D4")
        ],
        "tags": [
            {"label": "LogiMAT", "url": "?page=leads"},
            {"label": "Wiedervorlage", "url": "?page=leads"},
        ],
        "filters": [
            {"label": "Alles", "url": "?", "on": True, "count": 212},
            {"label": "Brauchen dich", "url": "?", "count": 5},
        ],
        "reaches": ("ankommen", "qualifizieren", "pflegen", "übergeben"),
        "wizard": ("Datei", "Spalten", "Vorschau", "Übernehmen"),
        "choices": [
            {"value": "free", "label": "freigegeben", "key": "1", "on": True},
            {"value": "asked", "label": "beantragt", "key": "2"},
            {"value": "no", "label": "nein", "key": "3"},
        ],
        "toasts": [],
        "chapters": CHAPTERS,
        "phase_details": PHASE_DETAILS,
        "swatches": SWATCHES,
    }


PHASE_DETAILS = {
    "awareness": ("24.03. bis 12.05. · 49 Tage", "49 Tage"),
    "consideration": ("12.05. bis 02.10. · 143 Tage", "143 Tage"),
    "investigation": ("seit 02.10. · 52 Tage, üblich 38", "52, üblich 38"),
    "purchase": ("fehlt noch: Budget, Controlling, Termin", "3 fehlen"),
}
CHAPTERS = (
    {"name": "Festlegen", "detail": "was ein guter Lead ist", "url": "#define"},
    {"name": "Qualifizieren", "detail": "sieben Fragen", "url": "#qualify", "present": True},
    {"name": "Pflegen", "detail": "bis zur Reife", "url": "#nurture"},
    {"name": "Übergeben", "detail": "mit Frist", "url": "#hand-over"},
    {"name": "Schleife schließen", "detail": "gewonnen, verloren, warum", "url": "#loop"},
)
SWATCHES = (
    ("Grund und Tinte", ("ink", "ink-2", "ink-3", "line-3", "line-2", "line", "well", "ground", "surface")),
    (
        "Akzent, Fluss und Rot",
        ("accent", "river-2", "river-3", "river-4", "soft", "softer", "red", "red-soft"),
    ),
    (
        "Vier Phasen",
        (
            "awareness",
            "awareness-pale",
            "consideration",
            "consideration-pale",
            "investigation",
            "investigation-pale",
            "purchase",
            "purchase-pale",
        ),
    ),
)
