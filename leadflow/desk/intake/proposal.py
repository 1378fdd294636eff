"""What the house proposes about a list: what its columns mean and why, and what would become of its first rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from leadflow.desk import words
from leadflow.desk.intake import told
from leadflow.intake import drafts, foreseeing, remembering
from leadflow.intake.beginning import LOOKS_LIKE
from leadflow.intake.doors.csv.mapping import IMPORT, Column
from leadflow.intake.foreseeing import Foreseen
from leadflow.kernel.actor import Actor
from leadflow.leads import lists
from leadflow.leads.policy import OfferDeclaration
from leadflow.playbook import queries as playbook
from leadflow.playbook.rules import Playbook

Values = dict[str, Any]
SURE: Final = 0.9
FORESEEN: Final = 100
"""Rows thought through for the preview."""
SAMPLE: Final = 40
ASK: Final = frozenset({"outcome_heading", "set_after_contact", "values_do_not_fit", "id_repeats", "behind"})
KINDS: Final = {"opened": "new", "joined": "joined", "unclear": "open", "repeated": "out"}


def offer_words(offer: OfferDeclaration) -> str:
    price = words.money(offer.price.amount, offer.price.currency)
    return f"{offer.label.in_(words.language())}, {price}"


def columns(kept: drafts.Kept, book: Playbook) -> Values:
    """One line per column: heading, values, target and reason; what needs a look comes marked."""
    found = kept.columns.columns
    rows = [record.values for record in drafts.sample(kept.receipt, SAMPLE)]
    options = told.targets(book)
    listed = [_column(column, rows, options, book) for column in found]
    asked = sum(line["kind"] == "ask" for line in listed)
    kept_only = sum(column.target.startswith(IMPORT) for column in found)
    return {
        "title": _columns_title(len(found), len(found) - kept_only, asked),
        "sub": " · ".join(
            (
                kept.label,
                ngettext("%(n)s row", "%(n)s rows", kept.rows) % {"n": words.number(kept.rows)},
                told.dialect(kept.dialect),
            )
        ),
        "columns": listed,
        **_noticed(kept),
        "back_url": reverse("desk:import"),
        "submit_label": gettext("On to the preview"),
    }


def _noticed(kept: drafts.Kept) -> Values:
    """Whose export it looks like, which sheet was taken, and by which saved mapping it is read or could be."""
    noticed, known = kept.noticed, remembering.of_shape(kept.columns)
    system = told.SYSTEMS.get(noticed.get(LOOKS_LIKE, ""), "")
    present = str(noticed.get(remembering.SAVED, ""))
    export = gettext("Looks like an export from %(system)s, and is read like one.")
    return {
        "looks_like": export % {"system": str(system)} if system else "",
        "read_as": gettext("Read as in “%(name)s”, because the headings are the same.") % {"name": present}
        if present
        else "",
        "known": [{"value": str(one.public_id), "label": one.name} for one in known],
        "sheets": [_sheet(one) for one in noticed.get("sheets", ())],
        "sheet": noticed.get("sheet", ""),
        "headings_row": kept.dialect.headings_row,
    }


def _sheet(one: Mapping[str, Any]) -> Values:
    rows = ngettext("%(n)s row", "%(n)s rows", one["rows"]) % {"n": words.number(one["rows"])}
    hidden = gettext("hidden") if one["hidden"] else ""
    return {"value": one["name"], "label": " · ".join(part for part in (one["name"], rows, hidden) if part)}


def _columns_title(whole: int, known: int, asked: int) -> str:
    facts = {"whole": words.number(whole), "known": words.number(known), "asked": words.number(asked)}
    if asked:
        return gettext("%(known)s of %(whole)s columns recognised, look at %(asked)s") % facts
    return gettext("%(known)s of %(whole)s columns recognised") % facts


def _column(
    column: Column, rows: Sequence[Sequence[str]], options: Sequence[tuple[str, str]], book: Playbook
) -> Values:
    values = (row[column.index].strip() for row in rows if column.index < len(row))
    some = list(dict.fromkeys(text for text in values if text))[:3]
    own = (column.kept_as, gettext("only kept and shown"))
    choices = [*options, own]
    if column.target not in dict(choices):
        choices.append((column.target, told.target(column.target, book)))
    return {
        "name": column.heading or gettext("Column %(number)s") % {"number": column.index + 1},
        "sample": " · ".join(text[:40] for text in some),
        "value": column.target,
        "kind": "ask" if column.reason in ASK else "sure" if column.confidence >= SURE else "near",
        "note": told.reason(column, book),
        "field": f"column_{column.index}",
        "options": [{"value": value, "label": label} for value, label in choices],
    }


def unknown(targets: Mapping[int, str], kept: drafts.Kept, book: Playbook) -> str:
    """The first target that is none; empty when all are."""
    known = {key for key, _ in told.targets(book)}
    known |= {column.kept_as for column in kept.columns.columns} | {c.target for c in kept.columns.columns}
    return next((target for target in targets.values() if target not in known), "")


def preview(kept: drafts.Kept, actor: Actor, only: str, now: datetime) -> Values:
    """What becomes of the first rows, by the same rules as in earnest; nothing is written."""
    book = playbook.at(now)
    rows = foreseeing.preview(kept.receipt, kept.choices, now=now, limit=FORESEEN)
    counts = Counter(row.becomes for row in rows)
    known = lists.lines({row.lead for row in rows if row.lead is not None}, seen_by=actor)
    titles = {key: line.title for key, line in known.items()}
    shown = [row for row in rows if not only or row.becomes == only]
    campaign = kept.campaign or kept.label.rsplit(".", 1)[0]
    return {
        "title": _preview_title(kept, len(rows), counts),
        "sub": " · ".join(
            (
                kept.label,
                told.offer(kept.offer, book),
                f"{told.channel(kept.channel, book)} / {campaign}",
                gettext("nothing is a lead yet"),
            )
        ),
        "counts": [
            {"figure": counts["opened"], "word": gettext("new leads")},
            {"figure": counts["joined"], "word": gettext("to known leads")},
            {"figure": counts["repeated"], "word": gettext("were here before")},
            {"figure": counts["unclear"], "word": gettext("unclear")},
        ],
        "closing": _closing(kept, len(rows)),
        "filters": _filters(kept, counts, len(rows), only),
        "rows": [_row(row, titles, campaign) for row in shown],
        "submit_label": ngettext("Import %(n)s row", "Import %(n)s rows", kept.rows)
        % {"n": words.number(kept.rows)},
        "promise": gettext(
            "The import can be taken back: what nobody has worked with goes as if it had never come."
            " The same list twice creates nothing."
        ),
    }


def _preview_title(kept: drafts.Kept, rows: int, counts: Counter[str]) -> str:
    facts = {key: words.number(counts[key]) for key in KINDS} | {"rows": words.number(rows)}
    if rows < kept.rows:
        return (
            gettext("The first %(rows)s rows: %(opened)s new leads, %(joined)s known, %(unclear)s need you")
            % facts
        )
    return gettext("%(rows)s rows: %(opened)s new leads, %(joined)s known, %(unclear)s need you") % facts


def _closing(kept: drafts.Kept, rows: int) -> str:
    if rows < kept.rows:
        facts = {"rows": words.number(rows), "whole": words.number(kept.rows)}
        return gettext("= the first %(rows)s of %(whole)s rows") % facts
    return gettext("= %(rows)s rows, difference 0") % {"rows": words.number(rows)}


def _filters(kept: drafts.Kept, counts: Counter[str], rows: int, only: str) -> list[Values]:
    here = reverse("desk:import_preview", args=[kept.public_id])
    named = (
        ("", gettext("All"), rows),
        ("opened", gettext("New"), counts["opened"]),
        ("joined", gettext("Known"), counts["joined"]),
        ("repeated", gettext("Before"), counts["repeated"]),
        ("unclear", gettext("Unclear"), counts["unclear"]),
    )
    return [
        {"label": label, "url": f"{here}?only={key}" if key else here, "on": key == only, "count": count}
        for key, label, count in named
    ]


def _row(row: Foreseen, titles: Mapping[int, str], campaign: str) -> Values:
    icon, became = told.BECAME_ROW[row.becomes]
    said, note = str(became), campaign
    if row.becomes == "joined":
        title = titles.get(row.lead or 0, "")
        said = gettext("Belongs to %(lead)s") % {"lead": title} if title else said
        note = "" if title else gettext("or to a row further up")
    elif row.becomes == "unclear":
        fault = told.fault(row.fault)
        said, note = fault.text or said, fault.place
    first = [text for _, text in row.raw if text.strip()][:2] if row.becomes == "unclear" else []
    return {
        "number": row.number,
        "company": row.company or ", ".join(first)[:60],
        "person": row.person,
        "mail": row.mail,
        "kind": KINDS[row.becomes],
        "icon": icon,
        "words": said,
        "note": note,
    }
