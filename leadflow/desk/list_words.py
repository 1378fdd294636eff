"""Why a list cannot be read, or not to its end: what happened, what to do next. A part of the words of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from leadflow.desk.words import Lazy

LIST_WORDS: Final[Mapping[str, tuple[Lazy, Lazy, Lazy]]] = {
    "arrivals_missing": (
        _("Arrivals are missing"),
        _(
            "Rows of this list were received and are not there. What is there stays; the list does not count as done."
        ),
        _("Tell whoever looks after the system: its check names what is missing."),
    ),
    "csv_empty": (
        _("The file is empty"),
        _("There is no row in it. Nothing was taken."),
        _("Choose a file with headings and at least one row."),
    ),
    "csv_header_only": (
        _("Only headings, no rows"),
        _(
            "Row %(row)s holds the headings of %(columns)s columns, and below it stands nothing. Nothing was taken."
        ),
        _("Choose a file with at least one row below the headings."),
    ),
    "csv_binary": (
        _("This is no list"),
        _("It is another kind of file (%(kind)s). Nothing was taken."),
        _("Open it in your spreadsheet and save it as CSV."),
    ),
    "csv_too_wide": (
        _("Too many columns"),
        _("Row %(row)s has %(columns)s columns, at most %(most)s can be read. Nothing was taken."),
        _("Leave out the columns nobody needs, or check the separator."),
    ),
    "csv_line_too_long": (
        _("A line without end"),
        _("Line %(line)s is longer than any row can be. Nothing was taken."),
        _("Check whether it really is a CSV file with one row per line."),
    ),
    "xlsx_broken": (
        _("The workbook cannot be read"),
        _("It is damaged, cut off or no Excel file. Nothing was taken."),
        _("Open it in your spreadsheet, save it anew as .xlsx and send it again."),
    ),
    "xlsx_protected": (
        _("The workbook has a password"),
        _("Its content is encrypted, so nobody but you can read it. Nothing was taken."),
        _("Take the password off in your spreadsheet, or save the sheet as CSV."),
    ),
    "xlsx_too_large": (
        _("The workbook is too large unpacked"),
        _("Packed it is small, unpacked it is larger than any list. Nothing was taken."),
        _("Leave out sheets and pictures nobody needs, or save the sheet as CSV."),
    ),
    "xlsx_no_rows": (
        _("No sheet has rows"),
        _("All visible sheets of the workbook are empty. Nothing was taken."),
        _("Show the sheet with the list, or choose another file."),
    ),
    "xlsx_no_such_sheet": (
        _("No such sheet"),
        _("The workbook has no sheet “%(sheet)s”. Nothing was changed."),
        _("Choose one of its sheets."),
    ),
    "xlsx_old": (
        _("An older or other kind of workbook"),
        _("Files of this kind (%(kind)s) are not read. Nothing was taken."),
        _("Save it as .xlsx or CSV in your spreadsheet and send it again."),
    ),
    "unknown_column": (
        _("No such column"),
        _("The list has no column “%(heading)s”. Nothing was compared."),
        _("Write the heading as it stands in the file; headings are parted by commas."),
    ),
    "bundle_broken": (
        _("The archive cannot be read"),
        _("It is damaged or cut off. Nothing was taken from it."),
        _("Export it anew, or unpack it and name the lists one by one."),
    ),
    "bundle_protected": (
        _("The archive has a password"),
        _("Its content is encrypted. Nothing was taken from it."),
        _("Unpack it yourself and name the lists one by one."),
    ),
    "bundle_too_large": (
        _("There is more in it than is read at once"),
        _("At most %(most)s rows are read, and no more than their files usually take. Nothing was taken."),
        _("Export a shorter period, or leave out lists that say nothing of leads."),
    ),
    "bundle_empty": (
        _("There is no list in it"),
        _("Looked for were CSV and Excel files. Nothing was taken."),
        _("Name a list, or a ZIP with lists in it."),
    ),
    "moving_no_leads": (
        _("No list of leads was found"),
        _("No column says when a lead came, where from, or who somebody is. Nothing was taken."),
        _("Say what a column means, as in --column created=HEADING."),
    ),
    "no_such_heading": (
        _("No such heading"),
        _("No list has a column “%(heading)s”. Nothing was read."),
        _("Write it as it stands in the file: --column MEANING=HEADING."),
    ),
    "unknown_meaning": (
        _("No such meaning"),
        _("A column cannot mean “%(meaning)s”. Nothing was read."),
        _("Choose one of these: %(known)s."),
    ),
}
