from django.urls import path

from apps.journal.views import composing, entries, practices, today

app_name = "journal"
urlpatterns = [
    path("", today.today, name="today"),
    path("new/", composing.new, name="new"),
    path("trash/", entries.trash, name="trash"),
    path("practices/", practices.shelf, name="practices"),
    path("practices/<slug:practice_id>/", practices.practice, name="practice"),
    path("practices/<slug:practice_id>/new/", practices.sitting, name="sitting"),
    path("<uuid:entry_id>/", entries.entry, name="entry"),
    path("<uuid:entry_id>/edit/", composing.edit, name="edit"),
    path("<uuid:entry_id>/delete/", entries.delete, name="delete"),
    path("<uuid:entry_id>/restore/", entries.restore, name="restore"),
]
