"""What a member sends to the shelf: words of a guide, a note, two settings, an export."""

from datetime import date
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.articles.models import Guide, Reader
from apps.articles.shelf.guide_text import found_in
from apps.articles.shelf.passages import LONGEST_NOTE, LONGEST_QUOTE, Passage
from apps.articles.shelf.text_quotes import AROUND
from apps.common.fields import LineField, NoteField
from apps.common.http.request_values import LONGEST_PASSWORD
from apps.common.limits import with_limits

FORMATS: Final = (
    ("markdown", _("Markdown, to read and to print")),
    ("json", _("JSON, for machines")),
)


class PassageForm(forms.Form):
    """Words of a guide, and the words around them that tell equal ones apart."""

    quote = LineField(
        label=_("The words to keep"),
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Choose some words of the guide first."),
            "max_length": with_limits(
                ngettext_lazy(
                    "A passage has room for %(most)s character. Keep a shorter part of it.",
                    "A passage has room for %(most)s characters. Keep a shorter part of it.",
                    "most",
                ),
                most=LONGEST_QUOTE,
            ),
        },
    )
    before = LineField(required=False, widget=forms.HiddenInput)
    after = LineField(required=False, widget=forms.HiddenInput)
    note = NoteField(label=_("Your note"), max_length=LONGEST_NOTE)

    def passage(self, guide: Guide, *, today: date) -> Passage:
        """What to keep: with the neighbours that the guide itself has, where it has the words."""
        data = self.cleaned_data
        before, after = data["before"][-AROUND:], data["after"][:AROUND]
        if found := found_in(guide, data["quote"], before=before, after=after):
            before, after = found.before, found.after
        return Passage.new(
            slug=guide.slug,
            title=guide.title,
            quote=data["quote"],
            before=before,
            after=after,
            note=data["note"],
            on=today,
        )


class NoteForm(forms.Form):
    """A note, and the revision of it that was opened."""

    note = NoteField(label=_("Your note"), max_length=LONGEST_NOTE)
    revision = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)


class ShelfSettingsForm(forms.Form):
    """For which reader the library shows guides first, and whether reading positions are kept."""

    reading_as = forms.ChoiceField(
        label=_("When you open the library, begin with"),
        required=False,
        choices=[("", _("All guides")), *Reader.choices_of_a_visitor()],
        widget=forms.RadioSelect,
    )
    keeps_places = forms.BooleanField(
        label=_("Keep the section in which I stop reading"), required=False
    )


class ShelfExportForm(forms.Form):
    """The format of an export, and the password."""

    form = forms.ChoiceField(
        label=_("Which file"), choices=FORMATS, initial="markdown", widget=forms.RadioSelect
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("The one you sign in with."),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password to download the file.")},
    )
