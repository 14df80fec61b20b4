"""Templates of a writer's own: see them, write one, change it, let it go."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.common.http.request_values import id_sent
from apps.common.http.responses import go
from apps.common.limits import with_limits
from apps.common.resubmission import ResubmissionPage, resubmittable
from apps.common.text.account_events import Happened
from apps.common.text.text_diff import differences
from apps.journal.entry_templates.content import MOST_TEMPLATES
from apps.journal.entry_templates.forms import (
    EntryTemplateForm,
    new_template_form,
    template_form_again,
    template_form_of,
    template_form_sent,
)
from apps.journal.models import (
    Entry,
    EntryTemplate,
    TemplateConflict,
    TemplateNameTaken,
    TemplatesFull,
)
from apps.journal.page import journal_page
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


def _template_again(request: HttpRequest, sent: QueryDict) -> Mapping[str, Any]:
    return {"form": template_form_again(sent)}


def _after_damage(request: HttpRequest) -> HttpResponse:
    asked = cast(VaultRequest, request)
    return _as_a_new_one(asked, why="is_damaged", status=HTTPStatus.CONFLICT)


TEMPLATE_AGAIN = ResubmissionPage(
    template="journal/template.html", context=_template_again, after_damage=_after_damage
)


@require_safe
@vault_required
def templates(request: VaultRequest) -> HttpResponse:
    opened = EntryTemplate.objects.opened(request.vault)
    context = {
        "templates": opened,
        "most": MOST_TEMPLATES,
        "has_room": len(opened) < MOST_TEMPLATES,
        "is_kept": "kept" in request.GET,
        "is_deleted": "deleted" in request.GET,
    }
    return journal_page(request, "journal/templates.html", context)


@resubmittable(TEMPLATE_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def new(request: VaultRequest) -> HttpResponse:
    """GET asks for the words, or takes them from the page `?page=`; POST keeps them."""
    if request.method != "POST":
        return _page(request, _from_page(request))
    form = template_form_sent(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        template_id = form.cleaned_data["template_id"]
        EntryTemplate.write(request.vault, form.text(), template_id=template_id)
    except TemplateConflict as changed:
        return _both_texts(request, changed.kept)
    except (TemplateNameTaken, TemplatesFull) as refused:
        return _refused(request, form, refused)
    return go(request, f"{reverse('journal:templates')}?kept")


@resubmittable(TEMPLATE_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def template(request: VaultRequest, template_id: UUID) -> HttpResponse:
    row = EntryTemplate.objects.in_vault(request.vault).with_id(template_id)
    if row is None:
        return _not_here(request)
    if request.method != "POST":
        form = template_form_of(
            row.contents(request.vault), template_id=row.id, revision=row.revision
        )
        return _page(request, form, row=row)
    form = template_form_sent(request.POST)
    if not form.is_valid():
        return _page(request, form, row=row, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        row.rewrite(request.vault, form.text(), expected=form.cleaned_data["revision"])
    except TemplateConflict as changed:
        return _both_texts(request, changed.kept)
    except TemplateNameTaken as refused:
        return _refused(request, form, refused, row=row)
    except EntryTemplate.DoesNotExist:  # deleted in another tab at this very moment
        return _not_here(request)
    return go(request, f"{reverse('journal:templates')}?kept")


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def delete(request: VaultRequest, template_id: UUID) -> HttpResponse:
    """GET asks, POST deletes it for good; a damaged one too."""
    row = get_object_or_404(EntryTemplate.objects.in_vault(request.vault), pk=template_id)
    if request.method == "POST":
        row.delete()
        request.user.note(Happened.PARTS)
        return go(request, f"{reverse('journal:templates')}?deleted")
    context = {"template": row, "text": row.contents_or_none(request.vault)}
    return journal_page(request, "journal/template_delete.html", context)


def _from_page(request: VaultRequest) -> EntryTemplateForm:
    """An empty form, or one with the words of a page. Raises Http404, Damaged."""
    asked = id_sent(request.GET, "page")
    if not asked:
        return new_template_form()
    try:
        row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=UUID(asked))
    except ValueError:
        raise Http404 from None
    page = row.page(request.vault)
    return new_template_form(name=page.head.title, body=page.body)


def _refused(
    request: VaultRequest,
    form: EntryTemplateForm,
    why: TemplateNameTaken | TemplatesFull,
    *,
    row: EntryTemplate | None = None,
) -> HttpResponse:
    if isinstance(why, TemplatesFull):
        form.add_error(
            None,
            with_limits(
                ngettext_lazy(
                    "%(most)s template is kept already. Delete one, and there is room for this.",
                    "%(most)s templates are kept already. Delete one, and there is room for this.",
                    "most",
                ),
                most=MOST_TEMPLATES,
            ),
        )
    else:
        form.add_error(
            "title", _("Another template has this name. Choose one that tells them apart.")
        )
    return _page(request, form, row=row, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _not_here(request: VaultRequest) -> HttpResponse:
    """No such template in this journal: 404, but words that were sent stay with their writer."""
    if request.method != "POST":
        raise Http404
    return _as_a_new_one(request, why="is_elsewhere", status=HTTPStatus.NOT_FOUND)


def _as_a_new_one(request: VaultRequest, *, why: str, status: int) -> HttpResponse:
    """The words that were sent, ready to be kept under an id of their own."""
    form = template_form_again(request.POST, template_id=uuid4(), revision=0)
    return _page(request, form, status=status, more={why: True})


def _both_texts(request: VaultRequest, kept: EntryTemplate) -> HttpResponse:
    """The kept text beside the sent one; keeping from here writes over the kept revision."""
    theirs = kept.contents_or_none(request.vault)
    if theirs is None:
        return _as_a_new_one(request, why="is_damaged", status=HTTPStatus.CONFLICT)
    form = template_form_again(request.POST, template_id=kept.id, revision=kept.revision)
    mine = (request.POST.get("title", ""), request.POST.get("body", ""))
    rows = differences(f"{theirs.name}\n\n{theirs.body}", "\n\n".join(mine))
    return _page(
        request, form, row=kept, status=HTTPStatus.CONFLICT, more={"theirs": theirs, "rows": rows}
    )


def _page(
    request: VaultRequest,
    form: EntryTemplateForm,
    *,
    row: EntryTemplate | None = None,
    status: int = HTTPStatus.OK,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """`row` is the template that is changed; without one the form keeps a new one."""
    place = reverse("journal:template", args=[row.id]) if row else reverse("journal:new_template")
    context = {"form": form, "template": row, "action": place, **(more or {})}
    return journal_page(request, "journal/template.html", context, status=status)
