"""Wiring of the room `privacy`."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "leadflow.privacy"
    label = "privacy"
