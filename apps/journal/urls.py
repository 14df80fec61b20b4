from django.urls import path

from apps.journal.views import (
    answers,
    autosave,
    composing,
    drafts,
    entries,
    keys,
    practices,
    settings,
    today,
)

app_name = "journal"
urlpatterns = [
    path("", today.today, name="today"),
    path("new/", composing.new, name="new"),
    path("answers/", answers.answers, name="answers"),
    path("answers/<slug:prompt_id>/", answers.answer, name="answer"),
    path("autosave/", autosave.autosave, name="autosave"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
    path("drafts/<uuid:draft_id>/delete/", drafts.draft_delete, name="draft_delete"),
    path("drafts/closed/<uuid:letter_id>/delete/", drafts.letter_delete, name="letter_delete"),
    path("keys/", keys.keys, name="keys"),
    path("settings/", settings.settings, name="settings"),
    path("trash/", entries.trash, name="trash"),
    path("practices/", practices.shelf, name="practices"),
    path("practices/<slug:practice_id>/", practices.practice, name="practice"),
    path("practices/<slug:practice_id>/new/", practices.sitting, name="sitting"),
    path("practices/<slug:practice_id>/sheet/", practices.sheet, name="sheet"),
    path("<uuid:entry_id>/outcome/", practices.outcome, name="outcome"),
    path("<uuid:entry_id>/seen/", practices.seen, name="seen"),
    path("<uuid:entry_id>/", entries.entry, name="entry"),
    path("<uuid:entry_id>/pin/", settings.pin, name="pin"),
    path("<uuid:entry_id>/edit/", composing.edit, name="edit"),
    path("<uuid:entry_id>/delete/", entries.delete, name="delete"),
    path("<uuid:entry_id>/restore/", entries.restore, name="restore"),
]
