"""HTML of a mail as plain text: nothing is shown, run or fetched. Quotations are marked so that they can be cut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

QUOTE: Final = "\ufdd0"
"""Stands alone on a line where a mail program says that the quotation begins."""
LONGEST: Final = 200_000
_SILENT: Final = frozenset(
    {"script", "style", "head", "title", "template", "svg", "math", "object", "select", "textarea"}
)
_BLOCKS: Final = frozenset({
    "p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "blockquote",
    "section", "article", "header", "footer", "address", "center", "dl", "dt", "dd",
})  # fmt: skip
_VOID: Final = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "wbr", "source"}
)
_QUOTES: Final = re.compile(
    r"gmail_quote|yahoo_quoted|protonmail_quote|moz-cite-prefix|outlookmessageheader|divrplyfwdmsg|appendonsend"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|^quote$|zmail_extra|tutanota_quote"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_RULER: Final = re.compile(r"border-top\s*:\s*solid\s+#(e1e1e1|b5c4df)", re.IGNORECASE)
_TOKEN: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^<>]*)>|<[!?/][^<>]*>|[^<]+|<")
"""Each piece ends at the next bracket: no letter is looked at twice, whatever a mail is built for."""
_ATTRIBUTE: Final = re.compile(
    r"(class|id|name|style)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE
)
_BARE_HIDDEN: Final = re.compile(r"(?:^|\s)hidden(?:\s|/|$)", re.IGNORECASE)
LONGEST_TAG: Final = 2_000


def plain(markup: str) -> str:
    """Text with line breaks where blocks end; quoted blocks begin with QUOTE."""
    reader = _Reader()
    for token in _TOKEN.finditer(_without_comments(markup[:LONGEST])):
        closes, tag, rest = token[1], (token[2] or "").lower(), token[3] or ""
        if not tag:
            reader.text("" if token[0].startswith(("<!", "<?", "</")) else token[0])
        elif closes:
            reader.close(tag)
        else:
            reader.open(tag, rest[:LONGEST_TAG])
    return tidied("".join(reader.out))


def _without_comments(markup: str) -> str:
    pieces, at = [], 0
    while (begin := markup.find("<!--", at)) >= 0:
        pieces.append(markup[at:begin])
        end = markup.find("-->", begin + 4)
        if end < 0:
            return "".join(pieces)
        at = end + 3
    return "".join([*pieces, markup[at:]])


def tidied(text: str) -> str:
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


class _Reader:
    def __init__(self) -> None:
        self.out: list[str] = []
        self._silent: list[str] = []

    def open(self, tag: str, rest: str) -> None:
        known = {
            found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(rest)
        }
        hidden = bool(_HIDDEN.search(known.get("style", "")) or _BARE_HIDDEN.search(rest))
        if self._silent or tag in _SILENT or hidden:
            if tag not in _VOID and not rest.endswith("/") and len(self._silent) < 200:
                self._silent.append(tag)
            return
        if tag in _BLOCKS:
            self.out.append("\n")
        if _begins_quote(tag, known):
            self.out.append(f"\n{QUOTE}\n")
        if tag == "li":
            self.out.append("- ")

    def close(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self.out.append("\n\n" if tag in ("p", "table", "ul", "ol") else "\n")
        elif tag in ("td", "th"):
            self.out.append(" ")

    def text(self, raw: str) -> None:
        if not self._silent:
            self.out.append(unescape(raw).replace("\r", " ").replace("\n", " ").replace(QUOTE, ""))


def _begins_quote(tag: str, known: Mapping[str, str]) -> bool:
    if tag == "blockquote" or _RULER.search(known.get("style", "")):
        return True
    names = " ".join(known.get(name, "") for name in ("class", "id", "name")).lower()
    return any(_QUOTES.search(one) for one in names.split())
