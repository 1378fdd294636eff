"""Invented values for whole pages: each is the example of what a real view hands to its template."""

from __future__ import annotations

from collections.abc import Callable

from leadflow.desk import styleguide_figures as figures
from leadflow.desk import styleguide_intake as intake
from leadflow.desk import styleguide_samples as samples
from leadflow.desk.styleguide_samples import Values, fact, row


def questions() -> list[Values]:
    budget = {
        "number": 5, "present": True, "name": "budget", "aloud": "„Ist für die neue Linie schon Geld eingeplant?“",
        "sub": "Budget · zählt bis +12 für die Passung · nötig für die Übergabe",
        "choices": [
            {"value": "free", "label": "freigegeben", "key": "1", "on": True},
            {"value": "asked", "label": "beantragt", "key": "2"},
            {"value": "no", "label": "nein", "key": "3"},
            {"value": "silent", "label": "sagt er nicht", "key": "4"},
        ],
        "unit_field": {"name": "budget_amount", "value": "18.000", "unit": "€", "label": "Betrag in Euro"},
    }  # fmt: skip
    return [
        budget,
        {"number": 6, "name": "controlling", "aloud": "„Wer prüft bei Ihnen die Wirtschaftlichkeit?“", "sub": "Rolle Controlling · niemand bekannt · Name und Durchwahl erfragen", "url": "?page=today"},
        {"number": 7, "name": "by_when", "aloud": "„Bis wann muss die Linie laufen?“", "sub": "Zeitpunkt · treibt Plan und Frist", "url": "?page=today"},
    ]  # fmt: skip


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
        fact("Branche", "Intralogistik-Integrator", "Formular, 24.03."), fact("Größe", "180 Mitarbeitende", "Handelsregister"),
        fact("Bedarf", "Palettierlinie, 2 Schichten", "Gespräch, 02.10."), fact("Fachentscheid", "Sabine Reuter, Leiterin Technik", "Gespräch, 02.10."),
    ]  # fmt: skip
    return {
        "url": "?page=lead", "name": "Müller Fördertechnik GmbH & Co. KG", "fit": "A", "interest": "2", "first": True,
        "meta": ["Bruchsal", "Palettierlinie, rund 18.000 €", "Messe / LogiMAT 2026"],
        "caller": {"name": "Sabine Reuter", "function": "Leiterin Technik · Fachentscheiderin", "phone": "+49 7251 9382-114", "since": "2026-11-23T09:00:36Z", "hang_up_url": "?page=today"},
        "guide": {"known": 4, "whole": 7, "facts": known, "questions": questions()},
        "note": "Linie 2 läuft seit dem Umbau nur mit 60 %. Vergleicht mit Kardex und einem Anbieter aus Italien. Freigabe liegt bei GF Dr. Müller, Sitzung am 03.12.",
        "context": {
            "why": [
                {"icon": "clock-exclamation", "lead": "Zugesagt für 10:00.", "text": "Frau Reuter bat am Freitag um Rückruf.", "broken": True},
                {"icon": "flame", "text": "Hat vor 5 Min. das ROI-Blatt Palettierer gelesen, Seite 3."},
            ],
            "phase": "investigation", "phase_words": "seit 52 Tagen, üblich 38",
            "recent": recent(),
        },
        "post_url": "?page=today", "after": "Danach: Kessler Verpackungen AG",
        "outcomes": [
            {"value": "ready", "label": "Übergabereif", "note": "fragt 2 Angaben", "key": "Ü", "primary": True},
            {"value": "nurture", "label": "Pflegen", "note": "Termin oder Plan", "key": "P"},
            {"value": "call_back", "label": "Rückruf", "note": "Zeit zusagen", "key": "R"},
            {"value": "not_reached", "label": "Nicht erreicht", "note": "Versuch 2 von 3", "key": "N"},
            {"value": "disqualify", "label": "Aussortieren", "note": "Grund angeben", "key": "A"},
        ],
    }  # fmt: skip


