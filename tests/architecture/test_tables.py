"""Tables: foreign keys point down, leave no reverse name, and carry the name of their room."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField, Model

from tests.architecture.source import ROOT


def floors() -> dict[str, int]:
    """0 is the highest."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in told if contract.get("exhaustive"))["layers"]
    return {room: floor for floor, names in enumerate(layers) for room in names.split(" | ")}


def own_models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("leadflow."))


def relations() -> Iterator[tuple[type[Model], ForeignKey[Model, Model]]]:
    for model in own_models():
        yield from ((model, field) for field in model._meta.get_fields() if isinstance(field, ForeignKey))


def name(model: type[Model], field: Field[object, object] | ForeignKey[Model, Model]) -> str:
    return f"{model._meta.label}.{field.name}"


def test_foreign_keys_point_down_or_stay_in_the_room() -> None:
    heights = floors()
    assert not [
        name(model, field)
        for model, field in relations()
        if (target := field.related_model._meta.app_label) != model._meta.app_label
        and heights[target] <= heights[model._meta.app_label]
    ]


def test_foreign_keys_leave_no_reverse_name() -> None:
    assert not [name(model, field) for model, field in relations() if field.remote_field.related_name != "+"]


def test_nothing_is_joined_by_hidden_tables() -> None:
    fields = [(model, field) for model in own_models() for field in model._meta.get_fields()]
    assert not [
        f"{model._meta.label}.{field.name}" for model, field in fields if isinstance(field, ManyToManyField)
    ]


def test_tables_carry_the_name_of_their_room() -> None:
    assert not [
        model._meta.db_table
        for model in own_models()
        if not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    ]
