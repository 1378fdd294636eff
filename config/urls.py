"""Addresses of the house: what watchers ask of the running house, and the pages and API of the audiences."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from config import health, metrics
from leadflow.api.views import api
from leadflow.desk.settings import reference

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.page),
    path("api/", include("leadflow.api.urls")),
    path("", include("leadflow.public.urls")),
    path("", include("leadflow.desk.urls")),
]

reference.describe_by(api.get_openapi_schema)
handler400 = "leadflow.desk.errors.not_taken"
handler403 = "leadflow.desk.errors.forbidden"
handler404 = "leadflow.desk.errors.not_found"
handler500 = "leadflow.desk.errors.failed"
