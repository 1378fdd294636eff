"""The one place that speaks IMAP. Looking changes nothing in the mailbox; faults are codes, never sentences."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

TIMEOUT: Final = 30.0
AT_ONCE: Final = 8 * 1024 * 1024
"""Bytes of mails held in memory at a time, unless a single one is larger."""
MOST_AT_ONCE: Final = 50
NAMED_AT_ONCE: Final = 500
"""Numbers in one question: servers refuse lines of more than some thousand letters."""


class Away(Exception):
    """The mailbox cannot be read. `code`: server_away | not_secure | login_refused | folder_missing | line_broke."""

    def __init__(self, code: str, told: str = "") -> None:
        super().__init__(code)
        self.code: Final = code
        self.told: Final = " ".join(told.split())[:300]


@dataclass(frozen=True, slots=True)
class Access:
    """Where a mailbox is and how one enters: with a password, or with a token of a provider."""

    host: str
    port: int
    security: str
    user: str
    password: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """One mail as the server gave it; of one that is too large only the head."""

    uid: int
    raw: bytes
    size: int
    whole: bool = True


@contextmanager
def line(access: Access) -> Iterator[Line]:
    client = _connected(access)
    try:
        _log_in(client, access)
        yield Line(client)
    finally:
        try:
            client.logout()
        except (IMAPClientError, OSError):
            with contextlib.suppress(OSError):
                client.shutdown()


def _connected(access: Access) -> IMAPClient:
    context, tls = ssl.create_default_context(), access.security == "tls"
    try:
        client = IMAPClient(
            access.host, access.port, ssl=tls, ssl_context=context if tls else None, timeout=TIMEOUT
        )
    except ssl.SSLError as broken:
        raise Away("not_secure", str(broken)) from None
    except (IMAPClientError, OSError, ValueError) as broken:
        raise Away("server_away", str(broken)) from None
    if access.security == "starttls":
        _secure(client, context)
    return client


def _secure(client: IMAPClient, context: ssl.SSLContext) -> None:
    try:
        client.starttls(ssl_context=context)
    except (IMAPClientError, OSError) as broken:
        client.shutdown()
        raise Away("not_secure", str(broken)) from None


def _log_in(client: IMAPClient, access: Access) -> None:
    """What the server says is told, what we said is not."""
    try:
        if access.token:
            client.oauth2_login(access.user, access.token)
        else:
            client.login(access.user, access.password)
    except LoginError as refused:
        raise Away("login_refused", _without(str(refused), access)) from None
    except (IMAPClientError, OSError, ValueError) as broken:
        raise Away("login_refused", _without(str(broken), access)) from None


def _without(told: str, access: Access) -> str:
    for secret in (access.password, access.token):
        told = told.replace(secret, "...") if secret else told
    return told


class Line:
    """A mailbox one has entered."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    def folders(self) -> list[str]:
        return sorted(str(name) for _flags, _delimiter, name in self._ask(self._client.list_folders))

    def open(self, folder: str, *, to_mark: bool = False) -> int:
        """The folder's UIDVALIDITY: while it stays, a UID means the same mail."""
        try:
            state = self._client.select_folder(folder, readonly=not to_mark)
        except IMAPClientError as missing:
            raise Away("folder_missing", str(missing)) from None
        except OSError as broken:
            raise Away("line_broke", str(broken)) from None
        return int(state[b"UIDVALIDITY"])

    def later_than(self, uid: int, since: date) -> list[int]:
        """The last mail always answers to "from n on", also when it is older."""
        found = self._ask(self._client.search, ["UID", f"{uid + 1}:*", "SINCE", since])
        return sorted(int(one) for one in found if int(one) > uid)

    def fetched(self, uids: Sequence[int], largest: int) -> Iterator[list[Came]]:
        """In pieces that fit into memory. What was deleted meanwhile does not come."""
        for start in range(0, len(uids), NAMED_AT_ONCE):
            yield from self._fetched(uids[start : start + NAMED_AT_ONCE], largest)

    def _fetched(self, uids: Sequence[int], largest: int) -> Iterator[list[Came]]:
        sizes = {uid: int(data[b"RFC822.SIZE"]) for uid, data in self._fetch(uids, [b"RFC822.SIZE"]).items()}
        for piece in _pieces([uid for uid in uids if uid in sizes], sizes, largest):
            heads = [uid for uid in piece if sizes[uid] > largest]
            bodies = [uid for uid in piece if sizes[uid] <= largest]
            found = [
                Came(uid, bytes(data[key] or b""), sizes[uid], whole)
                for asked, part, key, whole in (
                    (bodies, b"BODY.PEEK[]", b"BODY[]", True),
                    (heads, b"BODY.PEEK[HEADER]", b"BODY[HEADER]", False),
                )
                for uid, data in self._fetch(asked, [part]).items()
                if key in data
            ]
            yield sorted(found, key=lambda came: came.uid)

    def _fetch(self, uids: Sequence[int], parts: Sequence[bytes]) -> dict[int, Any]:
        if not uids:
            return {}
        found = self._ask(self._client.fetch, list(uids), list(parts))
        return {int(uid): data for uid, data in found.items()}

    def mark_seen(self, uids: Sequence[int]) -> None:
        self._ask(self._client.add_flags, list(uids), [b"\\Seen"])

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Where the server cannot move, the mail is copied and the original deleted, nothing else with it."""
        if self._client.has_capability("MOVE"):
            self._ask(self._client.move, list(uids), folder)
        elif self._client.has_capability("UIDPLUS"):
            self._ask(self._client.copy, list(uids), folder)
            self._ask(self._client.delete_messages, list(uids))
            self._ask(self._client.uid_expunge, list(uids))
        else:
            self._ask(self._client.copy, list(uids), folder)
            self.mark_seen(uids)

    def _ask(self, call: Any, *words: Any) -> Any:
        try:
            return call(*words)
        except (IMAPClientError, OSError) as broken:
            raise Away("line_broke", str(broken)) from None


def _pieces(uids: Sequence[int], sizes: dict[int, int], largest: int) -> Iterator[list[int]]:
    piece: list[int] = []
    weight = 0
    for uid in uids:
        heavy = min(sizes[uid], largest)
        if piece and (weight + heavy > AT_ONCE or len(piece) == MOST_AT_ONCE):
            yield piece
            piece, weight = [], 0
        piece.append(uid)
        weight += heavy
    if piece:
        yield piece
