"""Invented values for one lead and for the list of leads."""

from __future__ import annotations

from leadflow.desk.styleguide import samples, today
from leadflow.desk.styleguide.samples import Values, fact


def journal() -> list[Values]:
    days = (
        (
            "Heute",
            (
                ("file-text", "ROI-Blatt Palettierer gelesen", "Frau Reuter, Seite 3, 2:10 Min.", "09:58"),
                ("trending-up", "Interesse 3 → 2", "+12 für das ROI-Blatt", "09:58"),
            ),
        ),
        (
            "Freitag, 20. November",
            (
                ("phone", "Rückruf erbeten", "„Montag um zehn bin ich am Platz.“", "16:41"),
                (
                    "mail",
                    "Antwort auf Best Practice",
                    "„Interessant. Was kostet der Umbau von Linie 2 ungefähr?“",
                    "11:20",
                ),
            ),
        ),
        (
            "12. November",
            (
                (
                    "mail-opened",
                    "Best Practice „Hub Kassel“ geöffnet",
                    "2× von Frau Reuter, 1× von Herrn Kraus",
                    "14:07",
                ),
            ),
        ),
        (
            "2. Oktober",
            (
                (
                    "stairs-up",
                    "Kaufphase: Untersuchung",
                    "erkannt an Preisfrage und Anbietervergleich",
                    "10:32",
                ),
                (
                    "phone",
                    "Erstgespräch, 11 Min.",
                    "Linie 2 zu langsam, Umbau oder Ersatz. Zwei andere Anbieter im Rennen.",
                    "10:20",
                ),
            ),
        ),
        (
            "24. März",
            (
                (
                    "building-store",
                    "Messestand LogiMAT 2026",
                    "Gespräch mit B. Hartmann, Visitenkarte",
                    "15:12",
                ),
                ("arrow-merge", "2 Eingänge zusammengeführt", "Messeliste und Whitepaper-Formular", "15:12"),
            ),
        ),
    )
    return [
        {
            "name": name,
            "entries": [
                dict(zip(("icon", "what", "detail", "time"), entry, strict=True)) for entry in entries
            ],
        }
        for name, entries in days
    ]


