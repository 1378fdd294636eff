"""The command line `leadflow`. A command is loaded when it is called: add one line to COMMANDS, and its module."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

import click

from config import home, opening
from config.answers import MEANINGS, Exit, answer, answer_as_json, as_json, note
from leadflow.kernel.refusals import Refusal


class Entry(NamedTuple):
    """Where a command lives, the heading it stands under, and what it is for."""

    place: str
    family: str
    purpose: str


COMMANDS: Final[dict[str, Entry]] = {
    "init": Entry("config.commands.house:init", "The house", "Make a home for one company."),
    "serve": Entry("config.commands.house:serve", "The house", "Run web, worker and scheduler until Ctrl-C."),
    "backup": Entry("config.commands.backup:backup", "The house", "Keep everything in one file."),
    "restore": Entry("config.commands.backup:restore", "The house", "Make a home out of a backup."),
    "upgrade": Entry("config.commands.moving:upgrade", "The house", "Bring the home to this version."),
    "move": Entry("config.commands.moving:move", "The house", "Take the home to another database."),
    "sample": Entry("config.commands.sample:sample", "The house", "Make up a company to try: sample build."),
    "user": Entry("config.commands.people:user", "People of the house", "Add somebody: user add."),
    "login-link": Entry(
        "config.commands.people:login_link", "People of the house", "A link that logs in once."
    ),
    "import": Entry("config.commands.intake:import_list", "Leads", "Bring a list in."),
    "match": Entry("config.commands.matching:match", "Leads", "Who is who in a list, before it comes in."),
    "audit": Entry(
        "config.commands.audit:audit", "Leads", "What an old system's export says, before set-up."
    ),
    "balance": Entry("config.commands.intake:balance", "Leads", "What came in, and what became of it."),
    "doctor": Entry("config.commands.intake:doctor", "Leads", "Name every difference between door and rows."),
    "erase": Entry("config.commands.privacy:erase", "Leads", "Erase a person everywhere."),
    "playbook": Entry(
        "config.commands.playbook:playbook", "The process", "Show, check or publish the playbook."
    ),
    "costs": Entry("config.commands.costs:costs", "The figures", "What campaigns cost: costs import FILE."),
    "kpi": Entry("config.commands.kpi:kpi", "The figures", "Targets, and what better leads are worth."),
}


class Commands(click.Group):
    """Knows its commands by the table alone, so that --help loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(":")
        found = getattr(import_module(module), name)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for family in dict.fromkeys(entry.family for entry in COMMANDS.values()):
            rows = [(name, entry.purpose) for name, entry in COMMANDS.items() if entry.family == family]
            with formatter.section(family):
                formatter.write_dl(rows)
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(int(code)), meaning) for code, meaning in MEANINGS.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Learn more about one: leadflow COMMAND --help. Begin with: leadflow serve",
)
@click.option("--home", "home_folder", type=click.Path(path_type=Path), help="The folder of the company.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON, for machines.")
@click.version_option(package_name="leadflow", message="Leadflow %(version)s")
def leadflow(home_folder: Path | None, json_: bool) -> None:
    """Leadflow takes every raw lead in, finds the fruitless ones early, ripens the others and hands real
    opportunities to sales.

    Each company lives in a folder of its own, its home. It is found upward from where you stand (a folder
    with home.toml, or a folder "home" with one), by LEADFLOW_HOME or by --home. Both options below may also
    stand behind a command.
    """
    if home_folder:
        os.environ[home.VARIABLE] = str(home_folder.resolve())
    answer_as_json(json_)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every way it can end has its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    words = _options_first(arguments)
    answer_as_json("--json" in words)
    try:
        ended = leadflow.main(words, prog_name="leadflow", standalone_mode=False)
    except Exception as trouble:  # noqa: BLE001 - the last place: every trouble gets its words and its code
        return _told(trouble)
    return ended if isinstance(ended, int) else Exit.OK


def in_words(work: Callable[[], object]) -> int:
    """For a process that serves the house: what is refused is said as a command says it."""
    try:
        work()
    except Refusal as refusal:
        return _told(refusal)
    return Exit.OK


def _told(trouble: Exception) -> int:
    match trouble:
        case click.exceptions.NoArgsIsHelpError():
            trouble.show()
        case click.ClickException():
            return _fail("usage", _misuse(trouble), Exit.USAGE)
        case click.Abort():
            return _fail("stopped", "Stopped.", Exit.BROKEN)
        case home.HomeFault():
            return _fail("home", str(trouble), Exit.NO_HOME)
        case Refusal():
            return _fail(trouble.code, _refused(trouble), Exit.REFUSED, **trouble.facts)
        case _:
            return _fail("broken", _broken(trouble), Exit.BROKEN)
    return Exit.USAGE


def _misuse(misuse: click.ClickException) -> str:
    context = getattr(misuse, "ctx", None)
    usage = f"{context.get_usage()}\nMore: {context.command_path} --help\n\n" if context else ""
    return f"{usage}{misuse.format_message()}"


def _refused(refusal: Refusal) -> str:
    """In the words of the pages, in the language of the home."""
    from django.apps import apps

    if not apps.ready:
        opening.set_up_django()
    from leadflow.desk.refusal_words import said

    words = said(refusal)
    return f"{words.title}. {words.text} {words.todo} ({refusal.code})"


def _broken(trouble: Exception) -> str:
    story = "".join(traceback.format_exception(trouble))
    return f"{story}This is a fault in Leadflow. Nothing half done was kept."


def _options_first(arguments: Iterable[str]) -> list[str]:
    """`leadflow balance --json` and `leadflow --json balance` are the same."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--json" or word.startswith("--home="):
            first.append(word)
        elif word == "--home":
            first += [word, *[following for following in [next(words, None)] if following is not None]]
        else:
            rest.append(word)
    return first + rest


def _fail(code: str, words: str, end: Exit, **facts: object) -> int:
    if as_json():
        answer({"error": code, "message": words, "facts": {k: str(v) for k, v in facts.items()}}, "")
    else:
        note(words)
    return end
