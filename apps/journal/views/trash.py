"""Throw a page away, take it back, or delete it for good."""

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.http.errors import too_many
from apps.common.http.request_values import LONGEST_PASSWORD
from apps.common.http.responses import form_status, go
from apps.common.text.account_events import Happened
from apps.journal.entries.content import EntryHead
from apps.journal.entries.keyset_page import KeysetPage
from apps.journal.entries.listed import listed
from apps.journal.entries.opened import with_heads
from apps.journal.models import Entry, Preferences, delete_for_good
from apps.journal.page import journal_page
from apps.vault.guard import vault_required
from apps.vault.responses import held_back
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.unlock import CannotOpen, prove

MINUTES_TO_DELETE = 10  # after the password unlocked the journal
MOST_AT_ONCE = 900  # a form may have a thousand fields
MOST_LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def delete(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """GET asks, POST moves the page to the trash, where it can be taken back."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    if request.method != "POST" and row.expires_on is not None:
        return go(request, reverse("journal:entry", args=[row.id]))
    if request.method != "POST":
        head = row.opened_head(request.vault)
        context = {"entry": row, "head": head, "trash_days": settings.TRASH_DAYS}
        return journal_page(request, "journal/delete.html", context)
    if row.expires_on is None:
        row.trash()
    return go(request, f"{reverse('journal:trash')}?thrown={row.id}")


@require_safe
@vault_required
def trash(request: VaultRequest) -> HttpResponse:
    own = Entry.objects.in_vault(request.vault).trashed()
    page = KeysetPage.of(
        own.heads().in_order_of_trash(), request.GET, size=MOST_LISTED, by="thrown"
    )
    preferences = Preferences.of(request.vault)
    rows = with_heads(page.rows, request.vault)
    context = {
        "preferences": preferences,
        "entries": listed(rows, request.vault, dates_only=preferences.dates_only),
        "thrown": own.among(_ids_in(request.GET.getlist("thrown"))).heads().first(),
        "older": page.older,
    }
    return journal_page(request, "journal/trash.html", context)


@require_POST
@vault_required
def restore(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    row.restore()
    return go(request, reverse("journal:entry", args=[row.id]))


class ProvedForm(forms.Form):
    """The password, before many pages go at once."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password to delete these pages.")},
    )


@require_POST
@sensitive_post_parameters()
@vault_required
def for_good(request: VaultRequest) -> HttpResponse:
    """Asks first, by name; the same form with `sure` deletes the pages and all that is theirs.

    `entry` names each page that was chosen, also one that is not in the trash; `all` means the
    trash as it was when the question was asked, so the question names every page that goes. More
    than one page goes only with the password, unless it was typed a moment ago.
    """
    if until := request.user.held_back_until():
        return held_back(request, until)
    own = Entry.objects.in_vault(request.vault)
    rows = (
        own.trashed()
        if "all" in request.POST
        else own.among(_ids_in(request.POST.getlist("entry")))
    )
    opened = with_heads(rows.heads()[:MOST_AT_ONCE], request.vault)
    if not opened:
        return go(request, reverse("journal:trash"))
    is_sure = "sure" in request.POST and "all" not in request.POST
    is_proved = len(opened) == 1 or request.vault.opening.was_proved_within(MINUTES_TO_DELETE)
    form = None if is_proved else ProvedForm(request.POST if is_sure else None)
    try:
        if not is_sure or (form and not _proves(request, form)):
            return _question(request, opened, form, all_of_them=rows.count())
    except CannotOpen as error:
        return too_many(request, retry_after=error.retry_after, message=error.problem)
    delete_for_good(request.vault, [row.id for row, _head in opened])
    request.user.note(Happened.DELETION)
    return go(request, reverse("journal:trash"))


def _proves(request: VaultRequest, form: ProvedForm) -> bool:
    """Whether the form has the password; if not, it says so. Raises CannotOpen for many tries."""
    if not form.is_valid():
        return False
    try:
        prove(request, form.cleaned_data["password"])
    except CannotOpen as error:
        if error.retry_after:
            raise
        form.add_error("password", _("That is not your password. Nothing was deleted."))
        return False
    return True


def _question(
    request: VaultRequest,
    opened: list[tuple[Entry, EntryHead | None]],
    form: ProvedForm | None,
    *,
    all_of_them: int,
) -> HttpResponse:
    preferences = Preferences.of(request.vault)
    context = {
        "preferences": preferences,
        "entries": listed(opened, request.vault, dates_only=preferences.dates_only),
        "all": all_of_them,
        "backup_days": settings.BACKUP_DAYS,
        "form": form,
    }
    status = form_status(form) if form else HTTPStatus.OK
    return journal_page(request, "journal/delete_for_good.html", context, status=status)


def _ids_in(texts: list[str]) -> list[UUID]:
    """The pages that were named; what is no id is passed over."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
