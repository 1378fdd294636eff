"""A double of a mail provider: asks for leave, checks the proof (PKCE), gives and takes back tokens."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from leadflow.delivery.oauth import challenge


@dataclass
class Provider:
    """`asked`: what was posted for tokens. `withdrawn`: the human took the leave back.

    `instead`: what somebody on the way says.
    """

    url: str = ""
    mail: str = "post@muster.example"
    secret: str = "app-geheimnis"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshing: set[str] = field(default_factory=set)
    valid: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    withdrawn: bool = False
    tired: bool = False
    instead: tuple[int, dict[str, Any]] | None = None
    count: int = 0

    def says_yes(self, url: str) -> dict[str, str]:
        """A human opens the page and agrees; what comes back to the house."""
        opener = urllib.request.build_opener(_Stays)
        with opener.open(url) as answer:
            place = answer.headers["Location"]
        return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}

    def authorize(self, asked: dict[str, str]) -> tuple[int, str]:
        if asked.get("code_challenge_method") != "S256" or asked.get("response_type") != "code":
            return 400, ""
        self.count += 1
        code = f"code-{self.count}"
        self.codes[code] = asked
        return 302, f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(asked)
        if self.tired:
            return 503, {}
        if self.instead:
            return self.instead
        if self.withdrawn or asked.get("client_secret") != self.secret or not self._proven(asked):
            return 400, {"error": "invalid_grant"}
        self.count += 1
        access, refresh = f"access-{self.count}", f"refresh-{self.count}"
        self.valid.add(access)
        self.refreshing.add(refresh)
        return 200, {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": 3600,
            "token_type": "Bearer",
        }

    def _proven(self, asked: dict[str, str]) -> bool:
        if asked["grant_type"] == "refresh_token":
            return asked["refresh_token"] in self.refreshing
        first = self.codes.pop(asked["code"], None)
        return (
            first is not None
            and first["code_challenge"] == challenge(asked["code_verifier"])
            and first["redirect_uri"] == asked["redirect_uri"]
            and first["client_id"] == asked["client_id"]
        )


class _Stays(urllib.request.HTTPRedirectHandler):
    """A browser that shows where it would go."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        fp.headers = headers
        return fp


class _Desk(BaseHTTPRequestHandler):
    provider: ClassVar[Provider]

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if not self.path.startswith("/tokeninfo"):
            status, place = self.provider.authorize(asked)
            self.send_response(status)
            self.send_header("Location", place)
            self.end_headers()
        else:
            known = asked.get("access_token") in self.provider.valid
            self._tell(
                200 if known else 401, {"active": "yes" if known else "no", "mail": self.provider.mail}
            )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._tell(*self.provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def _tell(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def open_provider() -> Iterator[Provider]:
    provider = Provider()
    desk = type("Desk", (_Desk,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), desk)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
