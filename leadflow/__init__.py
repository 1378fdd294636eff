"""Leadflow: the missing middle between marketing and sales."""

from typing import Final

__version__ = "0.1.0"
ENGINE: Final = "1"
"""Version of the deciding code; each journal entry names it."""
