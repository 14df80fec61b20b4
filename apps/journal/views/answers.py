"""An answer to a question, written on the page that asks it."""

from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.articles.models import Guide
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go
from apps.common.resubmission import resubmittable
from apps.journal import prompts
from apps.journal.drafts.autosave import forget_drafts_of
from apps.journal.drafts.content import DraftContent
from apps.journal.entries.form_builders import form_again, form_sent, new_form
from apps.journal.entries.forms import EntryForm
from apps.journal.entries.full import say_full
from apps.journal.entries.heads import living_heads
from apps.journal.entries.opened import with_contents
from apps.journal.models import (
    Draft,
    Entry,
    EntryConflict,
    PagesFull,
    Preferences,
    StorageFull,
)
from apps.journal.preferences.content import PreferencesContent
from apps.journal.views import compose
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

COMPOSER = "journal/_answer.html"
LOOKED_AT: Final = 20  # drafts, the newest first


def _another_text(request: HttpRequest) -> HttpResponse:
    """The words that were sent, ready to be kept as a page of their own."""
    problem = _("Another text was kept from here meanwhile. This one can be a page of its own.")
    again = form_again(request.POST, entry_id=uuid4(), revision=0)
    context = {"form": again, "problem": problem}
    return render(request, COMPOSER, context, status=HTTPStatus.CONFLICT)


# The small composer with every word, or for a plain form the whole one.
ANSWER_AGAIN = replace(compose.COMPOSER_AGAIN, piece=COMPOSER, after_damage=_another_text)


@require_safe
def answer(request: MemberRequest, prompt_id: str) -> HttpResponse:
    """The small composer; with the vault closed it asks for the password in the same form.

    Words that were begun under this question and are not kept yet stand in it again, unless they
    have more to them than the small composer has fields for.
    """
    if prompts.find(prompt_id) is None:
        raise Http404
    if not request.htmx:
        return go(request, f"{reverse('journal:new')}?{urlencode({'from': prompt_id})}")
    vault: UnlockedVault | None = request.vault or None  # type: ignore[attr-defined]
    preferences = Preferences.of(vault) if vault else PreferencesContent()
    begun = _begun(vault, prompt_id) if vault else None
    context = {
        "form": begun[1] if begun else new_form(preferences, prompt_id=prompt_id),
        "begun": begun[0] if begun else None,
        "preferences": preferences,
    }
    return render(request, COMPOSER, context)


def _begun(vault: UnlockedVault, prompt_id: str) -> tuple[DraftContent, EntryForm] | None:
    """The newest draft of an answer to this question that was never kept, and its form."""
    for row, content in with_contents(Draft.objects.in_vault(vault).newest()[:LOOKED_AT], vault):
        if content is None or content.data.get("prompt_id") != prompt_id:
            continue
        form = form_again(content.data, entry_id=row.entry_id)
        form.draft_from = str(row.mark)
        is_kept = Entry.objects.in_vault(vault).with_id(row.entry_id) is not None
        if not is_kept and not form.has_details():
            return content, form
    return None


@require_safe
def of_guide(request: MemberRequest, slug: str) -> HttpResponse:
    """Which questions of a guide are answered, and on which day; nothing while it is locked.

    In the guide each answered question is marked with its day. An answer counts for the question
    as it is asked now: one to an earlier text of it is left out.
    """
    guide = get_object_or_404(Guide.objects.published(), slug=slug)
    vault: UnlockedVault | None = request.vault or None  # type: ignore[attr-defined]
    found = living_heads(vault).answering_guide(slug) if vault else []
    newest = {(each.head.prompt_id, each.head.prompt_text): each for each in reversed(found)}
    answered = [
        (prompt_id, newest[prompt_id, text])
        for prompt_id, text in guide.numbered_prompts
        if (prompt_id, text) in newest
    ]
    context = {"guide": guide, "answered": answered, "is_locked": vault is None}
    template = "journal/guide_answers.html"
    return render(request, f"{template}#marks" if request.htmx else template, context)


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
    except EntryConflict:
        return _another_text(request)
    except (PagesFull, StorageFull) as full:
        say_full(request, form, full)
        return render(request, COMPOSER, {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    forget_drafts_of(request)
    if not request.htmx:
        return go(request, compose.after_keeping(entry, form))
    return render(request, "journal/_answer_kept.html", {"entry": entry, "page": page})
