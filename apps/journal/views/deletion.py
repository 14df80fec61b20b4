"""Delete the pages of some days, or all that a journal holds: asked first, then the password."""

from datetime import date
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.common.http.errors import too_many
from apps.common.http.request_values import LONGEST_PASSWORD
from apps.common.http.responses import form_status
from apps.common.text.account_events import Happened
from apps.journal.entries.day_range import day_of_range_field
from apps.journal.models import (
    Entry,
    FoundPages,
    delete_for_good,
    delete_journal,
    open_locked_drafts,
    pages_of_days,
)
from apps.journal.page import journal_page
from apps.vault.guard import vault_required
from apps.vault.models import Vault
from apps.vault.responses import held_back
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.unlock import CannotOpen, prove

DAYS, ALL = "days", "all"
WHAT: Final = {
    DAYS: gettext_lazy("The pages of some days"),
    ALL: gettext_lazy("The whole journal"),
}


class DeletionForm(forms.Form):
    """What goes, and once that was asked the password."""

    what = forms.ChoiceField(
        label=gettext_lazy("What to delete"),
        choices=list(WHAT.items()),
        initial=DAYS,
        widget=forms.RadioSelect,
    )
    first = day_of_range_field(gettext_lazy("From this day"))
    last = day_of_range_field(gettext_lazy("To this day"))
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        required=False,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors or data["what"] != DAYS:
            return data
        if not data["first"]:
            self.add_error("first", _("Say from which day."))
        if not data["last"]:
            self.add_error("last", _("Say to which day."))
        if not self.errors and data["first"] > data["last"]:
            self.add_error("last", _("The last day comes before the first."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@vault_required
def delete_many(request: VaultRequest) -> HttpResponse:
    """GET and the first POST ask; the POST with `sure` and the password deletes."""
    if until := request.user.held_back_until():
        return held_back(request, until)
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return journal_page(
            request, "journal/delete_many.html", {"form": form}, status=form_status(form)
        )
    open_locked_drafts(request.vault)  # what was saved while it was locked has a day now
    data = form.cleaned_data
    found = pages_of_days(request.vault, *_days_of(data))
    if data["what"] == DAYS and not found.ids:
        form.add_error("first", _("No page and no draft is of these days. Nothing was deleted."))
        return journal_page(
            request, "journal/delete_many.html", {"form": form}, status=form_status(form)
        )
    if "sure" in request.POST:
        try:
            prove(request, data["password"])
        except CannotOpen as error:
            if error.retry_after:
                return too_many(request, retry_after=error.retry_after, message=error.problem)
            form.add_error("password", _("That is not your password. Nothing was deleted."))
        else:
            return _deleted(request, data["what"], found)
    return _question(request, form, found)


def _days_of(data: dict[str, Any]) -> tuple[date, date]:
    return (data["first"], data["last"]) if data["what"] == DAYS else (date.min, date.max)


def _question(request: VaultRequest, form: DeletionForm, found: FoundPages) -> HttpResponse:
    form.fields["password"].required = True  # it was not, to get as far as here
    context = {
        "form": form,
        "is_all": form.cleaned_data["what"] == ALL,
        "first": form.cleaned_data["first"],
        "last": form.cleaned_data["last"],
        "pages": Entry.objects.in_vault(request.vault).count()
        if form.cleaned_data["what"] == ALL
        else len(found.pages),
        "found": found,
        "has_others": Vault.objects.of(request.user).count() > 1,
        "backup_days": settings.BACKUP_DAYS,
    }
    return journal_page(request, "journal/delete_many_sure.html", context, status=form_status(form))


def _deleted(request: VaultRequest, what: str, found: FoundPages) -> HttpResponse:
    if what == ALL:
        delete_journal(request.vault)
    else:
        delete_for_good(request.vault, found.ids)
    request.user.note(Happened.DELETION)
    context = {"is_all": what == ALL, "backup_days": settings.BACKUP_DAYS}
    return journal_page(request, "journal/deleted.html", context)
