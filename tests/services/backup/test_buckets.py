"""A bucket as a place for backups, spoken to over the wire: a server written by others answers, and signs as we do."""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import boto3
import pytest
import time_machine
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from leadflow.backup import buckets, keeping
from leadflow.backup.buckets import Bucket
from leadflow.backup.rules import Keep
from leadflow.backup.signing import Signer, in_order, quoted
from leadflow.backup.unpacking import opened
from leadflow.kernel.refusals import Refusal
from tests.clock import NOW

KEY, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1"
EMPTY: Final = hashlib.sha256(b"").hexdigest()


@given(
    st.text(st.characters(codec="ascii", exclude_characters="\r\n?#\x00"), min_size=1, max_size=30),
    st.dictionaries(
        st.sampled_from(["prefix", "uploadId", "delimiter", "list-type"]), st.text(max_size=12), max_size=3
    ),
)
def test_we_sign_as_others_do(name: str, query: dict[str, str]) -> None:
    path = f"/bucket/a{name}"
    url = f"https://s3.example{quoted(path)}?{in_order(query)}"
    with time_machine.travel(NOW, tick=False):
        theirs = AWSRequest("GET", url, headers={"host": "s3.example", "x-amz-content-sha256": EMPTY})
        S3SigV4Auth(Credentials(KEY, SECRET), "s3", REGION).add_auth(theirs)
    ours = Signer(REGION, KEY, SECRET).signed(
        "GET", path, query, {"host": "s3.example", "x-amz-content-sha256": EMPTY}, NOW
    )
    assert signature(ours["authorization"]) == signature(theirs.headers["Authorization"])


def signature(header: str) -> str:
    return header.partition("Signature=")[2]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Settings, tmp_path: Path) -> Iterator[Bucket]:
    settings.HOME, settings.CALLED_INSIDE = tmp_path, (server,)
    (tmp_path / "uploads").mkdir()
    theirs = boto3.client(
        "s3", endpoint_url=server, region_name=REGION, aws_access_key_id=KEY, aws_secret_access_key=SECRET
    )
    theirs.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": REGION})
    yield Bucket(server, REGION, "kept", "house/a b", KEY, SECRET)
    for found in theirs.list_objects_v2(Bucket="kept").get("Contents", []):
        theirs.delete_object(Bucket="kept", Key=found["Key"])
    theirs.delete_bucket(Bucket="kept")
    theirs.close()


@pytest.mark.django_db
def test_a_backup_lies_in_the_bucket_and_newer_ones_take_its_place(bucket: Bucket, tmp_path: Path) -> None:
    first = keeping.back_up(bucket, NOW, keep=Keep(1, 0, 0))
    second = keeping.back_up(bucket, NOW.replace(hour=23), keep=Keep(1, 0, 0))
    assert (second.dropped, list(bucket.names())) == ((first.name,), [second.name])
    bucket.take_back(second.name, tmp_path / "back.zip")
    with opened(tmp_path / "back.zip") as parcel:
        parcel.check()
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_long_file_goes_in_parts_and_comes_back_whole(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "PART", 5 * 1024 * 1024)
    data = bytes(range(256)) * 50_000
    (tmp_path / "long").write_bytes(data)
    bucket.put(tmp_path / "long", "long.zip")
    assert bucket.names() == {"long.zip": len(data)}
    assert bucket.checksum("long.zip") == hashlib.sha256(data).hexdigest()


def test_the_ledger_lies_beside_it_and_is_read_from_there(bucket: Bucket) -> None:
    name = "20261129T024000000000Z-0123456789ab.json"
    for _ in range(2):
        bucket.note(name, b"{}")
    assert list(bucket.noted()) == [(name, b"{}")]
    assert list(bucket.noted({name})) == []
    assert bucket.names() == {}


def refused(bucket: Bucket) -> str:
    with pytest.raises(Refusal) as refusal:
        bucket.try_out()
    assert SECRET not in str(refusal.value.facts)
    return str(refusal.value.facts["why"])


def test_what_the_other_side_says_is_told(bucket: Bucket) -> None:
    assert "NoSuchBucket" in refused(Bucket(bucket.endpoint, REGION, "nowhere", "", KEY, SECRET))


def test_nobody_inside_is_called_unless_the_machine_says_so(bucket: Bucket, settings: Settings) -> None:
    settings.CALLED_INSIDE = ()
    assert "https" in refused(bucket)
    assert "public" in refused(Bucket("https://127.0.0.1:9", REGION, "kept", "", KEY, SECRET))


def test_what_does_not_answer_is_told(settings: Settings) -> None:
    settings.CALLED_INSIDE = ("http://127.0.0.1:9",)
    assert "refused" in refused(Bucket("http://127.0.0.1:9", REGION, "kept", "", KEY, SECRET)).lower()


LISTED: Final = (
    b"<ListBucketResult><Contents><Key>erasures/20261129T024000000000Z-0123456789ab.json</Key><Size>2</Size>"
    b"</Contents></ListBucketResult>"
)


class Broken(BaseHTTPRequestHandler):
    """Says what there is, and hangs up on whoever wants to have it."""

    def do_GET(self) -> None:
        if "list-type" not in self.path:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.request.close()
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(LISTED)))
        self.end_headers()
        self.wfile.write(LISTED)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def broken(settings: Settings) -> Iterator[Bucket]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        settings.CALLED_INSIDE = (url,)
        yield Bucket(url, REGION, "kept", "", KEY, SECRET)
        server.shutdown()
        thread.join()


def test_a_ledger_whose_reading_breaks_off_is_told_and_its_names_need_no_reading(broken: Bucket) -> None:
    assert len(broken.entries()) == 1
    with pytest.raises(Refusal, match="place_away"):
        list(broken.noted())