def lead() -> Values:
    facts = [
        fact("Branche", "Intralogistik-Integrator", "Formular"),
        fact("Größe", "180 Mitarbeitende", "Register"),
        fact("Bedarf", "Palettierlinie, 2 Schichten", "Gespräch"),
        fact("Fachentscheid", "Sabine Reuter", "Gespräch"),
        fact("Budget"),
        fact("Controlling"),
        fact("Zeitpunkt"),
    ]
    return {
        "lead": {
            "name": "Müller Fördertechnik GmbH & Co. KG",
            "fit": "A",
            "interest": "2",
            "first": True,
            "stage": "In Qualifizierung",
            "meta": ["76646 Bruchsal", "Palettierlinie, rund 18.000 €", "Messe / LogiMAT 2026"],
            "owner": "Lena Vogt",
            "due": "Rückruf 10:00, 4 Min. drüber",
            "due_broken": True,
            "back_url": "?page=leads",
            "back_label": "Leads",
            "phase": "investigation",
            "phase_details": samples.PHASE_DETAILS,
            "previous_url": "?page=lead",
            "next_url": "?page=lead",
            "place": "3 von 24",
            "more": [
                {"label": "Mit anderem Lead vergleichen", "icon": "arrow-merge", "url": "?page=lead"},
                {"label": "Daten dieser Person", "icon": "shield-lock", "url": "?page=lead"},
            ],
            "actions": [
                {"label": "Aussortieren", "url": "?page=lead", "key": ""},
                {"label": "Pflegen", "icon": "plant-2", "url": "?page=lead"},
                {"label": "Berührung", "icon": "pencil-plus", "url": "?page=lead", "key": "B"},
                {"label": "Übergeben", "url": "?page=lead", "key": "Ü", "primary": True},
            ],
        },
        "contacts": samples.CONTACTS,
        "add_contact_url": "?page=lead",
        "facts": facts,
        "facts_known": 4,
        "facts_whole": 7,
        "score": {
            "note": "Drehbuch 7 · Stand 10:03",
            "fit": {
                "reasons": samples.FIT,
                "low": 29,
                "high": 36,
                "borders": samples.BORDERS_FIT,
                "grade": "A",
            },
            "interest": {
                "reasons": samples.INTEREST,
                "low": 21,
                "high": 29,
                "borders": samples.BORDERS_INTEREST,
                "grade": "2",
            },
        },
        "plan": {"steps": samples.PLAN, "words": "7 Schritte bis 15.12.", "edit_url": "?page=lead"},
        "tags": samples.parts()["tags"],
        "tag_add_url": "?page=lead",
        "tag_remove_url": "?page=lead",
        "known_tags": ["LogiMAT", "Rahmenvertrag"],
        "notes": [
            {
                "text": "Frau Reuter entscheidet mit dem Werkleiter, die Freigabe gibt Dr. Müller.",
                "by": "Lena Vogt",
                "when": "02.10.",
            }
        ],
        "note_url": "?page=lead",
        "files": [
            {
                "name": "Lageplan-Linie-2.pdf",
                "size": "1,2 MB",
                "by": "Lena Vogt",
                "when": "02.10.",
                "url": "?page=lead",
            }
        ],
        "file_url": "?page=lead",
        "journal": {
            "filters": [
                {"label": "Alles", "url": "?page=lead", "on": True},
                *({"label": word, "url": "?page=lead"} for word in ("Gespräche", "Mails", "System")),
            ],
            "days": journal(),
        },
        "phone_actions": [
            {"label": "Notieren", "icon": "pencil-plus", "url": "?page=lead"},
            {"label": "Frau Reuter anrufen", "icon": "phone", "url": "tel:+4972519382114", "primary": True},
        ],
    }


def leads() -> Values:
    stages = (
        "In Qualifizierung",
        "Neu",
        "Beim Vertrieb",
        "In Pflege",
        "In Qualifizierung",
        "Neu",
        "In Qualifizierung",
        "In Pflege",
        "In Pflege",
        "Neu",
        "In Qualifizierung",
        "In Pflege",
        "Neu",
        "Reif",
    )
    sources = ("Messe / LogiMAT 2026", "Google Ads / Rollenbahn", "Whitepaper / Check", "Telefon")
    flat = [one for _, _, rows in today.GROUPS for one in rows]
    rows = [
        one
        | {
            "url": "?page=lead",
            "name": one["who"],
            "place": "76646 Bruchsal",
            "stage": stage,
            "source": sources[i % 4],
            "owner": "" if one.get("is_new") else "Lena Vogt",
        }
        for i, (one, stage) in enumerate(zip(flat, stages, strict=True))
    ]
    return {
        "leads": {
            "title": "Leads",
            "count_words": "585 offen",
            "form_url": "?page=leads",
            "export_url": "?page=leads",
            "reset_url": "?page=leads",
            "chips": [
                {"label": label, "url": "?page=leads", "on": i == 0, "count": count}
                for i, (label, count) in enumerate(
                    (
                        ("Offen", 585),
                        ("Meine", 212),
                        ("Ohne Besitzer", 18),
                        ("Gefährdet", 5),
                        ("Beim Vertrieb", 81),
                        ("Gewonnen", 38),
                    )
                )
            ],
            "groups": [
                {"name": name, "label": label, "value": "", "options": [{"value": "1", "label": "Beispiel"}]}
                for name, label in (
                    ("stage", "Stand"),
                    ("phase", "Phase"),
                    ("grade", "Note"),
                    ("channel", "Kanal"),
                    ("owner", "Besitzer"),
                )
            ],
            "rows": rows,
            "paging": {"shown": "1 bis 14 von 585", "later_url": "?page=leads"},
        }
    }
