"""Companies, persons, what was said about them, and the handles by which they are recognised."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadflow.accounts.models import User
from leadflow.journal.keys import Key


class Company(models.Model):
    """`facts` is derived from the statements; a joined company points to the one that stands for it."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=120, default="")
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_company"
        indexes = [
            models.Index(fields=["key"], name="people_company_key"),
            models.Index(
                fields=["joined_into"],
                name="people_company_joined",
                condition=models.Q(joined_into__isnull=False),
            ),
        ]


class Person(models.Model):
    """`company` is where the person works now; `facts` is derived from the statements."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+", db_index=False)
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_person"
        indexes = [
            models.Index(
                fields=["company"], name="people_person_company", condition=models.Q(company__isnull=False)
            ),
            models.Index(
                fields=["joined_into"],
                name="people_person_joined",
                condition=models.Q(joined_into__isnull=False),
            ),
        ]


class Handle(models.Model):
    """Contact point and match key in one. `hash`: 64 keyed bits of kind and value; a hit is compared by value."""

    id = Key(primary_key=True)
    hash = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=400)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "people_handle"
        indexes = [
            models.Index(
                fields=["person"], name="people_handle_person", condition=models.Q(person__isnull=False)
            ),
            models.Index(
                fields=["company"], name="people_handle_company", condition=models.Q(company__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(company__isnull=False),
                name="people_handle_one_subject",
            ),
        ]


class Statement(models.Model):
    """What one source said at one time about a person and the company."""

    id = Key(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+", db_index=False)
    source = models.CharField(max_length=16)
    arrival_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    trust = models.SmallIntegerField()
    human = models.BooleanField()
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_statement"
        indexes = [
            models.Index(
                fields=["person"], name="people_statement_person", condition=models.Q(person__isnull=False)
            ),
            models.Index(
                fields=["company"], name="people_statement_company", condition=models.Q(company__isnull=False)
            ),
        ]


class Join(models.Model):
    """Two rows are one: a pointer that can be taken back."""

    id = Key(primary_key=True)
    kind = models.CharField(max_length=8, choices=[("person", "person"), ("company", "company")])
    gone_id = models.BigIntegerField()
    into_id = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    joined_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_join"
        indexes = [
            models.Index(fields=["gone_id"], name="people_join_gone"),
            models.Index(fields=["into_id"], name="people_join_into"),
        ]


class Proposal(models.Model):
    """Two persons or companies that may be one: shown on both, decided by a human."""

    id = Key(primary_key=True)
    kind = models.CharField(max_length=8, choices=[("person", "person"), ("company", "company")])
    older_id = models.BigIntegerField()
    newer_id = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    probability = models.FloatField(null=True)
    proposed_at = models.DateTimeField()
    later_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    same = models.BooleanField(null=True)

    class Meta:
        db_table = "people_proposal"
        constraints = [
            models.UniqueConstraint(fields=["kind", "older_id", "newer_id"], name="people_proposal_once")
        ]
        indexes = [
            models.Index(fields=["kind", "newer_id"], name="people_proposal_newer"),
            models.Index(fields=["kind", "older_id"], name="people_proposal_older"),
            models.Index(
                fields=["id"], name="people_proposal_open", condition=models.Q(decided_at__isnull=True)
            ),
        ]


class Trait(models.Model):
    """A search copy: by what a person or company is found who slips. Keyed bits only, nothing in clear."""

    id = models.BigAutoField(primary_key=True)
    hash = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    subject_id = models.BigIntegerField()

    class Meta:
        db_table = "people_trait"
        indexes = [
            models.Index(fields=["hash"], name="people_trait_hash"),
            models.Index(fields=["kind", "subject_id"], name="people_trait_subject"),
        ]


class Weights(models.Model):
    """How much each comparison says in this home, learned from its own rows; the newest version counts."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8)
    learned_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    told: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        db_table = "people_weights"


class Sought(models.Model):
    """How far the journal was read by the search for those who are there twice."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    horizon = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)

    class Meta:
        db_table = "people_sought"
