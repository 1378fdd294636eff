"""Django settings, read once from the home and the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LEADFLOW_HOME", ROOT / "home")).resolve()
SECRET_KEY = os.environ.get("LEADFLOW_SECRET_KEY", "only-for-tests-and-tools-that-open-no-home")
DEBUG = False
ALLOWED_HOSTS = ["*"]

ROOMS = (
    "journal", "queue", "files", "accounts", "playbook", "people", "privacy", "leads", "scoring",
    "agenda", "qualification", "intake", "handover", "insight", "desk", "api",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *(f"leadflow.{room}" for room in ROOMS),
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name` or the embedded database of the home."""
    if url:
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 600,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "leadflow.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;"
            " PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;",
        },
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
ROOT_URLCONF = "config.urls"
STATIC_URL = "/static/"
