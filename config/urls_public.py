"""Addresses of a house that only strangers reach: forms, confirmations, downloads, preferences."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("leadflow.public.urls")),
]

handler404 = "leadflow.public.pages.not_found"
handler500 = "leadflow.public.pages.failed"
