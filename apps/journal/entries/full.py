"""A page that a full journal has no room for: what is said, and where its words are meanwhile."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.common.http.request_values import id_sent
from apps.common.limits import with_limits
from apps.journal.drafts.content import DraftContent, DraftMark
from apps.journal.entries.forms import EntryForm
from apps.journal.models import Draft, DraftsFull, PagesFull, StorageFull
from apps.vault.unlocked_vault import VaultRequest


def full_text(full: PagesFull | StorageFull) -> str:
    """Why there is no room, and what makes some."""
    if isinstance(full, PagesFull):
        return str(
            with_limits(
                ngettext_lazy(
                    "Your journal has %(most)s page, and that is all the room there is. Pages in "
                    "the trash count too: delete some for good to make room.",
                    "Your journal has %(most)s pages, and that is all the room there is. Pages in "
                    "the trash count too: delete some for good to make room.",
                    "most",
                ),
                most=full.limit,
            )
        )
    return str(
        with_limits(
            gettext_lazy(
                "Your journal takes %(most)s MB, and this does not fit any more. Delete pages or "
                "photos for good to make room, or make this shorter."
            ),
            most=full.limit,
        )
    )


def say_full(request: VaultRequest, form: EntryForm, full: PagesFull | StorageFull) -> None:
    """Put into the form why the page has no room. Its words are saved as a draft."""
    form.add_error(None, full_text(full))
    content = DraftContent.sent(request.POST, now=timezone.now())
    mark = DraftMark.read(id_sent(request.POST, "draft"))
    try:
        draft = Draft.keep_refused(request.vault, content, mark)
    except DraftsFull:
        form.add_error(
            None,
            _(
                "There is no room for one more draft either: your words are in this form alone. "
                "Copy them, or delete something in another tab, before you leave it."
            ),
        )
    else:
        form.draft_from = str(draft.mark)
        form.add_error(None, _("Your words are saved as a draft, and they are in this form."))
