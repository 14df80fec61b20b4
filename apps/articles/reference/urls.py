"""Where the pages beside the guides are."""

from django.urls import path

from apps.articles.reference import views

app_name = "reference"
urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
]
