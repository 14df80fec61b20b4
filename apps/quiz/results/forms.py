"""What comes back from the forms that keep a result, name it again, or put several on one map."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.common.fields import LineField, WordsField
from apps.quiz.results.content import LONGEST_NAME, LONGEST_NOTE, KeptResultContent
from apps.quiz.sitting.browser import read_slip, slip
from apps.quiz.sitting.sitting import Sitting

MOST_ON_A_MAP = 8


class LabelForm(forms.Form):
    """A private name for the person, and a note."""

    about = LineField(
        label=_("Who it was about"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("A name only you understand. Results under the same name can be compared."),
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"max_length": _("A name has room for 60 characters.")},
    )
    note = WordsField(
        label=_("A note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("How things were just then, for instance."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3, "spellcheck": "false"}),
        error_messages={
            "max_length": _(
                "A note has room for 2,000 characters. A page of your journal has more."
            )
        },
    )


class KeepForm(LabelForm):
    """The same with the sitting itself, sealed."""

    slip = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, sitting: Sitting) -> "KeepForm":
        return cls(initial={"slip": slip(sitting)})

    def sitting_of(self, slug: str) -> Sitting | None:
        """The sitting that was sent, if it is one of this form."""
        sitting = read_slip(self.data.get("slip", ""))
        return sitting if sitting and sitting.form.slug == slug else None


class RelabelForm(LabelForm):
    """A changed name or note, and the revision that was opened."""

    revision = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)

    @classmethod
    def of(cls, record: KeptResultContent, *, revision: int) -> "RelabelForm":
        return cls(initial={"about": record.about, "note": record.note, "revision": revision})


class GiveForm(forms.Form):
    """The one tick that hands answers over."""

    agree = forms.BooleanField(
        label=_("Yes, take these answers without my name. I know that I cannot take them back."),
        error_messages={
            "required": _("Tick this first, if you want to. It is quite all right not to.")
        },
    )


def chosen_ids(asked: QueryDict) -> list[UUID]:
    """The results that were ticked for one map; what is no id is left out."""
    found = []
    for value in asked.getlist("r")[:MOST_ON_A_MAP]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
