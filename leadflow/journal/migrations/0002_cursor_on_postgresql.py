"""On PostgreSQL readers by cursor walk along (horizon, id), and ids are drawn under the locks of a change, so that the
entries of one lead are in the order in which they were written. On SQLite the one writer's lock gives both."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX journal_entry_cursor ON journal_entry (horizon, id)")
        schema_editor.execute("CREATE SEQUENCE journal_entry_order OWNED BY journal_entry.id")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX journal_entry_cursor")
        schema_editor.execute("DROP SEQUENCE journal_entry_order")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
