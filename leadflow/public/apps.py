"""Wiring of the room `public`."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "leadflow.public"
    label = "public"
