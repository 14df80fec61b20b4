"""Adds the picture of a form to an entry, or says beside its field why that cannot be."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.common.limits import with_limits
from apps.journal.entries.full import full_text
from apps.journal.models import Entry, EntryPhotosFull, JournalPhotosFull, Photo, StorageFull
from apps.journal.models.photos import MOST_OF_PAGE, MOST_SEALED
from apps.journal.photos import reencode
from apps.journal.photos.forms import MEBIBYTE, PhotoForm
from apps.vault.unlocked_vault import UnlockedVault


def add_photo(vault: UnlockedVault, entry: Entry, form: PhotoForm) -> None:
    """Store the photo of a valid form, or put into the form why it cannot be stored.

    Raises PhotosBusy, Entry.DoesNotExist.
    """
    data = form.cleaned_data
    try:
        made = reencode.with_thumbnail(data["file"].read())
        Photo.add(
            vault,
            made.jpeg,
            thumbnail=made.thumbnail,
            entry_id=entry.id,
            photo_id=data["photo_id"],
            description=data["description"],
        )
    except reencode.NoPhoto as problem:
        form.add_error("file", _why_not(problem))
    except EntryPhotosFull:
        form.add_error(
            "file",
            with_limits(
                ngettext_lazy(
                    "A page has room for %(most)s photo. Remove one, or begin a page.",
                    "A page has room for %(most)s photos. Remove one, or begin a page.",
                    "most",
                ),
                most=MOST_OF_PAGE,
            ),
        )
    except StorageFull as full:
        form.add_error("file", full_text(full))
    except JournalPhotosFull:
        form.add_error(
            "file",
            with_limits(
                gettext_lazy(
                    "The photos of your journal take %(most)s MB, and that is all the room there "
                    "is. Delete some for good to make room."
                ),
                most=MOST_SEALED // MEBIBYTE,
            ),
        )


def _why_not(problem: reencode.NoPhoto) -> str:
    if isinstance(problem, reencode.UnknownFormat):
        return _(
            "This is not a JPEG, PNG, WebP or HEIC picture, whatever its name says. "
            "Choose another one."
        )
    if isinstance(problem, reencode.TooManyPixels):
        return _("This picture has more than 50 million pixels. Choose a smaller copy of it.")
    return _("This picture is broken, or too much for us to open. Choose another one.")
