"""Proofs live in furnished houses."""

from __future__ import annotations

from tests.services.conftest import _furnished

__all__ = ["_furnished"]
