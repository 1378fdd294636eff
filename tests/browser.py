"""The browser of the journeys: the chromium of the system, or the one that `LEADFLOW_CHROMIUM` names."""

from __future__ import annotations

import os
import shutil


def chromium() -> str | None:
    named = os.environ.get("LEADFLOW_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in names if (path := shutil.which(name))), None)
