"""The tabs of nurturing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from leadflow.delivery import queries as delivery

Values = dict[str, Any]


def tabs(present: str) -> list[Values]:
    stuck = delivery.count_stuck(up_to=100)
    return [
        {"label": gettext("Plans"), "url": reverse("desk:nurture"), "on": present == "plans"},
        {
            "label": gettext("Mails"),
            "url": reverse("desk:mails"),
            "on": present == "mails",
            "count": stuck or "",
        },
        {"label": gettext("Sleeping"), "url": reverse("desk:sleeping"), "on": present == "sleeping"},
    ]
