"""How the house says no: a stable code and facts, never a sentence. The web turns it into words."""

from __future__ import annotations

from typing import Final


class Refusal(Exception):
    """The business refuses. `code` is stable and has words in German and English, `facts` fill them."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code: Final = code
        self.facts: Final = facts

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value}" for key, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class NotFound(Refusal):
    """What does not exist and what one may not see are the same to the asker."""

    def __init__(self, what: str = "page") -> None:
        super().__init__("not_found", what=what)
