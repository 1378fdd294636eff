"""Users, their teams, one-time login links, API keys and failed logins."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from leadflow.accounts.rules import TeamKind
from leadflow.journal.keys import Key

LANGUAGES = ("de", "en")
THEMES = ("system", "light", "dark")


class Team(models.Model):
    """A queue that leads can stand in: lead management, sales, or the organisation of a sales partner."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    key = models.SlugField(max_length=40, unique=True)
    name_de = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in TeamKind])
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_team"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(TeamKind)), name="accounts_team_kind")
        ]


class Users(BaseUserManager["User"]):
    """Logins are compared in lower case, as they are stored."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody of the house or of a sales partner; logs in with the mail address. Never deleted, only deactivated."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=[(x, x) for x in LANGUAGES], default="de")
    theme = models.CharField(max_length=6, choices=[(x, x) for x in THEMES], default="system")
    roles: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[Users] = Users()

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    id = Key(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "accounts_membership"
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="accounts_membership_once")]
        indexes = [models.Index(fields=["team"], name="accounts_membership_team")]


class LoginLink(models.Model):
    """Opens the house once. Only the hash of its token is kept."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_login_link"
        indexes = [models.Index(fields=["user"], name="accounts_link_user")]


class ApiKey(models.Model):
    """A machine that may come in. `prefix` is shown and looked up, the whole key is only kept as a hash."""

    id = Key(primary_key=True)
    public_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16, unique=True)
    key_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=120)
    channel = models.CharField(max_length=40)
    scopes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_api_key"


class Asked(models.Model):
    """A request of a machine under a key of its own: asked again, it is not done again. Holds keyed hashes only."""

    place = models.CharField(max_length=32, primary_key=True)
    digest = models.CharField(max_length=32)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_asked"
        indexes = [models.Index(fields=["asked_at"], name="accounts_asked_old")]


class Pace(models.Model):
    """How many requests a key spent in its last minute. A door counter: not written by the journal."""

    key = models.OneToOneField(ApiKey, models.CASCADE, primary_key=True, related_name="+")
    minute = models.BigIntegerField()
    used = models.PositiveIntegerField()

    class Meta:
        db_table = "accounts_pace"


class FailedLogins(models.Model):
    """A counter per network address and per login, under a keyed hash. A door counter: not written by the journal."""

    place = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        db_table = "accounts_failed_logins"


class SecondFactor(models.Model):
    """An app on the user's phone that makes codes. It counts once a first code proved that it works."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    seal = models.CharField(max_length=255)
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "accounts_second_factor"


class RecoveryCode(models.Model):
    """Lets in once in place of the app. Only its hash is kept."""

    id = Key(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="+", db_index=False)
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_recovery_code"
        indexes = [models.Index(fields=["factor"], name="accounts_recovery_factor")]
