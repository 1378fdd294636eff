"""Wiring of the room `backup`."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "leadflow.backup"
    label = "backup"

    def ready(self) -> None:
        from leadflow.backup import jobs, listening  # noqa: F401 - registers the tasks
        from leadflow.journal.services import listen
        from leadflow.privacy.events import PersonErased

        listen(PersonErased, listening.person_erased)
