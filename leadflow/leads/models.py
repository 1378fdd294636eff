"""The spine: leads, their contacts, statements, touches, notes and files."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import Team, User
from leadflow.files.models import File
from leadflow.journal.keys import Key
from leadflow.leads.rules import ENQUIRY, HEATS, OPEN_STAGES, PHASES, STAGES, UNDONE
from leadflow.people.models import Company, Person

OPEN = models.Q(stage__in=OPEN_STAGES, merged_into__isnull=True, erased_at__isnull=True)


class Campaign(models.Model):
    """Where leads come from: "Hannover Messe 2026" of the channel "fair"."""

    id = Key(primary_key=True)
    channel = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "leads_campaign"
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="leads_campaign_once")]


class CampaignCost(models.Model):
    """What somebody said a campaign cost in a month, in minor units of the home's currency. The last word on a month
    counts; without an amount it is taken back.
    """

    id = Key(primary_key=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    amount = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "leads_campaign_cost"
        indexes = [models.Index(fields=["campaign", "month", "-id"], name="leads_campaign_cost_month")]


class Lead(models.Model):
    """One company's (or private person's) interest in one offer. Thin: what others know of it stands in their rooms."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    offer = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=40)
    stage = models.CharField(max_length=12, choices=[(s, s) for s in (*STAGES, UNDONE)])
    stage_at = models.DateTimeField()
    phase = models.CharField(max_length=14, choices=[(p, p) for p in PHASES])
    phase_at = models.DateTimeField()
    phase_by_human = models.CharField(max_length=14, choices=[(p, p) for p in PHASES], null=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    sales_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    sales_owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    claimed_at = models.DateTimeField(null=True)
    heat = models.CharField(max_length=8, choices=[(h, h) for h in HEATS], null=True)
    tags: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leads_lead"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "offer"],
                name="leads_one_open_per_company",
                condition=OPEN & models.Q(company__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "offer"],
                name="leads_one_open_per_person",
                condition=OPEN & models.Q(company__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                condition=~OPEN | models.Q(owner__isnull=False) | models.Q(team__isnull=False),
                name="leads_open_has_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-id"], name="leads_stage"),
            models.Index(
                fields=["owner", "-id"], name="leads_owner", condition=models.Q(owner__isnull=False)
            ),
            models.Index(fields=["campaign", "-id"], name="leads_campaign_newest"),
            models.Index(
                fields=["sales_team", "-id"],
                name="leads_sales_team",
                condition=models.Q(sales_team__isnull=False),
            ),
            models.Index(fields=["company"], name="leads_company", condition=models.Q(company__isnull=False)),
            models.Index(fields=["person"], name="leads_person", condition=models.Q(person__isnull=False)),
            models.Index(
                fields=["merged_into"], name="leads_merged", condition=models.Q(merged_into__isnull=False)
            ),
            models.Index(
                fields=["predecessor"],
                name="leads_predecessor",
                condition=models.Q(predecessor__isnull=False),
            ),
        ]


class Contact(models.Model):
    """A person on the buyer's side of one lead, and the company for which that person asked."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "leads_contact"
        constraints = [
            models.UniqueConstraint(fields=["person", "lead", "company"], name="leads_contact_once")
        ]
        indexes = [
            models.Index(fields=["lead"], name="leads_contact_lead"),
            models.Index(
                fields=["company"], name="leads_contact_company", condition=models.Q(company__isnull=False)
            ),
        ]


class Merge(models.Model):
    """Two leads are one: a pointer that can be taken back."""

    id = Key(primary_key=True)
    gone = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    into = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=40)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leads_merge"
        indexes = [
            models.Index(fields=["gone"], name="leads_merge_gone"),
            models.Index(fields=["into"], name="leads_merge_into"),
        ]


class Statement(models.Model):
    """What one source said at one time about the interest. The first of a lead is its enquiry."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in (ENQUIRY, "answer", UNDONE)])
    source = models.CharField(max_length=16)
    arrival_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=40, null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    trust = models.SmallIntegerField()
    human = models.BooleanField()
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leads_statement"
        indexes = [models.Index(fields=["lead"], name="leads_statement_lead")]


class Touch(models.Model):
    """One contact with the prospect, either way. `seconds` is the working time it took."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    inbound = models.BooleanField(default=False)
    result = models.CharField(max_length=40, default="")
    seconds = models.PositiveIntegerField(default=0)
    note = models.TextField(default="")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leads_touch"
        indexes = [models.Index(fields=["lead", "-id"], name="leads_touch_lead")]


class Note(models.Model):
    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leads_note"
        indexes = [models.Index(fields=["lead", "-id"], name="leads_note_lead")]


class Attachment(models.Model):
    """A file kept with a lead."""

    id = Key(primary_key=True)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(File, models.PROTECT, related_name="+", db_index=False)
    attached_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leads_attachment"
        indexes = [models.Index(fields=["lead"], name="leads_attachment_lead")]
