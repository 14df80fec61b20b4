"""The composer: write a page, and change it. What was saved elsewhere meanwhile: `conflict.py`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.common.http.request_values import id_sent, uuid_sent
from apps.common.http.responses import go
from apps.common.resubmission import ResubmissionPage, resubmittable
from apps.journal.drafts.autosave import forget_drafts_of
from apps.journal.entries.content import EntryContent
from apps.journal.entries.dating import earlier_day
from apps.journal.entries.form_builders import form_again, form_of, form_sent, new_form
from apps.journal.entries.forms import GUIDE, EntryForm
from apps.journal.entries.full import say_full
from apps.journal.entries.opened import known_in
from apps.journal.models import (
    Draft,
    Entry,
    EntryConflict,
    EntryTemplate,
    PagesFull,
    Preferences,
    StorageFull,
)
from apps.journal.page import composer_page
from apps.journal.practices.kit import follow_kit
from apps.journal.practices.reminders import note_waiting
from apps.journal.views.conflict import as_a_new_page, both_texts
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest

# Buttons that keep nothing: one shows the kind notes on what is written, one how it will look.
LOOK_OVER, PREVIEW = "look_over", "preview"
PHOTOS = "photos"  # the button that keeps the page and goes on to its photos


def _composer_again(request: HttpRequest, sent: QueryDict) -> Mapping[str, Any]:
    return {"form": form_again(sent)}


def _after_damage(request: HttpRequest) -> HttpResponse:
    return as_a_new_page(request, request.POST, why="is_damaged", status=HTTPStatus.CONFLICT)


COMPOSER_AGAIN = ResubmissionPage(
    template="journal/again.html", context=_composer_again, after_damage=_after_damage
)


@resubmittable(COMPOSER_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def new(request: VaultRequest) -> HttpResponse:
    return keep_new(request) if request.method == "POST" else _fresh(request)


def keep_new(request: VaultRequest) -> HttpResponse:
    """The page that was sent, kept; or the composer again with what is to be looked at."""
    form = form_sent(request.POST)
    if not form.is_valid():
        return composer_page(
            request, "journal/new.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    if looks := _only_looks(request):
        return composer_page(request, "journal/new.html", {"form": form, **looks})
    try:
        page = dated(form, request.vault)
        entry = written(request.vault, page, entry_id=form.cleaned_data["entry_id"])
    except EntryConflict as conflict:
        return both_texts(request, request.POST, conflict.kept)
    except (PagesFull, StorageFull) as full:
        say_full(request, form, full)
        return composer_page(
            request, "journal/new.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    forget_drafts_of(request)
    return go(request, _photos_of(request, entry) or after_keeping(entry, form))


@resubmittable(COMPOSER_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def edit(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """`?revision=` is the one that the link was shown beside: once the page was changed since, Back
    and a late press lead to the page as it is kept now.
    """
    row = Entry.objects.in_vault(request.vault).with_id(entry_id)
    if row is None:
        return _not_here(request)
    if request.method != "POST":
        asked = id_sent(request.GET, "revision")
        if asked and asked != str(row.revision):
            return go(request, reverse("journal:entry", args=[row.id]))
        page = row.page(request.vault)
        form = form_of(page, entry_id=row.id, revision=row.revision)
        form.asks_later = "later" in request.GET
        known = known_in(request.vault, opened={row.id: page.head})
        context = {"form": form, "entry": row, "known": known}
        return composer_page(request, "journal/edit.html", context)
    form = form_sent(request.POST, kept=unless_damaged(row.page, request.vault))
    if not form.is_valid():
        return composer_page(
            request,
            "journal/edit.html",
            {"form": form, "entry": row},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if looks := _only_looks(request):
        return composer_page(request, "journal/edit.html", {"form": form, "entry": row, **looks})
    try:
        _rewritten(row, request.vault, form.page(), expected=form.cleaned_data["revision"])
    except Entry.DoesNotExist:  # deleted for good in another tab at this very moment
        return _not_here(request)
    except EntryConflict as conflict:
        return both_texts(request, request.POST, conflict.kept)
    except StorageFull as full:
        say_full(request, form, full)
        return composer_page(
            request,
            "journal/edit.html",
            {"form": form, "entry": row},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    forget_drafts_of(request)
    return go(request, _photos_of(request, row) or reverse("journal:entry", args=[row.id]))


def _fresh(request: VaultRequest) -> HttpResponse:
    """A page to write on; `?from=` names the question it answers, `?template=` what it begins with,
    `?day=2026-11-03` the earlier day that it is for.

    It has an id of its own, so that nothing written before is touched. `?page=` names that id once
    the page is open: if it is kept or a draft by now, Back and a reload lead to those words
    and not to a second text under their id. Raises Damaged.
    """
    page_id = uuid_sent(request.GET, "page")
    if page_id and (words := words_under(request.vault, page_id)):
        return go(request, words)
    asked = id_sent(request.GET, "template")
    opened = EntryTemplate.objects.opened(request.vault)
    begun = next(((row, text) for row, text in opened if str(row.id) == asked), None)
    template = begun[1] if begun else None
    if begun and template is None:
        raise Damaged("The template cannot be opened.")
    preferences, prompt_id = Preferences.of(request.vault), id_sent(request.GET, "from")
    context = {
        "form": new_form(
            preferences,
            entry_id=page_id,
            prompt_id=prompt_id,
            template=template,
            day=earlier_day(id_sent(request.GET, "day"), today=preferences.today()),
        ),
        "preferences": preferences,
        "known": known_in(request.vault),
        "template": template,
        "templates": [(row, text) for row, text in opened if text],
        "is_template_gone": bool(asked) and begun is None,
    }
    status = HTTPStatus.NOT_FOUND if context["is_template_gone"] else HTTPStatus.OK
    return composer_page(request, "journal/new.html", context, status=status)


def words_under(vault: UnlockedVault, page_id: UUID) -> str:
    """The address of the words that have this id: the kept page, or its newest draft, or ""."""
    if Entry.objects.in_vault(vault).with_id(page_id):
        return reverse("journal:entry", args=[page_id])
    draft = Draft.objects.in_vault(vault).of_entry(page_id).first()
    return reverse("journal:draft", args=[draft.id]) if draft else ""


def after_keeping(entry: Entry, form: EntryForm) -> str:
    """The page that asked, for whom a question brought here; else the new page itself."""
    prompt = form.prompt() if form.cleaned_data["came_from"] == GUIDE else None
    return prompt.place_url if prompt else reverse("journal:entry", args=[entry.id])


def _photos_of(request: VaultRequest, entry: Entry) -> str:
    """The address of the entry's photos where the button for photos was pressed, else ""."""
    return reverse("journal:photos", args=[entry.id]) if PHOTOS in request.POST else ""