GROUPS = (
    ("Jetzt", 3, (
        row("clock-exclamation", "Müller Fördertechnik GmbH & Co. KG", "Zugesagt: Rückruf 10:00", "4 Min. drüber", "investigation", "A2", broken=True, current=True),
        row("bolt", "Kessler Verpackungen AG", "Neu aus Google Ads", "antworten in 00:42", "awareness", "B2", soon=True),
        row("flame", "Intralog Systeme Nord GmbH", "Preisliste 2× geöffnet", "vor 12 Min.", "purchase", "A1"),
    )),
    ("Vormittag", 8, (
        row("arrow-back-up", "Backzentrale Hofmann KG", "Zurück: „Budget erst Q2“", "vom Vertrieb", "consideration", "B3"),
        row("calendar-event", "Nordhaus Möbelwerke GmbH", "Zugesagt: Rückruf", "11:30", "investigation", "B1"),
        row("bolt", "Spedition Krahl & Söhne", "Neu aus Whitepaper", "antworten in 01:38", "awareness", "C2", soon=True, is_new=True),
        row("phone-off", "Alpenmilch eG", "Nicht erreicht am Fr.", "3. Versuch von 3", "consideration", "B2", held_by="Ida Brandt"),
        row("plant-2", "Reinhardt Automotive GmbH", "Fallstudie nachfassen", "Schritt 4 von 7", "investigation", "A3"),
        row("plant-2", "Pharmalog Rhein-Neckar", "Zugesagt: Anruf im November", "seit März", "consideration", "B2"),
    )),
    ("Nachmittag", 13, (
        row("bolt", "Stadtwerke Ulm Logistik", "Neu aus Mailing", "antworten in 03:51", "awareness", "C3", soon=True, is_new=True),
        row("calendar-event", "Vogler Getränke GmbH", "Zugesagt: Rückruf", "14:15", "consideration", "B2"),
        row("plant-2", "Hansa Kühlhaus GmbH & Co. KG", "ROI-Rechnung nachfassen", "Schritt 6 von 7", "purchase", "A2"),
        row("phone-off", "Wittmann Holzwerke", "Nicht erreicht am Do.", "2. Versuch von 3", "awareness", "C2"),
        row("plant-2", "Elektro Sauter GmbH", "Studie nachfassen", "Schritt 3 von 6", "consideration", "B3"),
    )),
)  # fmt: skip


def today() -> Values:
    groups = [{"name": name, "count": count, "rows": rows} for name, count, rows in GROUPS]
    return {
        "today": {
            "date": "Montag, 23. November", "done": 14, "total": 38,
            "answer_words": "Erste Antwort im Mittel nach 38 Min.", "groups": groups, "cockpit": cockpit(),
        }
    }  # fmt: skip


def today_picked() -> Values:
    values = today()
    values["today"]["picked"] = True
    return values


def today_new() -> Values:
    """A new lead: first impression before the grade; and an outcome that asks for its reason."""
    values = today()
    fresh = values["today"]["cockpit"]
    fresh |= {"name": "Spedition Krahl & Söhne", "is_new": True, "meta": ["Mannheim", "Rollenbahn", "Whitepaper / Intralogistik-Check"], "note": ""}
    fresh["caller"] = {"name": "Uwe Krahl", "function": "Inhaber", "phone": "+49 621 5550-112", "start_url": "?page=today"}
    fresh["heat"] = {
        "post_url": "?page=today", "skip_label": "Überspringen", "skip_value": "skip",
        "choices": [{"value": "hot", "label": "heiß", "key": "1"}, {"value": "warm", "label": "lau", "key": "2"}, {"value": "cold", "label": "kalt", "key": "3"}],
    }  # fmt: skip
    fresh["ask"] = {
        "title": "Warum aussortieren?", "note": "Der Grund hilft beim Nachprüfen", "name": "reason", "submit_name": "outcome", "submit_value": "disqualify", "submit_label": "Aussortieren",
        "choices": [{"value": str(i), "label": label, "key": str(i)} for i, label in enumerate(("kein eigener Bedarf", "zu klein", "Wettbewerber", "Student", "nicht erreichbar"), start=1)],
        "fields": [{"name": "reason_note", "label": "Was noch dazu gehört", "optional": True}],
    }  # fmt: skip
    return values


