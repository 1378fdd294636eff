"""Receipts of what came to a door, and arrivals: one raw message each, kept as received."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import User
from leadflow.delivery.models import Grant
from leadflow.files.models import File
from leadflow.intake.coding import KINDS as CODE_KINDS
from leadflow.intake.doors.mailbox.letters import AFTERWARDS, SECURITIES, SORTS
from leadflow.intake.doors.webhook.shapes import KINDS as HOOK_KINDS
from leadflow.intake.rules import RECEIPT_STATES, STATES
from leadflow.journal.keys import Key
from leadflow.leads.models import Campaign, Lead
from leadflow.people.models import Person


class Receipt(models.Model):
    """One file, or one key's day at the API. `seen` is counted at the door, `received` and `repeated` by the ledger.

    `file` is the list that is read; `original` the workbook it was written down from, where it was one.
    `noticed` tells its sheets and which was taken, whose export it looks like, and by which saved mapping it is read.
    """

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    door = models.CharField(max_length=12)
    label = models.CharField(max_length=200)
    source = models.CharField(max_length=120)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", db_index=False)
    original = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", db_index=False)
    noticed: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    offer = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", db_index=False)
    mapping: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    dialect: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=[(s, s) for s in RECEIPT_STATES])
    expected = models.PositiveIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    fault: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)

    class Meta:
        db_table = "intake_receipt"
        indexes = [models.Index(fields=["-id"], name="intake_receipt_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["door", "label"], name="intake_receipt_day", condition=models.Q(file__isnull=True)
            )
        ]


class Arrival(models.Model):
    """Always in exactly one state. A file's arrival holds where it stands in the file, others hold their content."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    key = models.BinaryField(max_length=16, unique=True)
    offset = models.BigIntegerField(null=True)
    length = models.PositiveIntegerField(null=True)
    content: models.JSONField[Any, Any] = models.JSONField(null=True)
    mended: models.JSONField[Any, Any] = models.JSONField(null=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in STATES], default="waiting")
    fault: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="+", db_index=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "intake_arrival"
        indexes = [
            models.Index(fields=["state", "-id"], name="intake_arrival_state"),
            models.Index(fields=["receipt", "number"], name="intake_arrival_receipt"),
            models.Index(fields=["lead"], name="intake_arrival_lead", condition=models.Q(lead__isnull=False)),
        ]


class Confirmation(models.Model):
    """The proof of a double opt-in: what was asked in which words, when it was asked and when it was confirmed."""

    arrival = models.OneToOneField(Arrival, models.PROTECT, primary_key=True, related_name="+")
    form = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    wording: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_confirmation"


class CodeSeries(models.Model):
    """Response codes of one campaign: printed on coupons or reply cards, or one personal address for each recipient."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in CODE_KINDS])
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    offer = models.CharField(max_length=40)
    form = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "intake_code_series"
        indexes = [models.Index(fields=["campaign"], name="intake_code_series_campaign")]


class Code(models.Model):
    """One code. `redeemed_at` and `arrival` tell of its first use, `uses` of all; `person`: whose address it is."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    series = models.ForeignKey(CodeSeries, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, related_name="+", db_index=False)
    uses = models.PositiveIntegerField(default=0)
    redeemed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_code"
        indexes = [
            models.Index(fields=["series", "id"], name="intake_code_of_series"),
            models.Index(
                fields=["person"], name="intake_code_person", condition=models.Q(person__isnull=False)
            ),
            models.Index(
                fields=["-redeemed_at"],
                name="intake_code_last",
                condition=models.Q(redeemed_at__isnull=False),
            ),
        ]


class Knocks(models.Model):
    """How often somebody knocked lately, under a keyed hash. A door counter: not written by the journal."""

    place = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        db_table = "intake_knocks"


class Mailbox(models.Model):
    """A mailbox that is read. How far: `last_uid` within `uidvalidity`, committed with the arrivals up to there."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    address = models.CharField(max_length=254)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=8, choices=[(s, s) for s in SECURITIES])
    user = models.CharField(max_length=254, default="")
    password = models.TextField(default="")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+", db_index=False)
    folder = models.CharField(max_length=200, default="INBOX")
    afterwards = models.CharField(max_length=8, choices=[(s, s) for s in AFTERWARDS], default="leave")
    moved_to = models.CharField(max_length=200, default="")
    offer = models.CharField(max_length=40, default="")
    channel = models.CharField(max_length=40)
    private = models.TextField(default="")
    takes_answers = models.BooleanField(default=False)
    takes_plus = models.BooleanField(default=False)
    since = models.DateField()
    is_read = models.BooleanField(default=True)
    uidvalidity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    fault = models.CharField(max_length=40, default="")
    told = models.CharField(max_length=300, default="")
    fault_since = models.DateTimeField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "intake_mailbox"


class Letter(models.Model):
    """What is kept of a mail beside its arrival. `mark`: by it an answer to this mail finds it."""

    arrival = models.OneToOneField(Arrival, models.PROTECT, primary_key=True, related_name="+")
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=12, choices=[(s, s) for s in SORTS])
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    mark = models.BinaryField(max_length=16, null=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", db_index=False)
    mail = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    away_until = models.DateField(null=True)
    left_out: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    enclosed: models.JSONField[list[int] | None, list[int] | None] = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_letter"
        indexes = [
            models.Index(fields=["mark"], name="intake_letter_mark", condition=models.Q(mark__isnull=False)),
            models.Index(
                fields=["person"], name="intake_letter_person", condition=models.Q(away_until__isnull=False)
            ),
            models.Index(
                fields=["arrival"], name="intake_letter_open", condition=models.Q(enclosed__isnull=True)
            ),
        ]


class SavedMapping(models.Model):
    """How lists with these headings were read before. `shape`: a digest of the set of headings, in any order."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    shape = models.CharField(max_length=32)
    headings: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    targets: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    offer = models.CharField(max_length=40, default="")
    channel = models.CharField(max_length=40, default="")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    saved_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "intake_saved_mapping"
        indexes = [models.Index(fields=["shape", "-id"], name="intake_saved_shape")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="intake_saved_name", condition=models.Q(forgotten_at__isnull=True)
            )
        ]


class Hook(models.Model):
    """An address at which another system leaves leads. The secret is sealed; `mapping` says which path means what."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in HOOK_KINDS])
    secret = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=120, unique=True)
    offer = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    campaign = models.CharField(max_length=120, blank=True)
    mapping: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_hook"


class HookCount(models.Model):
    """What came to a hook on a day and what became of it at the door. A door counter: not written by the journal."""

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    code = models.CharField(max_length=24)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "intake_hook_count"
        constraints = [models.UniqueConstraint(fields=["hook", "day", "code"], name="intake_hook_count_once")]