def dated(form: EntryForm, vault: UnlockedVault) -> EntryContent:
    """The new page, by the writer's time zone, which wins over the device's clock.

    Where none is known, the one of the device becomes the writer's.
    """
    return form.dated_page(Preferences.following(vault, form.cleaned_data["zone"]))


def written(vault: UnlockedVault, page: EntryContent, *, entry_id: UUID) -> Entry:
    """The new page, and until when it waits, or neither.

    Raises EntryConflict, Damaged, PagesFull, StorageFull.
    """
    with transaction.atomic():
        entry = Entry.write(vault, page, entry_id=entry_id)
        note_waiting(vault, entry, page)
        follow_kit(vault, entry, page)
    return entry


def _rewritten(row: Entry, vault: UnlockedVault, page: EntryContent, *, expected: int) -> None:
    """Raises EntryConflict, Damaged, DoesNotExist, StorageFull."""
    with transaction.atomic():
        row.rewrite(vault, page, expected=expected)
        note_waiting(vault, row, page)


def _only_looks(request: VaultRequest) -> dict[str, bool]:
    """The template flags of the buttons that show something beside the entry and save nothing."""
    looks = {"looks_over": LOOK_OVER in request.POST, "previews": PREVIEW in request.POST}
    return looks if any(looks.values()) else {}


def _not_here(request: VaultRequest) -> HttpResponse:
    """No such page in this journal: 404, but words that were sent stay in front of their writer."""
    if request.method != "POST":
        raise Http404
    return as_a_new_page(request, request.POST, why="is_elsewhere", status=HTTPStatus.NOT_FOUND)
