"""A picture and a few words about it."""

import uuid
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.common.fields import LineField
from apps.common.limits import with_limits
from apps.journal.photos.content import LONGEST

MEBIBYTE: Final = 1024 * 1024
LARGEST: Final = 20 * MEBIBYTE
ACCEPTED: Final = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"


class DescriptionField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("What does it show?"),
            help_text=gettext_lazy(
                "A few words, for yourself on a later day, or for listening to the page. "
                "Locked with your key like the photo."
            ),
            required=False,
            max_length=LONGEST,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            error_messages={
                "max_length": with_limits(
                    ngettext_lazy(
                        "There is room for %(most)s character about a photo.",
                        "There is room for %(most)s characters about a photo.",
                        "most",
                    ),
                    most=LONGEST,
                )
            },
            **kwargs,
        )


class PhotoForm(forms.Form):
    """`photo_id` makes a double press harmless."""

    photo_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("The picture"),
        help_text=with_limits(
            gettext_lazy("JPEG, PNG, WebP or HEIC, up to %(most)s MB."),
            most=LARGEST // MEBIBYTE,
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": gettext_lazy("Choose a picture first."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )
    description = DescriptionField()

    @classmethod
    def empty(cls) -> "PhotoForm":
        return cls(initial={"photo_id": uuid.uuid4()})

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(size_limit_text())
        return file

    def clean_photo_id(self) -> uuid.UUID:
        return self.cleaned_data["photo_id"] or uuid.uuid4()


class DescribeForm(forms.Form):
    """Other words about a photo, and the revision that was opened."""

    revision = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)
    description = DescriptionField()


def size_limit_text() -> str:
    sentence = gettext_lazy(
        "This picture is larger than %(most)s MB. Choose a smaller one, or a smaller copy of it."
    )
    return str(with_limits(sentence, most=LARGEST // MEBIBYTE))
