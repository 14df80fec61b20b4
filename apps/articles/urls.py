"""Where the library's pages are. Fixed paths stand before a guide's own name."""

from django.urls import path

from apps.articles import views

app_name = "articles"
urlpatterns = [
    path("", views.library, name="library"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("<slug:slug>/", views.guide, name="guide"),
]
