"""The house as an ASGI application, for servers that want one. It opens no house without a home."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from config.opening import require_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
require_home()
application = get_asgi_application()