def today_empty() -> Values:
    return {"today": {"date": "Montag, 23. November", "done": 38, "total": 38, "groups": [], "cockpit": None}}


def journal() -> list[Values]:
    days = (
        ("Heute", (("file-text", "ROI-Blatt Palettierer gelesen", "Frau Reuter, Seite 3, 2:10 Min.", "09:58"), ("trending-up", "Interesse 3 → 2", "+12 für das ROI-Blatt", "09:58"))),
        ("Freitag, 20. November", (("phone", "Rückruf erbeten", "„Montag um zehn bin ich am Platz.“", "16:41"), ("mail", "Antwort auf Best Practice", "„Interessant. Was kostet der Umbau von Linie 2 ungefähr?“", "11:20"))),
        ("12. November", (("mail-opened", "Best Practice „Hub Kassel“ geöffnet", "2× von Frau Reuter, 1× von Herrn Kraus", "14:07"),)),
        ("2. Oktober", (("stairs-up", "Kaufphase: Untersuchung", "erkannt an Preisfrage und Anbietervergleich", "10:32"), ("phone", "Erstgespräch, 11 Min.", "Linie 2 zu langsam, Umbau oder Ersatz. Zwei andere Anbieter im Rennen.", "10:20"))),
        ("24. März", (("building-store", "Messestand LogiMAT 2026", "Gespräch mit B. Hartmann, Visitenkarte", "15:12"), ("arrow-merge", "2 Eingänge zusammengeführt", "Messeliste und Whitepaper-Formular", "15:12"))),
    )  # fmt: skip
    return [
        {"name": name, "entries": [dict(zip(("icon", "what", "detail", "time"), entry, strict=True)) for entry in entries]}
        for name, entries in days
    ]


def lead() -> Values:
    facts = [
        fact("Branche", "Intralogistik-Integrator", "Formular"), fact("Größe", "180 Mitarbeitende", "Register"),
        fact("Bedarf", "Palettierlinie, 2 Schichten", "Gespräch"), fact("Fachentscheid", "Sabine Reuter", "Gespräch"),
        fact("Budget"), fact("Controlling"), fact("Zeitpunkt"),
    ]  # fmt: skip
    return {
        "lead": {
            "name": "Müller Fördertechnik GmbH & Co. KG", "fit": "A", "interest": "2", "first": True, "stage": "In Qualifizierung",
            "meta": ["76646 Bruchsal", "Palettierlinie, rund 18.000 €", "Messe / LogiMAT 2026"], "owner": "Lena Vogt",
            "due": "Rückruf 10:00, 4 Min. drüber", "due_broken": True, "back_url": "?page=leads", "back_label": "Leads",
            "phase": "investigation", "phase_details": samples.PHASE_DETAILS, "previous_url": "?page=lead", "next_url": "?page=lead", "place": "3 von 24",
            "more": [{"label": "Mit anderem Lead vergleichen", "icon": "arrow-merge", "url": "?page=lead"}, {"label": "Daten dieser Person", "icon": "shield-lock", "url": "?page=lead"}],
            "actions": [
                {"label": "Aussortieren", "url": "?page=lead", "key": ""}, {"label": "Pflegen", "icon": "plant-2", "url": "?page=lead"},
                {"label": "Berührung", "icon": "pencil-plus", "url": "?page=lead", "key": "B"}, {"label": "Übergeben", "url": "?page=lead", "key": "Ü", "primary": True},
            ],
        },
        "contacts": samples.CONTACTS, "add_contact_url": "?page=lead",
        "facts": facts, "facts_known": 4, "facts_whole": 7,
        "score": {
            "note": "Drehbuch 7 · Stand 10:03",
            "fit": {"reasons": samples.FIT, "low": 29, "high": 36, "borders": samples.BORDERS_FIT, "grade": "A"},
            "interest": {"reasons": samples.INTEREST, "low": 21, "high": 29, "borders": samples.BORDERS_INTEREST, "grade": "2"},
        },
        "plan": {"steps": samples.PLAN, "words": "7 Schritte bis 15.12.", "edit_url": "?page=lead"},
        "tags": samples.parts()["tags"], "tag_add_url": "?page=lead", "tag_remove_url": "?page=lead", "known_tags": ["LogiMAT", "Rahmenvertrag"],
        "notes": [{"text": "Frau Reuter entscheidet mit dem Werkleiter, die Freigabe gibt Dr. Müller.", "by": "Lena Vogt", "when": "02.10."}], "note_url": "?page=lead",
        "files": [{"name": "Lageplan-Linie-2.pdf", "size": "1,2 MB", "by": "Lena Vogt", "when": "02.10.", "url": "?page=lead"}], "file_url": "?page=lead",
        "journal": {"filters": [{"label": "Alles", "url": "?page=lead", "on": True}, *({"label": word, "url": "?page=lead"} for word in ("Gespräche", "Mails", "System"))], "days": journal()},
        "phone_actions": [{"label": "Notieren", "icon": "pencil-plus", "url": "?page=lead"}, {"label": "Frau Reuter anrufen", "icon": "phone", "url": "tel:+4972519382114", "primary": True}],
    }  # fmt: skip


