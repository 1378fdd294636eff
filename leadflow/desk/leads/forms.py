"""What the acts on a lead's page send, read and checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadflow.desk.asking import asks
from leadflow.desk.asking.answers import NotAnAnswer, seconds
from leadflow.kernel.home import home
from leadflow.kernel.mail import normal_mail
from leadflow.kernel.phone import normal_phone
from leadflow.leads.services import LONGEST_NOTE, TouchMade

PERSON: Final = (
    "person.given", "person.surname", "person.function", "person.role", "person.phone", "person.mail",
)  # fmt: skip


class MomentForm(forms.Form):
    """A moment from a choice (`when`), a time field (`at`) or a day (`on`, nine in the morning)."""

    when = forms.CharField(required=False, max_length=40)
    at = forms.CharField(required=False, max_length=40)
    on = forms.CharField(required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        text = next((data.get(name) for name in ("when", "at", "on") if data.get(name)), "")
        if not text:
            raise forms.ValidationError(gettext("Choose a day and time."))
        try:
            moment = asks.local_moment(str(text))
        except ValueError:
            raise forms.ValidationError(gettext("This is no day and time. What you typed is kept.")) from None
        data["moment"] = moment.replace(hour=9) if data.get("on") and not data.get("when") else moment
        return data

    @property
    def moment(self) -> datetime:
        found: datetime = self.cleaned_data["moment"]
        return found


class TouchForm(forms.Form):
    kind = forms.CharField(max_length=12)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    worked = forms.CharField(required=False, max_length=8)
    inbound = forms.CharField(required=False, max_length=3)

    def __init__(self, data: Any, *, kinds: set[str]) -> None:
        super().__init__(data)
        self.kinds = kinds

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in self.kinds:
            raise forms.ValidationError(gettext("Choose what it was."))
        return kind

    def clean_worked(self) -> int:
        text = self.cleaned_data["worked"]
        try:
            return seconds(text) if text.strip() else 0
        except NotAnAnswer:
            raise forms.ValidationError(gettext("Write working time like 5 or 5:30 minutes.")) from None

    def touch(self) -> TouchMade:
        data = self.cleaned_data
        return TouchMade(
            data["kind"], seconds=data["worked"], note=data["note"].strip(), inbound=bool(data["inbound"])
        )


def contact(data: Any, roles: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Facts of the new person, and what is wrong by field."""
    typed = {key: str(data.get(key, "")).strip()[:200] for key in PERSON}
    wrong: dict[str, str] = {}
    if not typed["person.surname"] and not typed["person.given"]:
        wrong["person.surname"] = gettext("A name is missing. What you typed is kept.")
    if typed["person.mail"] and normal_mail(typed["person.mail"]) is None:
        wrong["person.mail"] = gettext("This is no mail address. What you typed is kept.")
    if typed["person.phone"] and normal_phone(typed["person.phone"], home().phone_country) is None:
        wrong["person.phone"] = gettext("This is no phone number. What you typed is kept.")
    if typed["person.role"] and typed["person.role"] not in roles:
        wrong["person.role"] = gettext("Choose one of the roles.")
    return {key: value for key, value in _normal(typed).items() if value}, wrong


def _normal(typed: dict[str, str]) -> dict[str, str]:
    mail, phone = normal_mail(typed["person.mail"]), normal_phone(typed["person.phone"], home().phone_country)
    return typed | {"person.mail": str(mail or ""), "person.phone": phone or ""}


class SearchForm(forms.Form):
    """The filters of the list, as they stand in the address."""

    view = forms.CharField(required=False, max_length=20)
    q = forms.CharField(required=False, max_length=100)
    stage = forms.CharField(required=False, max_length=12)
    owner = forms.IntegerField(required=False, min_value=1)
    team = forms.IntegerField(required=False, min_value=1)
    channel = forms.CharField(required=False, max_length=40)
    last = forms.CharField(required=False, max_length=40)
    medium = forms.CharField(required=False, max_length=80)
    campaign = forms.IntegerField(required=False, min_value=1)
    offer = forms.CharField(required=False, max_length=40)
    grade = forms.CharField(required=False, max_length=2)
    tag = forms.CharField(required=False, max_length=40)
    before = forms.IntegerField(required=False, min_value=1, label=_("page"))
