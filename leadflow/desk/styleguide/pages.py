"""Which page of the style guide is made of which template and which invented values."""

from __future__ import annotations

from collections.abc import Callable

from leadflow.desk.styleguide import figures, handover, intake, leads, today
from leadflow.desk.styleguide.samples import Values

PAGES: dict[str, tuple[str, Callable[[], Values]]] = {
    "today": ("today", today.full),
    "today_picked": ("today", today.picked),
    "today_new": ("today", today.new),
    "today_empty": ("today", today.empty),
    "lead": ("lead", leads.lead),
    "leads": ("leads", leads.leads),
    "intake": ("intake", intake.ledger),
    "intake_empty": ("intake", intake.empty),
    "upload": ("upload", intake.upload),
    "columns": ("columns", intake.columns),
    "preview": ("preview", intake.preview),
    "handover": ("handover", handover.listed),
    "offer": ("offer", handover.offer),
    "kpi": ("kpi", figures.kpi),
    "playbook": ("playbook", figures.playbook),
    "login": ("login", handover.login),
    "error": ("error", handover.error),
}
