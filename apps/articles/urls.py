"""Where the library's pages are. Fixed paths stand before a guide's own name."""

from django.urls import path

from apps.articles.shelf.urls import urlpatterns as shelf
from apps.articles.views import (
    editors,
    evidence,
    feed,
    feedback,
    guides,
    library,
    paths,
    questions,
)

app_name = "articles"
urlpatterns = [
    path("", library.library, name="library"),
    path("feed/", feed.feed, name="feed"),
    path("topics/<slug:slug>/", library.topic, name="topic"),
    path("topics/<slug:slug>/questions/", questions.questions, name="questions"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("editors/", editors.editors, name="editors"),
    path("paths/<slug:slug>/", paths.path, name="path"),
    *shelf,
    path("<slug:slug>/", guides.guide, name="guide"),
    path("<slug:slug>/feedback/", feedback.feedback, name="feedback"),
    path("<slug:slug>/feedback/thanks/", feedback.thanks, name="thanks"),
]
