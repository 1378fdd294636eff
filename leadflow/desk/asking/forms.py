"""The outcome of a call as it was sent: note, working time, and what the second key chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk.asking import asks
from leadflow.desk.asking.answers import NotAnAnswer, seconds
from leadflow.leads.services import LONGEST_NOTE

LONGEST_CALL: Final = 8 * 3600
"""Seconds; a page left open over night is not a call."""
NEEDED: Final = {
    "promise": ("when", "at"),
    "not_yet": ("when", "on"),
    "disqualify": ("reason",),
    "ready": ("to",),
}
"""The fields of which one must come with an outcome, by what follows from it."""


@dataclass(frozen=True, slots=True)
class Given:
    """Everything an outcome needs."""

    note: str
    seconds: int
    at: datetime | None
    reason: str
    to: str
    message: str


class OutcomeForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": _("The note is too long. It is kept here.")},
    )
    worked = forms.CharField(
        required=False,
        max_length=8,
        error_messages={"max_length": _("Write working time like 5 or 5:30 minutes.")},
    )
    opened = forms.CharField(required=False, max_length=40)
    when = forms.CharField(required=False, max_length=40)
    at = forms.CharField(required=False, max_length=40)
    on = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=40)
    override = forms.CharField(required=False, max_length=500)
    to = forms.CharField(required=False, max_length=24)
    message = forms.CharField(required=False, max_length=2_000)

    def __init__(self, data: Any, *, follow: str, now: datetime) -> None:
        super().__init__(data)
        self.follow, self.now = follow, now

    @property
    def chosen(self) -> bool:
        """Whether the second key was pressed; without it the outcome first asks."""
        needed = NEEDED.get(self.follow, ("outcome",))
        return any(name in self.data and (self.data[name] or name == "when") for name in needed)

    def clean_worked(self) -> int | None:
        text = self.cleaned_data["worked"]
        try:
            return min(seconds(text), LONGEST_CALL) if text.strip() else None
        except NotAnAnswer:
            raise forms.ValidationError(gettext("Write working time like 5 or 5:30 minutes.")) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        texts = [data.get(name) for name in ("when", "at", "on")]
        try:
            data["moment"] = next((asks.local_moment(text) for text in texts if text), None)
        except ValueError:
            raise forms.ValidationError(gettext("This is no day and time. What you typed is kept.")) from None
        moment = data["moment"]
        if moment is not None and moment.time() == datetime.min.time() and data.get("on"):
            data["moment"] = moment + timedelta(hours=9)
        return data

    def given(self) -> Given:
        data = self.cleaned_data
        reason = data["override"] if self.follow == "ready" else data["reason"]
        return Given(
            data["note"].strip(), self._seconds(), data["moment"], reason, data["to"], data["message"]
        )

    def _seconds(self) -> int:
        """As typed, else since the lead was opened."""
        worked: int | None = self.cleaned_data["worked"]
        if worked is not None:
            return worked
        try:
            since = asks.local_moment(self.cleaned_data["opened"])
        except ValueError:
            return 0
        return int(min(max((self.now - since).total_seconds(), 0), LONGEST_CALL))

    def mistake(self) -> str:
        """The first thing that is wrong, as one sentence."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")
