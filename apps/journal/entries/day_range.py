"""The field for the first or last day of a range of pages."""

from django import forms
from django.utils.functional import Promise


def day_of_range_field(label: str | Promise) -> forms.DateField:
    """A day that another field of the form asks for or not."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
