"""An answer to a question, written on the page that asks it."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go
from apps.common.resubmission import resubmittable
from apps.journal import prompts
from apps.journal.entries.form_builders import form_again, form_sent, new_form
from apps.journal.models import EntryConflict, Preferences
from apps.journal.preferences import PreferencesContent
from apps.journal.views import compose
from apps.vault.crypto.sealing import Damaged
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest
from apps.vault.unlocking import vault_required

COMPOSER = "journal/_answer.html"


# The small composer with every word, or for a plain form the whole one.
ANSWER_AGAIN = replace(compose.COMPOSER_AGAIN, piece=COMPOSER)


@require_safe
def answer(request: MemberRequest, prompt_id: str) -> HttpResponse:
    """The small composer; with the vault closed it asks for the password in the same form."""
    if prompts.find(prompt_id) is None:
        raise Http404
    if not request.htmx:
        return go(request, f"{reverse('journal:new')}?{urlencode({'from': prompt_id})}")
    vault: UnlockedVault | None = request.vault or None  # type: ignore[attr-defined]
    preferences = Preferences.of(vault) if vault else PreferencesContent()
    return render(request, COMPOSER, {"form": new_form(preferences, prompt_id=prompt_id)})


@resubmittable(ANSWER_AGAIN)
@require_POST
@vault_required
def answers(request: VaultRequest) -> HttpResponse:
    form = form_sent(request.POST)
    if not form.is_valid():
        return render(request, COMPOSER, {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        entry_id = form.cleaned_data["entry_id"]
        page = compose.dated(form, request.vault)
        entry = compose.written(request.vault, page, entry_id=entry_id)
    except (EntryConflict, Damaged):
        problem = _("Another text was kept from here meanwhile. This one can be a page of its own.")
        again = form_again(request.POST, entry_id=uuid4(), revision=0)
        context = {"form": again, "problem": problem}
        return render(request, COMPOSER, context, status=HTTPStatus.CONFLICT)
    if not request.htmx:
        return go(request, compose.after_keeping(entry, form))
    return render(request, "journal/_answer_kept.html", {"entry": entry})
