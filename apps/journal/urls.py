from django.urls import path

from apps.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.today, name="today"),
    path("new/", views.new, name="new"),
    path("trash/", views.trash, name="trash"),
    path("<uuid:entry_id>/", views.entry, name="entry"),
    path("<uuid:entry_id>/edit/", views.edit, name="edit"),
    path("<uuid:entry_id>/delete/", views.delete, name="delete"),
    path("<uuid:entry_id>/restore/", views.restore, name="restore"),
]
