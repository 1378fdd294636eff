"""What is refused around backups, in words: a part of the words of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

ANOTHER: Final = _("Take another backup. What is still to be read of this one: leadflow backup --check FILE")

BACKUP_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "backup_missing": (
        _("There is no such file"),
        _("%(name)s is not there or cannot be opened. Nothing was changed."),
        _("Check the path, and who may read it."),
    ),
    "backup_unreadable": (
        _("This is no backup of Leadflow"),
        _("The file is something else, or its end is missing. Nothing was changed."),
        ANOTHER,
    ),
    "backup_damaged": (
        _("This backup is damaged"),
        _("What it says of itself and what is in it differ: %(part)s. Nothing half done is left."),
        ANOTHER,
    ),
    "backup_newer": (
        _("This backup comes from a newer Leadflow"),
        _("This version does not know its tables yet. Nothing was changed."),
        _("Install the version that made it, or a newer one, and restore again."),
    ),
    "backup_disturbed": (
        _("People were erased all the while"),
        _("Three times somebody was erased while the files were read, so no backup was kept."),
        _("Try again when the erasures are done."),
    ),
    "passphrase_missing": (
        _("This backup is sealed"),
        _("Without its passphrase nobody can read it. Nothing was changed."),
        _("Write the passphrase into a file and name it: --passphrase-file FILE"),
    ),
    "passphrase_wrong": (
        _("That is not the passphrase of this backup"),
        _("The backup itself is not touched by that."),
        _("Try the one that was set when it was made."),
    ),
    "passphrase_short": (
        _("The passphrase is too short"),
        _("At least %(shortest)s characters, for whoever has the file can guess as often as they like."),
        _("Take a sentence that you can remember."),
    ),
    "passphrase_lost": (
        _("The passphrase of the backups cannot be opened any more"),
        _("It was sealed with another key than that of this home. No backup was made."),
        _("Type the passphrase again under Settings, Backups."),
    ),
    "no_space": (
        _("There is not enough room on the disk"),
        _("%(place)s is full or would be. What had been begun was taken away again."),
        _("Make room, or choose another place."),
    ),
    "place_away": (
        _("The place of the backups does not answer"),
        _("%(place)s: %(why)s. Nothing was changed there."),
        _("Check that it is there, and that Leadflow may write to it."),
    ),
    "home_not_empty": (
        _("There is something already"),
        _("%(home)s is not empty, and a restore overwrites nothing."),
        _("Name a folder that does not exist yet."),
    ),
    "restore_at_work": (
        _("A restore is at work there"),
        _("Somebody else is filling %(home)s right now."),
        _("Wait until it has ended."),
    ),
    "filling_at_work": (
        _("The database is being filled"),
        _("Another restore or move is filling it right now. Nothing was changed."),
        _("Wait until it has ended, or name another database."),
    ),
    "filling_unfinished": (
        _("The database is filled by half"),
        _(
            "A restore or move into it is at work or broke off, so this house does not open. Nothing was changed."
        ),
        _("Wait until it has ended. If it broke off, start it again: it begins anew."),
    ),
    "database_not_empty": (
        _("The database is not empty"),
        _("It has %(tables)s tables, and nothing is ever written over them."),
        _("Name an empty database."),
    ),
    "database_newer": (
        _("The database belongs to a newer Leadflow"),
        _("It knows %(migration)s, and this version does not. Nothing was changed."),
        _("Install the newer version again, or restore the backup made before it."),
    ),
    "row_refused": (
        _("The database does not take a row"),
        _("A row of %(table)s does not fit (%(why)s). Nothing half done is left."),
        _("Look at it with leadflow doctor in the house it comes from."),
    ),
    "ledger_damaged": (
        _("The ledger of erasures cannot be read"),
        _("%(name)s is damaged. Going on could bring people back who were erased, so nothing was done."),
        _("Put a whole copy of the folder erasures beside the backup."),
    ),
    "no_backup_planned": (
        _("No backups are planned"),
        _("Nobody said yet where they should go."),
        _("Choose a place first."),
    ),
    "folder_not_whole": (
        _("That is no whole path"),
        _("A folder is named from the root on, like /srv/backups. What you typed is kept."),
        _("Type the whole path."),
    ),
    "bucket_not_named": (
        _("The bucket is not named"),
        _("An address and the name of the bucket are needed. What you typed is kept."),
        _("Copy both from your provider."),
    ),
    "keep_at_least_one": (
        _("At least one has to stay"),
        _("Daily backups: 1 to 366; weekly and monthly ones: 0 to 366. What you typed is kept."),
        _("Correct the numbers."),
    ),
    "house_is_served": (
        _("Leadflow serves this home"),
        _("Somebody could be writing into %(home)s right now. Nothing was changed."),
        _("End Leadflow on every machine that serves it, then try again."),
    ),
    "same_database": (
        _("The home is there already"),
        _("It uses this very database. Nothing was changed."),
        _("Name another one."),
    ),
    "database_in_environment": (
        _("The environment names a database"),
        _("DATABASE_URL would still win over what a move writes into home.toml. Nothing was changed."),
        _("Write it into home.toml as database_url, take it out of the environment, and move again."),
    ),
    "doctor_finds": (
        _("The house is not sound"),
        _("Doctor finds %(count)s differences, and they would move along. Nothing was changed."),
        _("Look at them with leadflow doctor first."),
    ),
    "upgrade_first": (
        _("The tables are older than this version"),
        _("Nothing was changed."),
        _("Bring them up to date first: leadflow upgrade"),
    ),
    "counts_differ": (
        _("The rows do not add up"),
        _("%(table)s has %(here)s rows here and %(there)s there. The home stays where it was."),
        _("Try again while nobody else uses either database."),
    ),
    "upgrade_failed": (
        _("The upgrade did not go through"),
        _("%(why)s. Everything as it was before lies in %(backup)s."),
        _("Install the former version and restore that file into a new home."),
    ),
}
