"""Django settings, read once from the home and the environment. They hold no policy: that is in the playbook."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config import home
from config.neighbour import PLANTED
from config.visitors import LOOPBACK, networks
from leadflow.kernel.home import Home, set_home

ROOT = Path(__file__).resolve().parent.parent
SERVING = os.environ.get("LEADFLOW_SERVING") == "1"
_found = home.find()
_opened = home.read(_found) if _found and home.is_home(_found) else None
HOME = _opened.folder if _opened else (_found or ROOT / "home").resolve()
HOME_FACTS = _opened.facts if _opened else Home(public_url=os.environ.get("PUBLIC_URL", ""))
set_home(HOME_FACTS, f"http://localhost:{os.environ.get('LEADFLOW_PORT', '8000')}")

SECRET_KEY = os.environ.get("LEADFLOW_SECRET_KEY") or (
    home.secret_key(HOME) if _opened else "only-for-tests-and-tools-that-open-no-home"
)
DEBUG = False
SAMPLE_COMPANY = (HOME / PLANTED).is_file()
"""Everything in this home is made up, and every page says so."""
PUBLIC_URL = HOME_FACTS.public_url.rstrip("/")
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, [_public.hostname, *os.environ.get("LEADFLOW_HOSTS", "").split(",")]),
]

ROOMS = (
    "journal", "queue", "files", "delivery", "accounts", "playbook", "people", "privacy", "content", "leads", "scoring",
    "agenda", "qualification", "intake", "handover", "nurture", "moving", "insight", "backup", "desk", "public", "api",
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
DESK_ONLY = (
    "django.contrib.sessions",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.middleware.csrf",
    "django_htmx",
    "leadflow.desk",
)
MIDDLEWARE = [
    "config.visitors.BehindProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leadflow.desk.middleware.DeskMiddleware",
]
CSRF_FAILURE_VIEW = "leadflow.desk.errors.forbidden"
ONLY = os.environ.get("LEADFLOW_ONLY", "")
"""public: forms and links for strangers, and nothing of the desk."""
if ONLY == "public":
    MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith(DESK_ONLY)]
ROOT_URLCONF = "config.urls_public" if ONLY == "public" else "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            "OPTIONS": dict(parse_qsl(parts.query)),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
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


DATABASE_URL = _opened.database_url if _opened else os.environ.get("DATABASE_URL", "")
DATABASES = {"default": database(DATABASE_URL)}

USE_TZ = True
TIME_ZONE = HOME_FACTS.time_zone
USE_I18N = True
LANGUAGE_CODE = HOME_FACTS.language
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
FORMAT_MODULE_PATH = ["leadflow.desk.formats"]
LOCALE_PATHS = [place for place in (ROOT / "locale", ROOT / "config" / "locale") if place.is_dir()]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SERVING
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not SERVING
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_TEMP_DIR = HOME / "uploads" if _opened else None
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
PROXIES = networks(os.environ.get("LEADFLOW_PROXIES", LOOPBACK))
"""Who may say on whose behalf it asks. Everybody else is taken for what he is."""
API_PER_MINUTE = int(os.environ.get("LEADFLOW_API_PER_MINUTE", "60000"))
"""Requests of one API key in a minute, over all web processes; what is beyond waits."""
CALLED_INSIDE = tuple(filter(None, os.environ.get("LEADFLOW_CALLED_INSIDE", "").split(",")))
"""Addresses in the own network that may be called, like http://minio:9000: named by who runs the machine."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"

# Two homes on one machine differ only by their port, which cookies do not know: so the name tells them apart.
_sign = hashlib.sha256(SECRET_KEY.encode()).hexdigest()[:8]
_encrypted = _public.scheme == "https"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"leadflow_session_{_sign}"
SESSION_COOKIE_SECURE = _encrypted
CSRF_COOKIE_NAME = f"leadflow_csrf_{_sign}"
CSRF_COOKIE_SECURE = _encrypted
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
LANGUAGE_COOKIE_NAME = f"leadflow_language_{_sign}"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _encrypted else None
SECURE_HSTS_SECONDS = 31_536_000 if _encrypted else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "config.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LEADFLOW_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a page that is not there, or not to be seen, is an answer
    },
}
