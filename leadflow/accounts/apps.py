"""Wiring of the room `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "leadflow.accounts"
    label = "accounts"

    def ready(self) -> None:
        from leadflow.accounts import jobs  # noqa: F401 - registers its tasks
