"""Every job of the house is told in words on the page of the system."""

from __future__ import annotations

from leadflow.desk.settings import system
from leadflow.queue import tasks


def test_every_job_is_told_in_words() -> None:
    ours = {name for name in tasks.names() if tasks.known(name).call.__module__.startswith("leadflow.")}
    assert "delivery.send" in ours
    assert sorted(ours - set(system.TASKS)) == []
