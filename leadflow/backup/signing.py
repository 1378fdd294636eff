"""How a request to a bucket proves who sends it: AWS Signature Version 4, as Amazon published it for S3."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

SAFE: Final = "-_.~"
ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Signer:
    region: str
    access_key: str
    secret: str

    def signed(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], now: datetime
    ) -> dict[str, str]:
        """`headers` with host and x-amz-content-sha256; they come back with the moment and the signature."""
        moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        told = {name.lower(): text.strip() for name, text in headers.items()} | {"x-amz-date": moment}
        names = ";".join(sorted(told))
        lines = "".join(f"{name}:{told[name]}\n" for name in sorted(told))
        request = "\n".join(
            [method, quoted(path), in_order(query), lines, names, told["x-amz-content-sha256"]]
        )
        scope = f"{moment[:8]}/{self.region}/s3/aws4_request"
        to_sign = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
        signature = hmac.new(self._key(moment[:8]), to_sign.encode(), hashlib.sha256).hexdigest()
        credential = f"Credential={self.access_key}/{scope}"
        told["authorization"] = f"{ALGORITHM} {credential},SignedHeaders={names},Signature={signature}"
        return told

    def _key(self, day: str) -> bytes:
        key = b"AWS4" + self.secret.encode()
        for part in (day, self.region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def quoted(path: str) -> str:
    return quote(path, safe=f"/{SAFE}")


def in_order(query: Mapping[str, str]) -> str:
    pairs = sorted((quote(name, safe=SAFE), quote(text, safe=SAFE)) for name, text in query.items())
    return "&".join(f"{name}={text}" for name, text in pairs)