def leads() -> Values:
    stages = ("In Qualifizierung", "Neu", "Beim Vertrieb", "In Pflege", "In Qualifizierung", "Neu", "In Qualifizierung", "In Pflege", "In Pflege", "Neu", "In Qualifizierung", "In Pflege", "Neu", "Reif")
    sources = ("Messe / LogiMAT 2026", "Google Ads / Rollenbahn", "Whitepaper / Check", "Telefon")
    flat = [one for _, _, rows in GROUPS for one in rows]
    rows = [
        one | {"url": "?page=lead", "name": one["who"], "place": "76646 Bruchsal", "stage": stage, "source": sources[i % 4], "owner": "" if one.get("is_new") else "Lena Vogt"}
        for i, (one, stage) in enumerate(zip(flat, stages, strict=True))
    ]  # fmt: skip
    return {
        "leads": {
            "title": "Leads", "count_words": "585 offen", "form_url": "?page=leads", "export_url": "?page=leads", "reset_url": "?page=leads",
            "chips": [{"label": label, "url": "?page=leads", "on": i == 0, "count": count} for i, (label, count) in enumerate((("Offen", 585), ("Meine", 212), ("Ohne Besitzer", 18), ("Gefährdet", 5), ("Beim Vertrieb", 81), ("Gewonnen", 38)))],
            "groups": [{"name": name, "label": label, "value": "", "options": [{"value": "1", "label": "Beispiel"}]} for name, label in (("stage", "Stand"), ("phase", "Phase"), ("grade", "Note"), ("channel", "Kanal"), ("owner", "Besitzer"))],
            "rows": rows, "paging": {"shown": "1 bis 14 von 585", "later_url": "?page=leads"},
        }
    }  # fmt: skip


PAGES: dict[str, tuple[str, Callable[[], Values]]] = {
    "today": ("today", today),
    "today_picked": ("today", today_picked),
    "today_new": ("today", today_new),
    "lead": ("lead", lead),
    "today_empty": ("today", today_empty),
    "leads": ("leads", leads),
    "intake": ("intake", intake.ledger),
    "intake_empty": ("intake", intake.empty),
    "upload": ("upload", intake.upload),
    "columns": ("columns", intake.columns),
    "preview": ("preview", intake.preview),
    "handover": ("handover", intake.handover),
    "offer": ("offer", intake.offer),
    "kpi": ("kpi", figures.kpi),
    "playbook": ("playbook", figures.playbook),
    "login": ("login", intake.login),
    "error": ("error", intake.error),
}
