"""Pages of kept results: all over time, one, several on one map; label and delete."""

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.common.http.responses import form_status, go
from apps.common.resubmission import resubmittable
from apps.common.text.account_events import Happened
from apps.quiz.models import KeptResult, LabelConflict
from apps.quiz.results.content import KeptResultContent
from apps.quiz.results.history import all_results, kept_result_page, on_one_map
from apps.quiz.scoring.psychometrics import FEWEST
from apps.quiz.sitting.sitting import FinishedOn
from apps.quiz.views.result import KEPT_AGAIN, LabelForm, as_file
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

MOST_ON_A_MAP = 8


class RelabelForm(LabelForm):
    """A changed name or note, and the revision that was opened."""

    revision = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)

    @classmethod
    def of(cls, record: KeptResultContent, *, revision: int) -> "RelabelForm":
        return cls(initial={"about": record.about, "note": record.note, "revision": revision})


class GiveForm(forms.Form):
    """The tick with which a member donates answers."""

    agree = forms.BooleanField(
        label=_("Yes, take these answers without my name. I know that I cannot take them back."),
        error_messages={
            "required": _("Tick this first, if you want to. It is quite all right not to.")
        },
    )


def chosen_ids(asked: QueryDict) -> list[UUID]:
    """The ids of the results that were ticked for one map; other values are left out."""
    found = []
    for value in asked.getlist("r")[:MOST_ON_A_MAP]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


@require_safe
@vault_required
def results(request: VaultRequest) -> HttpResponse:
    context = {"results": all_results(request.vault), "today": request.vault.today()}
    return render(request, "quiz/results.html", context)


@require_safe
@vault_required
def one_map(request: VaultRequest) -> HttpResponse:
    """The page of the ticked results on one map; an id that is not in this vault is left out."""
    ids = chosen_ids(request.GET)
    rows = list(KeptResult.objects.in_vault(request.vault).among(ids))
    if len(rows) < len(set(ids)):
        raise Http404
    context = {
        "chosen": on_one_map(rows, request.vault),
        "today": request.vault.today(),
        "most": MOST_ON_A_MAP,
        "is_cut": len(request.GET.getlist("r")) > MOST_ON_A_MAP,
    }
    return render(request, "quiz/results_map.html", context)


@require_safe
@vault_required
def kept(request: VaultRequest, result_id: UUID) -> HttpResponse:
    row = get_object_or_404(KeptResult.objects.in_vault(request.vault), pk=result_id)
    wants_code = request.vault.vault.wants_code()
    context = {
        "kept": kept_result_page(row.id, row.contents(request.vault)),
        "wants_code": wants_code,
    }
    return render(request, "quiz/kept.html", context)


@require_safe
@vault_required
def kept_file(request: VaultRequest, result_id: UUID, kind: str) -> HttpResponse:
    """The file with answers and scores of a kept result, without its private name and note."""
    row = get_object_or_404(KeptResult.objects.in_vault(request.vault), pk=result_id)
    record = row.contents(request.vault)
    if record.sitting is None:
        raise Http404
    return as_file(record.sitting, kind, on=FinishedOn(record.day))


@resubmittable(KEPT_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def label(request: VaultRequest, result_id: UUID) -> HttpResponse:
    """Change the name and the note; a change from elsewhere meanwhile is not overwritten."""
    row = KeptResult.objects.in_vault(request.vault).with_id(result_id)
    if row is None:
        return _not_here(request)
    record = row.contents(request.vault)
    if request.method != "POST":
        form = RelabelForm.of(record, revision=row.revision)
        return render(request, "quiz/label.html", {"kept": row, "record": record, "form": form})
    form = RelabelForm(request.POST)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("about", "note")}
        try:
            row.label(request.vault, **words, expected=form.cleaned_data["revision"])
        except LabelConflict as changed:
            mine = RelabelForm(initial={**words, "revision": changed.revision})
            context = {"kept": row, "record": record, "form": mine, "theirs": changed.kept}
            return render(request, "quiz/label.html", context, status=HTTPStatus.CONFLICT)
        except KeptResult.DoesNotExist:
            return _not_here(request)
        return go(request, reverse("quiz:kept", args=[row.id]))
    context = {"kept": row, "record": record, "form": form}
    return render(request, "quiz/label.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def give(request: VaultRequest, result_id: UUID) -> HttpResponse:
    """GET explains, POST with the tick hands the answers over; a list is never asked for."""
    row = get_object_or_404(KeptResult.objects.in_vault(request.vault), pk=result_id)
    record = row.contents(request.vault)
    if not record.is_scored:
        raise Http404
    form = GiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row.give(request.vault)
        return go(request, reverse("quiz:give", args=[row.id]))
    context = {"kept": row, "record": record, "form": form, "fewest": FEWEST}
    return render(request, "quiz/give.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def delete(request: VaultRequest, result_id: UUID) -> HttpResponse:
    """GET asks, POST deletes it for good."""
    row = get_object_or_404(KeptResult.objects.in_vault(request.vault), pk=result_id)
    if request.method == "POST":
        row.delete()
        request.user.note(Happened.PARTS)
        return go(request, reverse("quiz:results"))
    context = {"kept": row, "record": row.contents_or_none(request.vault)}
    return render(request, "quiz/delete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def delete_all(request: VaultRequest) -> HttpResponse:
    """GET asks, POST deletes every kept result for good."""
    rows = KeptResult.objects.in_vault(request.vault)
    if request.method == "POST":
        if rows.delete()[0]:
            request.user.note(Happened.PARTS)
        return go(request, reverse("quiz:results"))
    return render(request, "quiz/delete_all.html", {"count": rows.count()})


def _not_here(request: VaultRequest) -> HttpResponse:
    """The 404 for a result that is not in this vault; words that were sent are shown again."""
    if request.method != "POST":
        raise Http404
    problem = gettext("This result was deleted meanwhile, or it belongs to another sign-in.")
    return KEPT_AGAIN.answer(request, problem=problem, status=HTTPStatus.NOT_FOUND)
