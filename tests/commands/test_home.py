"""One company per home: found upward, private, and never made by accident."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import home
from leadflow.kernel.home import Home


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (home.VARIABLE, "DATABASE_URL", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_home_is_found_from_any_folder_below_it(tmp_path: Path) -> None:
    made = home.create(tmp_path / "firma", Home(company="Muster"))
    below = made / "files" / "deep"
    below.mkdir()
    assert home.find(below) == made


def test_a_folder_named_home_is_found_from_beside_it(tmp_path: Path) -> None:
    made = home.create(tmp_path / "home", Home())
    assert home.find(tmp_path) == made


def test_a_named_home_wins_over_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.create(tmp_path / "home", Home())
    monkeypatch.setenv(home.VARIABLE, str(tmp_path / "other"))
    assert home.find(tmp_path) == tmp_path / "other"


def test_what_was_told_is_read_back(tmp_path: Path) -> None:
    told = Home(company='Müller & "Söhne"', state="BY", language="en", time_zone="Europe/Vienna")
    assert home.read(home.create(tmp_path / "x", told)).facts == told


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = home.create(tmp_path / "x", Home(public_url="https://old.example"))
    monkeypatch.setenv("PUBLIC_URL", "https://new.example")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/leads")
    opened = home.read(made)
    assert (opened.facts.public_url, opened.database_url) == ("https://new.example", "postgresql://db/leads")


def test_only_its_owner_reads_a_home(tmp_path: Path) -> None:
    made = home.create(tmp_path / "x", Home())
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (made, made / home.SECRET, made / home.SETTINGS)
    }
    assert modes == {"x": 0o700, home.SECRET: 0o600, home.SETTINGS: 0o600}


def test_an_existing_home_is_never_made_anew(tmp_path: Path) -> None:
    made = home.create(tmp_path / "x", Home(company="First"))
    with pytest.raises(home.HomeFault, match="already"):
        home.create(made, Home(company="Second"))
    assert home.read(made).facts.company == "First"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('language = "fr"', "language 'fr'"),
        ('time_zone = "Berlin"', "time_zone 'Berlin'"),
        ('currency = "Euro"', "currency 'Euro'"),
        ('public_url = "leads.example"', "public_url 'leads.example'"),
        ('colour = "red"', "colour is no setting"),
        ("state = 7", "state is no setting"),
        ("company = Muster", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, wrong: str, told: str) -> None:
    made = home.create(tmp_path / "x", Home())
    (made / home.SETTINGS).write_text(f"{wrong}\n")
    with pytest.raises(home.HomeFault, match=told):
        home.read(made)


def test_a_lost_secret_key_is_not_replaced(tmp_path: Path) -> None:
    """A new one would end all sessions and find nobody again."""
    made = home.create(tmp_path / "x", Home())
    (made / home.SECRET).unlink()
    with pytest.raises(home.HomeFault, match="backup"):
        home.secret_key(made)
