"""Log lines: one JSON object each, without personal data.

Our own messages name ids only. Those of others, and the texts of exceptions, may quote what people typed:
of them only the pattern, the kind of error and the place in the code are kept.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

OURS: Final = ("leadflow", "config")


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if record.name.split(".")[0] in OURS else str(record.msg),
        }
        line |= _request(record)
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__qualname__, "where": _where(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False)


def _request(record: logging.LogRecord) -> dict[str, Any]:
    """The pattern of the address, never the address: it may hold what somebody searched for."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    told = {"status": getattr(record, "status_code", None), "route": getattr(match, "route", None)}
    return {name: value for name, value in told.items() if value is not None}


def _where(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
