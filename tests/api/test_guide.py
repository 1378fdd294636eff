"""The guide for people who write clients is true: each of its blocks is sent, in its order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.api.asking import Machine

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```http (\d{3})\n(.+?)^```", re.MULTILINE | re.DOTALL)


def test_every_block_of_the_guide_is_answered_as_it_says() -> None:
    machine, real, blocks = Machine(), dict[str, str](), BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    for status, text in blocks:
        for word, value in real.items():
            text = text.replace(word, value)
        head, _, body = text.partition("\n\n")
        (method, path), *headers = (line.split(maxsplit=1) for line in head.splitlines())
        named = {name.rstrip(":"): value for name, value in headers}
        got, told = machine.ask(method, path, body.strip() or None, **named)
        assert got == int(status), (text, told)
        real |= {"LEAD": told["lead"], "ARRIVAL": told["arrival"]} if "LEAD" not in real else {}
        real |= {"CURSOR": told["cursor"]} if "cursor" in told else {}
        real |= {"ETAG": machine.answer["ETag"]} if "edition" in told else {}
    assert len(blocks) > 15
