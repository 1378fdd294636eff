"""The house as a WSGI application. It opens no house without a home."""

from __future__ import annotations

import gc
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
gc.collect()
gc.freeze()  # what is loaded stays for good: nobody waits while it is searched for garbage
gc.set_threshold(20_000, 10, 10)
