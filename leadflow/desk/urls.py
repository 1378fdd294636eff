"""Addresses of the desk. Each area has its own list; what is not built yet has none."""

from __future__ import annotations

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from leadflow.desk import styleguide_views
from leadflow.desk.requests import needs

app_name = "desk"
HERE = Path(__file__).parent
AREAS = (
    "account",
    "today",
    "leads",
    "intake",
    "fair",
    "handover",
    "twice",
    "nurture",
    "risk",
    "content",
    "insight",
    "playbook",
    "settings",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide", needs()(styleguide_views.styleguide), name="styleguide"),
    *(
        path("", include(f"leadflow.desk.{area}.urls"))
        for area in AREAS
        if (HERE / area / "urls.py").is_file()
    ),
]
