"""A date or a rhythm as a calendar file, made in the request and kept nowhere."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.common.http.requests import MemberRequest
from apps.journal.calendar.ics import Appointment, Rhythm, calendar_file
from apps.vault.unlocked_vault import UnlockedVault

LONGEST_WORDS = 80
MOST_MINUTES = 480
LAST_DAY = date(2100, 1, 1)
RHYTHMS = {
    Rhythm.ONCE: _("Once"),
    Rhythm.WEEKLY: _("Every week"),
    Rhythm.FORTNIGHTLY: _("Every two weeks"),
    Rhythm.MONTHLY: _("Every month"),
}


class AppointmentForm(forms.Form):
    words = forms.CharField(
        label=_("Words in the calendar"),
        max_length=LONGEST_WORDS,
        help_text=_("Whoever sees the calendar sees these words. Choose neutral ones."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year-month-day, such as 2026-11-21.")},
    )
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        help_text=_("Leave it empty for a whole day."),
        widget=forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 18:30.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=MOST_MINUTES, initial=30
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=list(RHYTHMS.items()))

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not timezone.localdate() - timedelta(days=366) <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day from the last year on."))
        return day

    def appointment(self) -> Appointment:
        data: dict[str, Any] = self.cleaned_data
        return Appointment(**{**data, "rhythm": Rhythm(data["rhythm"])})


def _today(request: MemberRequest) -> date:
    """The writer's own day while their journal is open, else that of UTC."""
    vault: UnlockedVault | None = request.vault or None  # type: ignore[attr-defined]
    return vault.today() if vault else timezone.localdate()


@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: MemberRequest) -> HttpResponse:
    """No page of the journal is opened, so it works while the vault is closed."""
    if request.method != "POST":
        start = {"words": _("Appointment"), "day": _today(request) + timedelta(days=7)}
        form = AppointmentForm(initial={**start, "minutes": 30})
        return render(request, "journal/appointment.html", {"form": form})
    form = AppointmentForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "journal/appointment.html",
            {"form": form},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    file = calendar_file(form.appointment(), now=timezone.now())
    headers = {
        "Content-Disposition": 'attachment; filename="appointment.ics"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)
