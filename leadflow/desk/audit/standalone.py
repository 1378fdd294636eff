"""An audit as one file: style and typeface are in it, and it asks nobody for anything."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string
from django.utils import translation

from leadflow.desk.audit.sheet import sheet
from leadflow.insight.audit.auditing import Audit

STATIC: Final = Path(__file__).resolve().parents[1] / "static" / "desk"
SHEETS: Final = ("tokens", "base", "print", "audit")


def standalone(made: Audit, language: str) -> str:
    with translation.override(language):
        return render_to_string("audit/standalone.html", {"audit": sheet(made), "style": _style()})


def _style() -> str:
    rules = "\n".join((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    return re.sub(r'url\("\.\./fonts/([\w-]+\.woff2)"\)', _embedded, rules)


def _embedded(named: re.Match[str]) -> str:
    font = b64encode((STATIC / "fonts" / named[1]).read_bytes()).decode("ascii")
    return f'url("data:font/woff2;base64,{font}")'
