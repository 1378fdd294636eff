"""A bucket that speaks S3, as a place for backups. Asked through the safe door of the house, path by path."""

from __future__ import annotations

import hashlib
import html
import http.client
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from leadflow.backup import ledger
from leadflow.backup.places import COMING, told_in_words
from leadflow.backup.signing import Signer, in_order, quoted
from leadflow.delivery import calling
from leadflow.kernel.refusals import Refusal

PART: Final = 64 * 1024 * 1024
CHUNK: Final = 1 << 20
LONGEST: Final = 8 * 1024 * 1024
NOTHING: Final = hashlib.sha256(b"").hexdigest()
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bucket:
    """`endpoint`: https://s3.eu-central-1.amazonaws.com, or the address of another that speaks S3."""

    endpoint: str
    region: str
    bucket: str
    prefix: str
    access_key: str
    secret: str

    @property
    def words(self) -> str:
        return f"{self.endpoint.rstrip('/')}/{self.bucket}/{self.prefix.strip('/')}".rstrip("/")

    def workshop(self, name: str) -> Path:
        return Path(settings.HOME) / "uploads" / f"{COMING}{name}"

    def names(self) -> dict[str, int]:
        return {name: size for name, size in self._listed("") if "/" not in name}

    def put(self, source: Path, name: str) -> None:
        """In parts, so that memory stays flat and a file may be of any size."""
        with told_in_words(self.words), source.open("rb") as file:
            first = file.read(PART)
            if len(first) < PART:
                self._asked("PUT", name, body=first)
                return
            self._in_parts(file, first, name)

    def _in_parts(self, file: IO[bytes], piece: bytes, name: str) -> None:
        began = self._asked("POST", name, {"uploads": ""})
        key = _one("UploadId", began)
        try:
            done: list[str] = []
            while piece:
                query = {"partNumber": str(len(done) + 1), "uploadId": key}
                done.append(self._tag("PUT", name, query, piece))
                piece = file.read(PART)
            parts = "".join(
                f"<Part><PartNumber>{number}</PartNumber><ETag>{html.escape(tag)}</ETag></Part>"
                for number, tag in enumerate(done, 1)
            )
            told = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
            answer = self._asked("POST", name, {"uploadId": key}, told)
        except BaseException:
            self._asked("DELETE", name, {"uploadId": key})
            raise
        if b"<Error>" in answer:
            raise Refusal("place_away", place=self.words, why=_code(answer))

    def _tag(self, method: str, name: str, query: Query, body: bytes) -> str:
        with self._answered(method, self._path(name), query, body) as answer:
            answer.read(LONGEST)
            return answer.getheader("ETag", "")

    def take_back(self, name: str, target: Path) -> None:
        with told_in_words(self.words), target.open("xb") as file:
            for piece in self._read(name):
                file.write(piece)

    def checksum(self, name: str) -> str:
        digest = hashlib.sha256()
        with told_in_words(self.words):
            for piece in self._read(name):
                digest.update(piece)
        return digest.hexdigest()

    def remove(self, name: str) -> None:
        self._asked("DELETE", name)

    def note(self, name: str, text: bytes) -> None:
        self._asked("PUT", f"{ledger.FOLDER}/{name}", body=text)

    def entries(self) -> frozenset[str]:
        found = {name.rpartition("/")[2]: size for name, size in self._listed(f"{ledger.FOLDER}/")}
        return frozenset(
            name for name, size in found.items() if ledger.is_entry(name) and size <= ledger.LONGEST
        )

    def noted(self, known: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.entries().difference(known)):
            yield name, self._whole(f"{ledger.FOLDER}/{name}")

    def _whole(self, name: str) -> bytes:
        with told_in_words(self.words):
            return b"".join(self._read(name))

    def try_out(self) -> None:
        self._asked("PUT", f"{COMING}trial", body=b"trial")
        self._asked("DELETE", f"{COMING}trial")

    def _listed(self, below: str) -> Iterator[tuple[str, int]]:
        start, more = self._key(""), ""
        while True:
            query = {"list-type": "2", "prefix": f"{start}{below}", "delimiter": "/"}
            answer = self._asked("GET", None, query | ({"continuation-token": more} if more else {}))
            for found in re.findall(rb"<Contents>.*?</Contents>", answer, re.DOTALL):
                yield _one("Key", found).removeprefix(start), int(_one("Size", found))
            more = _one("NextContinuationToken", answer)
            if not more:
                return

    def _key(self, name: str) -> str:
        inside = self.prefix.strip("/")
        return f"{inside}/{name}" if inside else name

    def _path(self, name: str | None) -> str:
        return f"/{self.bucket}" if name is None else f"/{self.bucket}/{self._key(name)}"

    def _asked(self, method: str, name: str | None, query: Query = {}, body: bytes = b"") -> bytes:  # noqa: B006 - read only
        with told_in_words(self.words), self._answered(method, self._path(name), query, body) as answer:
            return answer.read(LONGEST)

    def _read(self, name: str) -> Iterator[bytes]:
        with self._answered("GET", self._path(name), {}, b"") as answer:
            while piece := answer.read(CHUNK):
                yield piece

    @contextmanager
    def _answered(
        self, method: str, path: str, query: Query, body: bytes
    ) -> Iterator[http.client.HTTPResponse]:
        line = calling.line_to(self.endpoint)
        digest = hashlib.sha256(body).hexdigest() if body else NOTHING
        head = {"host": urlsplit(self.endpoint).netloc, "x-amz-content-sha256": digest}
        signer = Signer(self.region or "us-east-1", self.access_key, self.secret)
        signed = signer.signed(method, path, query, head, timezone.now())
        try:
            line.request(method, f"{quoted(path)}?{in_order(query)}", body, signed)
            answer = line.getresponse()
            if answer.status >= 300:
                raise Refusal(
                    "place_away", place=self.words, why=f"{answer.status} {_code(answer.read(LONGEST))}"
                )
            yield answer
        except http.client.HTTPException as fault:
            raise Refusal("place_away", place=self.words, why=type(fault).__name__) from fault
        finally:
            line.close()


def _one(name: str, text: bytes) -> str:
    """What stands in the first element of this name: these answers are flat, so no reader of XML is let near them."""
    found = re.search(rf"<{name}>([^<]*)</{name}>".encode(), text)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _code(answer: bytes) -> str:
    return _one("Code", answer)[:80]
