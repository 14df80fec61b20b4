"""Where the pages beside the guides are."""

from django.urls import path

from apps.articles.views import reference

app_name = "reference"
urlpatterns = [
    path("glossary/", reference.glossary, name="glossary"),
    path("reading-list/", reference.reading_list, name="reading_list"),
]
