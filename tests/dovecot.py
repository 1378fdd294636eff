"""A real IMAP server: Debian's dovecot on a free port of this machine, with mailboxes of its own, as root or not."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from imapclient import IMAPClient

PASSWORD: Final = "geheim-und-lang"
CONFIG: Final = """
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {service}
default_login_user = {service}
default_internal_group = {group_name}
mail_location = maildir:{base}/mail/%u:LAYOUT=fs
first_valid_uid = 0
first_valid_gid = 0
auth_mechanisms = plain login{mechanisms}
passdb {{
  driver = static
  args = password={password}
}}
{oauth}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={base}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
OAUTH: Final = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {base}/oauth2.conf
}}
"""
ASKS: Final = """
tokeninfo_url = {url}/tokeninfo?access_token=
username_attribute = mail
introspection_mode = auth
active_attribute = active
active_value = yes
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    port: int
    base: Path

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login(user, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def put(self, user: str, *raws: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        with self.client(user) as client:
            for raw in raws:
                client.append(folder, raw, msg_time=at)

    def flags(self, user: str, folder: str = "INBOX") -> list[Any]:
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["FLAGS"])
            return [set(data[b"FLAGS"]) - {b"\\Recent"} for _, data in sorted(found.items())]

    def begin_anew(self, user: str, folder: str = "INBOX") -> None:
        """The server forgets what it numbered: UIDVALIDITY changes."""
        for path in (self.base / "mail" / user).rglob("dovecot[.-]*"):
            if path.name == "dovecot-uidlist":
                head = path.read_text()
                path.write_text(re.sub(r"V(\d+)", lambda found: f"V{int(found[1]) + 1}", head, count=1))
            elif path.is_file():
                path.unlink()


def is_there() -> bool:
    return shutil.which("dovecot") is not None


@contextmanager
def running(oauth_url: str = "") -> Iterator[Dovecot]:
    base = Path(tempfile.mkdtemp(prefix="leadflow-dovecot-"))
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    config = _written(base, port, oauth_url)
    process = subprocess.Popen(
        ["dovecot", "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process, base)
        yield Dovecot(port, base)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(base, ignore_errors=True)


def _written(base: Path, port: int, oauth_url: str) -> Path:
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    service = "dovecot" if os.geteuid() == 0 else owner.pw_name
    (base / "mail").mkdir()
    base.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(base / "mail", owner.pw_uid, owner.pw_gid)
    values = {
        "base": base,
        "port": port,
        "password": PASSWORD,
        "service": service,
        "owner": owner.pw_uid,
        "group": owner.pw_gid,
        "group_name": "dovecot" if os.geteuid() == 0 else grp.getgrgid(owner.pw_gid).gr_name,
        "oauth": OAUTH.format(base=base) if oauth_url else "",
        "mechanisms": " xoauth2 oauthbearer" if oauth_url else "",
    }
    (base / "oauth2.conf").write_text(ASKS.format(url=oauth_url))
    config = base / "dovecot.conf"
    config.write_text(CONFIG.format(**values))
    return config


def _wait(port: int, process: subprocess.Popen[bytes], base: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if line.recv(4).startswith(b"* OK"):
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    log = base / "log"
    raise RuntimeError(log.read_text()[-2_000:] if log.exists() else "dovecot did not start")
