"""The export form: which entries, which format, and the password once more."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.common.http.request_values import LONGEST_PASSWORD
from apps.common.limits import with_limits
from apps.journal.entries.day_range import day_of_range_field
from apps.journal.exporting.pdf import MOST_OF_PHOTOS, MOST_PAGES
from apps.journal.exporting.selection import ExportSelection

LEAST_PASSPHRASE = 12
MOST_CHOSEN = 300
MEBIBYTE = 1024 * 1024
WHAT = {
    "all": gettext_lazy(
        "Everything: all pages with photos, drafts, the trash, templates, shelf, results, settings"
    ),
    "words": gettext_lazy("Everything without the photos"),
    "range": gettext_lazy("The pages of some days, with photos"),
    "chosen": gettext_lazy("Pages that I choose, with photos"),
}
FORMS = {
    "zip": gettext_lazy("Markdown files in a zip, to read anywhere"),
    "pdf": with_limits(
        gettext_lazy("A PDF to print or to hand over, up to %(most)s pages"), most=MOST_PAGES
    ),
    "json": gettext_lazy("One JSON file, for other programs"),
}


class ExportForm(forms.Form):
    """The two passphrases must agree: one that was mistyped could never be opened."""

    what = forms.ChoiceField(
        label=gettext_lazy("What to export"),
        choices=list(WHAT.items()),
        initial="all",
        widget=forms.RadioSelect,
    )
    first = day_of_range_field(gettext_lazy("From this day"))
    last = day_of_range_field(gettext_lazy("To this day"))
    form = forms.ChoiceField(
        label=gettext_lazy("Which file"),
        choices=list(FORMS.items()),
        initial="zip",
        widget=forms.RadioSelect,
    )
    pdf_photos = forms.BooleanField(
        label=with_limits(
            gettext_lazy("In a PDF: with the photos of the pages, up to %(most)s MB of them"),
            most=MOST_OF_PHOTOS * 3 // 4 // MEBIBYTE,  # base64 has four characters for three bytes
        ),
        required=False,
    )
    passphrase = forms.CharField(
        label=gettext_lazy("A passphrase for the file, if you want one"),
        help_text=with_limits(
            gettext_lazy(
                "The file then opens only with it, in a program that knows the age format. "
                "We cannot find it again for you. At least %(least)s characters."
            ),
            least=LEAST_PASSPHRASE,
        ),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    passphrase_again = forms.CharField(
        label=gettext_lazy("The passphrase once more"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    without_damaged = forms.BooleanField(
        label=gettext_lazy("Export the rest without what is damaged"), required=False
    )
    by_number = forms.BooleanField(
        label=gettext_lazy("Make the PDF with the numbers of these letters in their places"),
        required=False,
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("The one you sign in with."),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password to download the file.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids: frozenset[UUID] = frozenset()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_days(data)
        self._check_pages(data)
        self._check_passphrase(data)
        return data

    def wanted(self) -> ExportSelection:
        data = self.cleaned_data
        if data["what"] == "range":
            return ExportSelection(first=data["first"], last=data["last"])
        if data["what"] == "chosen":
            return ExportSelection(ids=self.ids)
        return ExportSelection(with_photos=data["what"] != "words")

    def chosen(self) -> set[str]:
        """The pages that were ticked, as their boxes are called."""
        return set(self.data.getlist("pages")) if self.is_bound else set(self.initial["pages"])  # type: ignore[attr-defined]

    def _check_days(self, data: dict[str, Any]) -> None:
        if self.errors or data.get("what") != "range":
            return
        if not (data["first"] or data["last"]):
            self.add_error("first", _("Say from which day, or to which."))
        elif data["first"] and data["last"] and data["first"] > data["last"]:
            self.add_error("last", _("The last day comes before the first."))

    def _check_pages(self, data: dict[str, Any]) -> None:
        if data.get("what") != "chosen":
            return
        try:
            self.ids = frozenset(UUID(each) for each in self.chosen())
        except ValueError:
            self.ids = frozenset()
        if not 1 <= len(self.ids) <= MOST_CHOSEN:
            self.add_error(
                "what",
                with_limits(
                    gettext_lazy("Tick at least one page below, and at most %(most)s."),
                    most=MOST_CHOSEN,
                ),
            )

    def _check_passphrase(self, data: dict[str, Any]) -> None:
        first, again = data.get("passphrase", ""), data.get("passphrase_again", "")
        if first and len(first) < LEAST_PASSPHRASE:
            self.add_error(
                "passphrase",
                with_limits(
                    ngettext_lazy(
                        "Use at least %(least)s character, or none at all.",
                        "Use at least %(least)s characters, or none at all.",
                        "least",
                    ),
                    least=LEAST_PASSPHRASE,
                ),
            )
        elif first != again:
            self.add_error("passphrase_again", _("The two are not the same."))


class ImportForm(forms.Form):
    left: list[str] = []  # what stays out of a file in which nothing is left to import

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "A zip, a JSON or HTML file, or one Markdown or text file. It is locked with your key "
            "while it arrives and never stored as it is."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,.json,.html,.htm,.md,.markdown,.txt"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty."),
        },
    )
