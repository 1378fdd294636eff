"""The house as a WSGI application. It opens no house without a home."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.children import leave_with_parent
from config.opening import require_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
require_home()
leave_with_parent()
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - a house whose pages cannot be loaded must not open, and the first page is quick
