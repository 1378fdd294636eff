"""Is the house alive, and can it work? For supervisors and load balancers; tells nothing else."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from config import prepare
from leadflow.backup import filling


def alive(request: HttpRequest) -> HttpResponse:
    """Answers without touching the database: a busy house is not a dead one."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """503 names what is missing: the database, its tables, its rows, or the folder of the files."""
    missing = _missing()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def _missing() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        tables = [] if prepare.tables_are_current() else ["tables"]
        rows = ["rows"] if filling.is_unfinished(connection) else []
    except DatabaseError:
        return ["database"]
    return tables + rows + ([] if prepare.files_are_writable() else ["files"])
