"""Addresses of the house: what machines ask of the running house, and the pages and API of the audiences."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
]
if find_spec("leadflow.api.urls"):
    urlpatterns.append(path("api/", include("leadflow.api.urls")))
if find_spec("leadflow.desk.urls"):
    urlpatterns.append(path("", include("leadflow.desk.urls")))

handler403 = "leadflow.desk.errors.forbidden"
handler404 = "leadflow.desk.errors.not_found"
handler500 = "leadflow.desk.errors.failed"
