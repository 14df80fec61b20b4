"""The prompt of the day: another one, or none today."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.common.http.request_values import id_sent, value_sent
from apps.common.http.responses import go
from apps.common.resubmission import ResubmissionPage, resubmittable
from apps.journal.entries.form_builders import form_again
from apps.journal.entries.opened import known_in
from apps.journal.models import JournalState, Preferences
from apps.journal.page import journal_page, templates_to_begin_with
from apps.journal.prompts import prompt_on, prompt_today
from apps.journal.state.content import JournalStateContent
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

ENOUGH_TO_SEE: Final = 2000  # characters, in which words show that a text has any


def _page_again(_request: HttpRequest, sent: QueryDict) -> Mapping[str, Any]:
    return {"form": form_again(sent), "action": reverse("journal:new")}


PAGE_AGAIN = ResubmissionPage(template="journal/again.html", context=_page_again)


@resubmittable(PAGE_AGAIN)
@require_POST
@vault_required
def prompt(request: VaultRequest) -> HttpResponse:
    """The form names the prompt that it was shown with, so that a double press skips one only.

    Without scripts the words that were typed come along, and stand under the next question. With
    scripts they stay, and are no answer to a question that was asked after them.
    """
    today, vault_id = Preferences.of(request.vault).today(), request.vault.id
    shown, wish = id_sent(request.POST, "shown"), id_sent(request.POST, "wish")

    def verb(state: JournalStateContent) -> JournalStateContent:
        if wish == "none":
            return state.no_prompt(today)
        if wish == "again":
            return state.prompt_again()
        is_shown = prompt_on(today, vault_id=vault_id, skips=state.skips) == shown
        return state.another_prompt() if wish == "another" and is_shown else state

    changed = JournalState.change(request.vault, verb)
    asked = prompt_today(changed, today=today, vault_id=vault_id)
    if request.htmx:  # in its place, so that the words that are being written stay where they are
        words = value_sent(request.POST, "body", most=ENOUGH_TO_SEE)
        alone = "not_an_answer" in request.POST or bool(words.strip())
        return render(request, "journal/_prompt.html", {"prompt": asked, "stands_alone": alone})
    form = form_again(request.POST, prompt_id=asked.id if asked else "")
    if not form.says_more_than_a_date():
        return go(request, reverse("pages:home"))
    context = {
        "form": form,
        "known": known_in(request.vault),
        "templates": templates_to_begin_with(request.vault),
        "unsent": True,
    }
    return journal_page(request, "journal/new.html", context)
