"""Homes for benchmarks: on the embedded database, or on a PostgreSQL that is started for the run (or named by
LEADFLOW_TEST_DATABASE_URL). They are asked by plain SQL, from outside.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres import server_url

LEADFLOW: Final = str(Path(sys.executable).with_name("leadflow"))


@dataclass(frozen=True, slots=True)
class House:
    """`url`: its PostgreSQL; empty for the embedded database of the folder."""

    folder: Path
    url: str = ""

    @classmethod
    def opened(cls, folder: Path, *, postgres: bool) -> House:
        house = cls(folder, fresh_database() if postgres else "")
        house.told("init", str(folder), "--yes")
        return house

    @property
    def name(self) -> str:
        return "PostgreSQL" if self.url else "SQLite"

    @property
    def environment(self) -> dict[str, str]:
        named = {"DATABASE_URL": self.url} if self.url else {}
        return {**os.environ, "LEADFLOW_HOME": str(self.folder), **named}

    def told(self, *words: str) -> dict[str, Any]:
        done = subprocess.run(  # noqa: S603 - our own command
            [LEADFLOW, "--json", *words], env=self.environment, check=False, capture_output=True, text=True
        )
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as base:
                return base.execute(statement.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "leadflow.sqlite3")) as base:
            return base.execute(statement).fetchall()

    def number(self, statement: str) -> float:
        return float(self.rows(statement)[0][0] or 0)

    def tables(self) -> Iterator[str]:
        ours = ("people_", "leads_", "agenda_", "intake_", "scoring_", "journal_", "privacy_")
        listed = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if self.url
            else "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        return (name for (name,) in self.rows(listed) if name.startswith(ours))


def fresh_database() -> str:
    """A fresh one on the server."""
    server, name = server_url(), f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
