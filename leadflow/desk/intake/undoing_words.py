"""An import that is taken back, in words: what goes, what stays, and what was done with what stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy
from leadflow.intake.keeping import Kept

WHY: Final[Mapping[str, Lazy]] = {
    "worked_on": _("stays, somebody worked with it"),
    "asked_again": _("stays, it was asked for from elsewhere too"),
    "brought_together": _("stays, it brought two records together"),
    "mended": _("stays, somebody mended the row"),
    "not_undone": _("stays, it could not be taken back"),
}
DONE: Final[Mapping[str, Lazy]] = {
    "lead.touched": _("contact"),
    "lead.claimed": _("taken in work"),
    "lead.moved": _("moved on"),
    "lead.heat_set": _("first impression"),
    "lead.owner_set": _("owner"),
    "lead.learned": _("answers"),
    "lead.verdict_given": _("verdict"),
    "lead.note_written": _("note"),
    "lead.tags_set": _("tags"),
    "lead.file_attached": _("file"),
    "lead.contact_added": _("contact added"),
    "lead.offered": _("offered to sales"),
    "lead.merged": _("merged"),
    "plan.started": _("plan"),
    "mail.queued": _("mail"),
    "content.offered": _("content sent"),
}
MOST: Final = 3


def why(kept: Kept) -> str:
    """ "stays, somebody worked with it: contact, verdict"."""
    what = [str(DONE[kind]) for kind in kept.what if kind in DONE]
    said = str(WHY[kept.why])
    if not what:
        return said
    more = gettext("and more") if len(what) > MOST else ""
    return f"{said}: {', '.join([*what[:MOST], *([more] if more else [])])}"
