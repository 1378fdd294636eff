"""Every door of the house, for a fuzzer: importing a module is what enters its doors."""

from __future__ import annotations

from tests.proofs.doors import capture, hooks, lists, machines, mails, strangers
from tests.proofs.doors.registry import DOORS, Knock, furnish

__all__ = ["DOORS", "Knock", "capture", "furnish", "hooks", "lists", "machines", "mails", "strangers"]
