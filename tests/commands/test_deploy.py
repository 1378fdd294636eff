"""What `deploy/` and `docs/serving.md` tell people to type exists, and says what the program means."""

from __future__ import annotations

import re
import shlex
from ipaddress import ip_network
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from config.cli import leadflow
from config.supervisor import LAST_CHANCE
from config.visitors import LOOPBACK, networks
from tests.architecture.source import ROOT

DEPLOY = ROOT / "deploy"
PAGES = (*DEPLOY.iterdir(), ROOT / "docs" / "serving.md")
VARIABLE = re.compile(r"\b(?:LEADFLOW_[A-Z_]+|DATABASE_URL|PUBLIC_URL)\b")


def lines(name: str, start: str) -> list[str]:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    return [line.removeprefix(start) for line in text.splitlines() if line.startswith(start)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_variable_is_one_the_program_reads(page: Path) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "config").rglob("*.py"))
    assert not {
        name for name in VARIABLE.findall(page.read_text(encoding="utf-8")) if f'"{name}"' not in code
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_is_one_the_program_knows(page: Path) -> None:
    told = re.findall(
        r"(?<![\w/.-])leadflow ((?:serve|login-link|doctor)[ a-z0-9-]*)", page.read_text("utf-8")
    )
    for words in told:
        done = CliRunner().invoke(leadflow, [*words.split(), "--help"])
        assert done.exit_code == 0, words


def test_the_unit_starts_what_the_container_starts() -> None:
    (started,) = lines("leadflow.service", "ExecStart=/opt/leadflow/.venv/bin/")
    (contained,) = lines("Containerfile", "CMD ")
    assert shlex.split(started)[:2] == re.findall(r'"([^"]+)"', contained)[:2] == ["leadflow", "serve"]


def test_the_container_gets_only_pinned_packages_and_runs_as_nobody_special() -> None:
    installs = lines("Containerfile", "RUN /opt/leadflow/bin/pip install ")
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert lines("Containerfile", "USER ") == ["leadflow"]


def test_the_composed_house_keeps_its_data_and_opens_no_port_to_the_network() -> None:
    told = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    house = told["services"]["leadflow"]
    assert house["ports"] == ["127.0.0.1:8000:8000"]
    mounted = {volume.split(":")[0] for service in told["services"].values() for volume in service["volumes"]}
    assert mounted == set(told["volumes"])
    assert house["volumes"][0].endswith(lines("Containerfile", "VOLUME ")[0])


def test_the_proxy_is_told_nothing_that_only_new_versions_of_it_know() -> None:
    assert lines("nginx.conf", "    http2 ") == []
    assert "    listen 443 ssl http2;" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8").splitlines()


def test_backups_have_a_place_that_can_be_written_to() -> None:
    guide = (ROOT / "docs" / "backup.md").read_text(encoding="utf-8")
    (writable,) = lines("leadflow.service", "ReadWritePaths=-")
    told = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    (mounted,) = (v for v in told["services"]["leadflow"]["volumes"] if v.startswith("backups:"))
    (made,) = lines("Containerfile", "    && install --directory --owner leadflow ")
    assert f"`{writable}`" in guide
    assert f"`{mounted.removeprefix('backups:')}`" in guide
    assert mounted.removeprefix("backups:") in made.split()


def test_behind_a_proxy_the_composed_house_tells_visitors_apart() -> None:
    """A proxy of the machine reaches it through the gateway of its network, which is one and the same for all."""
    told = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    passed = told["services"]["leadflow"]["environment"]
    ((subnet,),) = (one.values() for one in told["networks"]["default"]["ipam"]["config"])
    default = passed["LEADFLOW_PROXIES"].removeprefix("${LEADFLOW_PROXIES:-").removesuffix("}")
    assert {*networks(LOOPBACK), ip_network(subnet)} == set(networks(default))
    assert passed["LEADFLOW_CALLED_INSIDE"] == "${LEADFLOW_CALLED_INSIDE:-}"


def test_more_time_is_given_to_end_than_the_house_takes() -> None:

    (seconds,) = lines("leadflow.service", "TimeoutStopSec=")
    assert int(seconds) > LAST_CHANCE
