"""`leadflow init` and `leadflow serve`: make a home, and open it."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import click

from config import first_user, home, neighbour, prepare, serving
from config.answers import Exit, answer, as_json, note
from config.supervisor import House, environment_of
from leadflow.kernel.home import Home

MADE: Final = """\b
With --json:
  {"home": "/srv/muster", "company": "Muster GmbH", "language": "de", "time_zone": "Europe/Berlin",
   "country": "DE", "state": "BY", "phone_country": "DE", "currency": "EUR", "public_url": ""}
"""
SERVED: Final = """\b
With --json, one line when the first page can be seen:
  {"address": "http://localhost:8000", "home": "/srv/muster", "pid": 4711,
   "login_link": "http://localhost:8000/login/.../"}
"""
QUESTIONS: Final = {
    "company": "Company",
    "language": "Language (de, en)",
    "time_zone": "Time zone",
    "country": "Country, for holidays",
    "state": "Federal state, for holidays (BY, NW ...; empty: those of the whole country)",
    "phone_country": "Country of phone numbers without a prefix",
    "currency": "Currency",
}


@click.command(epilog=MADE)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--company", help="Name of the company.")
@click.option("--language", type=click.Choice(home.LANGUAGES), help="Language of the house.")
@click.option("--time-zone", help="Like Europe/Berlin.")
@click.option("--country", help="Two letters, for holidays.")
@click.option("--state", help="Federal state, for holidays: BY, NW ...")
@click.option("--phone-country", help="Two letters: how numbers without a prefix are read.")
@click.option("--currency", help="Three letters. It cannot be changed later.")
@click.option("--email", default=first_user.EMAIL, show_default=True, help="Login of the first person.")
@click.option("--name", default="", help="Name of the first person.")
@click.option("--yes", is_flag=True, help="Ask nothing, take what is usual.")
def init(folder: Path | None, email: str, name: str, yes: bool, **told: str | None) -> None:
    """Make a home in FOLDER (else LEADFLOW_HOME, else ./home): tables, secret key, settings, the default playbook.

    What is not given is asked, when somebody sits at a terminal; with --yes the usual is taken.
    """
    folder = Path(folder or os.environ.get(home.VARIABLE) or "home").resolve()
    if home.is_home(folder):
        raise click.UsageError(f"{folder} is a home already. Serve it: leadflow --home {folder} serve")
    facts = _facts(
        {key: value for key, value in told.items() if value is not None}, ask=not yes and _at_terminal()
    )
    _make(folder, facts, email, name)
    serving.prepare(environment_of(str(folder), "127.0.0.1", 0))
    answer({"home": str(folder), **asdict(facts)}, f"Made: {folder}\nNext: leadflow --home {folder} serve")


def _at_terminal() -> bool:
    return sys.stdin.isatty() and not as_json()


def _facts(told: dict[str, str], *, ask: bool) -> Home:
    try:
        usual = replace(_usual(told.get("language")), **told)
        if ask:
            usual = replace(usual, **{key: _asked(key, usual) for key in QUESTIONS if key not in told})
        home.check(usual)
    except home.HomeFault as fault:
        raise click.UsageError(str(fault)) from fault
    return usual


def _usual(language: str | None) -> Home:
    """German unless the machine or the caller speaks English."""
    spoken = language or ("en" if os.environ.get("LANG", "").startswith("en_") else "de")
    zone = os.environ.get("TZ", "").lstrip(":")
    return Home(language=spoken, time_zone=zone if "/" in zone else Home().time_zone)


def _asked(key: str, usual: Home) -> str:
    return str(click.prompt(QUESTIONS[key], default=getattr(usual, key), show_default=True)).strip()


def _make(folder: Path, facts: Home, email: str, name: str) -> None:
    home.create(folder, facts)
    first_user.note_first(folder, email, name)


@click.command(epilog=SERVED)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets the whole network in.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--only", type=click.Choice(["public"]), help="Only forms and links for strangers.")
@click.option("--with-sample", is_flag=True, help="Serve a made-up company too, on the next port.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, only: str | None, *, with_sample: bool) -> None:
    """Run web, worker and scheduler of this home until Ctrl-C.

    Makes a home in ./home when there is none, brings the tables up to date, and prints the address and,
    the first time, a link that logs in once.
    """
    opened = home.read(_home_to_serve())
    place = serving.Place(host, port)
    try:
        lock = serving.hold(opened, place, serving.PUBLIC_LOCK if only else serving.LOCK)
        serving.claim_port(place)
    except serving.Busy as busy:
        note(str(busy))
        ctx.exit(Exit.BUSY)
    with lock:
        ctx.exit(open_house(opened, place, only or "", with_sample=with_sample))


def _home_to_serve() -> Path:
    folder = home.find()
    if folder is None or not home.is_home(folder):
        folder = folder or Path.cwd() / "home"
        _make(folder, _facts({}, ask=False), first_user.EMAIL, "")
        note(f"Made a home for your company in {folder}. Its name and settings: {folder / home.SETTINGS}")
    return folder


def open_house(
    opened: home.OpenHome, place: serving.Place, only: str = "", *, with_sample: bool = False
) -> Exit:
    """Until somebody asks to end. The neighbour moves in when the own first page can be seen."""
    environment = environment_of(str(opened.folder), place.host, place.port, only)
    told: dict[str, Any] = {}
    if not only and (not prepare.is_prepared(opened) or first_user.is_awaited(opened.folder)):
        told = serving.prepare(environment, "welcome")
    house, next_door = House(environment), None
    house.open()
    try:
        if not house.wait_for_web(lambda: serving.answers(place)) and not house.ending:
            note("The web process did not start; its messages stand above.")
            return Exit.BROKEN
        _greet(opened, place, told.get("login"))
        next_door = neighbour.move_in(opened.folder, place) if with_sample else None
        house.keep()
    finally:
        if next_door:
            next_door.close()
        house.close()
    return Exit.OK


def _greet(opened: home.OpenHome, place: serving.Place, link: str | None) -> None:
    address = opened.facts.public_url.rstrip("/") or place.address
    login = f"{address}{link}" if link else None
    told = {"address": address, "home": str(opened.folder), "pid": os.getpid(), "login_link": login}
    is_sample = (opened.folder / neighbour.PLANTED).is_file()
    again = f"leadflow --home {opened.folder} login-link" if is_sample else "leadflow login-link"
    title = f"Leadflow{f' for {opened.facts.company}' if opened.facts.company else ''}"
    lines = [
        f"Sample company {opened.facts.company}: all of it is made up" if is_sample else title,
        f"  Home     {opened.folder}",
        f"  Address  {address}",
        f"  Login    {login or again}",
    ]
    if login:
        lines.append("           opens once, within 15 minutes; a new one: " + again)
    answer(told, "\n".join([*lines, "  Stop     Ctrl-C"]))
    sys.stdout.flush()
