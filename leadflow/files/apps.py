"""Wiring of the room `files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "leadflow.files"
    label = "files"

    def ready(self) -> None:
        from leadflow.files import health, jobs  # noqa: F401 - registers the tasks
        from leadflow.journal import health as doctor

        doctor.register(health.files)
