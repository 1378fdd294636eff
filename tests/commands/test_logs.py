"""Log lines say what happened and where, never what somebody typed."""

from __future__ import annotations

import json
import logging
import sys

from config.logs import Lines


def line(logger: str, message: str, *values: object, **more: object) -> dict[str, object]:
    record = logging.LogRecord(logger, logging.ERROR, "x.py", 1, message, values, sys.exc_info())
    record.__dict__.update(more)
    told = json.loads(Lines().format(record))
    assert isinstance(told, dict)
    return told


def test_our_own_messages_are_told_whole() -> None:
    assert line("leadflow.queue", "job %s failed", 7)["event"] == "job 7 failed"


def test_of_others_only_the_pattern_is_told() -> None:
    assert "ada@" not in str(line("django.request", "Not Found: %s", "/leads/?q=ada@muster.example"))


def test_of_an_exception_the_kind_and_the_place_are_told_but_not_its_text() -> None:
    try:
        int("ada@muster.example")
    except ValueError:
        told = line("leadflow.intake", "a row could not be read")
    assert told["error"] == "ValueError"
    assert "test_logs.py" in str(told["where"])
    assert "ada@" not in str(told)
