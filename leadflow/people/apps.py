"""Wiring of the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "leadflow.people"
    label = "people"
