"""Wiring of the room `files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "leadflow.files"
    label = "files"
