"""Where the pages beside the guides are."""

from django.urls import path

from apps.articles.views import glossary, reading_list

app_name = "reference"
urlpatterns = [
    path("glossary/", glossary.glossary, name="glossary"),
    path("reading-list/", reading_list.reading_list, name="reading_list"),
]
