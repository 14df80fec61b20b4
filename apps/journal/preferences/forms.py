"""The form of a writer's preferences."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.common.leaving.targets import leave_target_choices
from apps.journal.preferences.content import PreferencesContent
from apps.journal.time_zones import place_of, zone_named, zones_by_region
from apps.vault.codec import asdict, replace
from apps.vault.models import QUIET_MINUTES

# How long a page may be out of sight before it is covered, in words.
COVERS: Final = {
    1: _("at once"),
    60: _("after a minute"),
    300: _("after five minutes"),
    0: _("by Lock and Escape alone"),
}


class PreferencesForm(forms.Form):
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "Your days begin and end by the clock of this place: a new page, Today, the calendar "
            "and what comes back to you. While none is chosen, the one that your "
            "device is set to is taken; where scripts are off, it is UTC."
        ),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": _("Choose a place from the list.")},
    )
    quiet_minutes = forms.TypedChoiceField(
        label=_("The journal locks itself after"),
        help_text=_(
            "So long after the last page of it was opened or saved; at times a minute sooner. "
            "Unlocked for long, it can be read by whoever picks up this device."
        ),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            (minutes, format_lazy(_("{minutes} minutes"), minutes=minutes))
            for minutes in QUIET_MINUTES
        ],
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": _("Choose a time from the list.")},
    )
    cover_seconds = forms.TypedChoiceField(
        label=_("A page out of sight is covered, and the journal locked"),
        help_text=_(
            "When another tab or app is in front of it and scripts are on. What you typed stays "
            "beneath until your password or passkey opens it. On phones the page is blank at once, "
            "for the list of apps shows a picture. Lock, or Escape pressed three times, covers it "
            "too."
        ),
        required=False,
        coerce=int,
        empty_value=None,
        choices=list(COVERS.items()),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": _("Choose a time from the list.")},
    )
    leave_target = forms.ChoiceField(
        label=_("Leave leads to"),
        help_text=_(
            "A page such as anybody opens. While your journal is locked or you are signed out, "
            "Leave leads to a weather page by the language of the browser."
        ),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": _("Choose a page from the list.")},
    )
    leaves_by_shift = forms.BooleanField(
        label=_("Shift, pressed three times, leaves at once"),
        help_text=_(
            "Not right after a key in a field where you write. Switched off, it rests while your "
            "journal is unlocked in this browser; while it is locked or you are signed out, three "
            "Shifts leave as before. The Leave button is always there."
        ),
        required=False,
    )
    checks_spelling = forms.BooleanField(
        label=_("The browser checks the spelling of a page while I write"),
        help_text=_(
            "Off at first: some browsers send what they check to their maker. The button Spelling "
            "beside a page switches it for that page."
        ),
        required=False,
    )
    has_shortcuts = forms.BooleanField(
        label=_("Single keys, such as n for a new page, work outside fields"), required=False
    )
    shows_this_day = forms.BooleanField(
        label=_("Once a week at most, Today shows a page of this day in an earlier year"),
        required=False,
    )
    shows_passage = forms.BooleanField(
        label=_("Once a week at most, Today shows a passage that I keep from a guide"),
        required=False,
    )
    shows_last_opening = forms.BooleanField(
        label=_("Today says when the journal was opened before, and on which kind of device"),
        required=False,
    )
    dates_only = forms.BooleanField(
        label=_("Lists show dates only: no titles, no words, no pictures"),
        help_text=_(
            "For when somebody may look over your shoulder. A page that you open still shows its "
            "words; practices and insights show them where you ask for it."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A zone that is chosen and not listed, such as a former name, stands in the list too."""
        super().__init__(*args, **kwargs)
        listed = {name for _region, some in zones_by_region() for name, _label in some}
        chosen = str(self["zone"].value() or "")
        mine = [(chosen, place_of(chosen))] if chosen not in listed and zone_named(chosen) else []
        first = ("", [("", _("Not chosen")), *mine])
        self.fields["zone"].choices = [first, *zones_by_region()]  # type: ignore[attr-defined]
        self.fields["leave_target"].choices = leave_target_choices()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, preferences: PreferencesContent) -> "PreferencesForm":
        """The form as the preferences are now."""
        usual = settings.VAULT_IDLE_SECONDS // 60
        minutes = preferences.quiet_minutes or usual
        return cls(initial={**asdict(preferences), "quiet_minutes": minutes})

    def settled(self, preferences: PreferencesContent) -> PreferencesContent:
        """The preferences with what this form says of them."""
        others = dict(self.cleaned_data)
        others["quiet_minutes"] = others["quiet_minutes"] or 0
        if others["cover_seconds"] is None:
            others["cover_seconds"] = preferences.cover_seconds
        zone = others.pop("zone")
        settled = replace(preferences, zone_came_on="", **others)
        return settled.choosing(zone) if zone else replace(settled, zone="")
