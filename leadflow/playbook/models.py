"""Published versions of the playbook. Rows are only ever added; `values` is the text as it was understood."""

from __future__ import annotations

from typing import Any

from django.db import models


class PlaybookVersion(models.Model):
    """In force from `valid_from` until the next one. `digest` is the SHA-256 of the text."""

    number = models.PositiveIntegerField(primary_key=True)
    text = models.TextField()
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "playbook_version"
