"""Mails as rows of the business transaction, and how they leave the house."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.delivery.rules import PROVIDERS, SECURITIES, SORTS, STATES
from leadflow.journal.keys import Key


class Mail(models.Model):
    """One mail, rendered when it was queued. `person` and `lead` are ids of higher rooms: they know what they mean."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=80, unique=True)
    sort = models.CharField(max_length=8, choices=[(s, s) for s in SORTS])
    purpose = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="waiting")
    code = models.CharField(max_length=40, default="")
    told = models.CharField(max_length=300, default="")
    person = models.BigIntegerField(null=True)
    lead = models.BigIntegerField(null=True)
    to = models.CharField(max_length=254)
    to_name = models.CharField(max_length=200, default="")
    from_name = models.CharField(max_length=200, default="")
    reply_to = models.CharField(max_length=254, default="")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(default="")
    headers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_mail"
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=models.Q(state="waiting")),
            models.Index(
                fields=["lease_until"], name="delivery_sending", condition=models.Q(state="sending")
            ),
            models.Index(fields=["state", "-id"], name="delivery_state"),
            models.Index(
                fields=["lead", "-id"], name="delivery_lead", condition=models.Q(lead__isnull=False)
            ),
            models.Index(fields=["to", "-id"], name="delivery_to"),
            models.Index(fields=["person"], name="delivery_person", condition=models.Q(person__isnull=False)),
        ]


class Grant(models.Model):
    """The leave to read and send mails that somebody gave at Microsoft or Google. All secrets are sealed."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    provider = models.CharField(max_length=12, choices=[(p, p) for p in PROVIDERS])
    mail = models.CharField(max_length=254)
    tenant = models.CharField(max_length=80, default="")
    client = models.CharField(max_length=200)
    secret = models.TextField(default="")
    refresh = models.TextField(default="")
    access = models.TextField(default="")
    expires_at = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_grant"


class Outward(models.Model):
    """The one row of settings. Until a test mail was taken by the server, mails are captured and nothing leaves."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=8, choices=[(s, s) for s in SECURITIES])
    user = models.CharField(max_length=254, default="")
    password = models.TextField(default="")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+", db_index=False)
    from_mail = models.CharField(max_length=254)
    from_name = models.CharField(max_length=200, default="")
    dkim_selector = models.CharField(max_length=63, default="")
    tested_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_outward"
