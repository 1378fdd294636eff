"""Each promise of SECURITY.md is held by a test that exists."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_promise_names_a_test_that_exists() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = NAMED.findall(page)
    assert len(named) >= 20
    missing = [one for one in named if f"def {one[1]}(" not in (ROOT / one[0]).read_text(encoding="utf-8")]
    assert not missing


def test_each_threat_is_answered_by_a_test() -> None:
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| who | wants")]
    assert not [row for row in rows if not NAMED.search(row)]
