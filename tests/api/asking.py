"""A machine with a key, as tests speak through it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from leadflow.accounts import services as accounts
from leadflow.accounts.rules import Scope
from leadflow.accounts.services import NewKey
from leadflow.kernel.actor import SYSTEM
from tests.clock import NOW


class Machine:
    """`machine.get("leads")` -> (status, body). The last answer stays for its headers."""

    def __init__(self, *scopes: Scope) -> None:
        self.key = accounts.make_api_key(
            NewKey("Shop", [*(scopes or Scope)], "shop", "website"), by=SYSTEM, now=NOW
        )
        self._client = Client(raise_request_exception=False)
        self.answer: Any = None

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body)
        self.answer = self._client.generic(
            method,
            f"/api/v1/{path}",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}", **named},
        )
        return self.answer.status_code, json.loads(self.answer.content)

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        return self.ask("POST", path, body, **headers)

    def lead(self, mail: str = "s.reuter@muster.example", **more: object) -> str:
        """A lead that was just sent; its id."""
        told = self.post("leads", {"mail": mail, **more})[1]
        return str(told["lead"])
