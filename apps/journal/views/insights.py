"""Insights: sums over the writer's entries, counted in the request and stored nowhere."""

from datetime import date

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.common.http.responses import form_status
from apps.journal.entries.heads import opened_heads
from apps.journal.entries.timeline import timeline_of
from apps.journal.insights import charts, figures
from apps.journal.insights.answers import answers_in
from apps.journal.insights.forms import CHOICES, SpanForm
from apps.journal.insights.span import MOST_WEEKS, span_of, steps_of
from apps.journal.long_look import a_long_look
from apps.journal.models import Preferences
from apps.journal.page import journal_page
from apps.quiz.integrations import opened_results, result_charts, result_marks
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_safe
@vault_required
@a_long_look
def insights(request: VaultRequest) -> HttpResponse:
    form = SpanForm(request.GET)
    choice, own = form.choice(), form.own()
    preferences = Preferences.of(request.vault)
    timeline = timeline_of(request.vault)
    written = timeline.first_and_last()
    results = opened_results(request.vault)
    marks = result_marks(results, date.min, date.max)
    known = (*(written or ()), *(mark.day for mark in marks))
    span = span_of(choice, today=preferences.today(), days=known, own=own)
    if not form.errors:  # the days that are shown, ready to be moved
        form = SpanForm(initial={"first": span.first, "last": span.last})
    pages, damaged = opened_heads(request.vault, among=timeline.between(span.first, span.last))
    heads = [each.head for each in pages]
    water = figures.calm_by(steps_of(span), heads)
    weeks = figures.days_written(span, heads, weeks=MOST_WEEKS)
    felt = figures.feelings(heads)
    hard = figures.around_hard_days(heads)
    near_hard = charts.beside_hard_days(hard) if hard else []
    answers = answers_in(request.vault, pages)
    context = {
        "preferences": preferences,
        "form": form,
        "choice": choice,
        "choices": CHOICES,
        "span": span,
        "count": len(pages),
        "is_empty": written is None,
        "damaged": timeline.damaged + damaged,
        "water": [each for each in water if each.pages],
        "water_pages": sum(each.pages for each in water),
        "direction": figures.direction(heads),
        "water_chart": charts.calm_chart(water, has_band=span.is_short),
        "days": len({head.day for head in heads}),
        "weeks": weeks,
        "days_chart": charts.days_chart(weeks),
        "feelings": charts.feeling_bars(felt),
        "families": charts.family_bars(felt),
        "felt": sorted(felt.items(), key=lambda pair: (-pair[1], pair[0])),
        "pairs": charts.pairs(figures.before_and_after(heads)),
        "hard": hard,
        "near_hard": near_hard,
        "near_hard_drawn": near_hard[: charts.MOST_PAIRS_OF_BARS],
        "answers": answers,
        "marks": [mark for mark in marks if mark.day in span],
        "ended": [charts.ended(outcomes) for outcomes in answers.outcomes],
        "result_charts": result_charts(results, span.first, span.last),
        "answered": [charts.answer_chart(series) for series in answers.series],
    }
    status = form_status(form)
    return journal_page(request, "journal/insights.html", context, status=status)
