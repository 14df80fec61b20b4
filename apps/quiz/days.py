"""Kept results as marks on the days of a journal."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.common.days import Mark
from apps.quiz.models import KeptResult
from apps.vault.access import OpenVault


def marks(vault: OpenVault, first: date, last: date) -> Iterable[Mark]:
    """One for each result of these days: the form and the private name, never a score."""
    for each in reversed(KeptResult.objects.opened(vault)):
        record = each.record
        if record and first <= record.day <= last:
            title = ", ".join(part for part in (record.title, record.about) if part)
            url = reverse("quiz:kept", args=[each.row.id])
            yield Mark(day=record.day, kind=_("Quiz"), title=title, url=url)
