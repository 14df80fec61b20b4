"""Where the editing room's pages are. Every one of them is for editors alone."""

from django.urls import path

from apps.articles.editing.views import guides, home, links, revisions

app_name = "editing"
urlpatterns = [
    path("", home.home, name="home"),
    path("new/", home.new, name="new"),
    path("facts/", home.facts, name="facts"),
    path("feedback/", home.feedback, name="feedback"),
    path("links/", links.links, name="links"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("guides/<slug:slug>/checks/", guides.checks, name="checks"),
    path("guides/<slug:slug>/preview/", guides.preview, name="preview"),
    path("guides/<slug:slug>/review/", guides.review, name="review"),
    path("guides/<slug:slug>/withdrawal/", guides.withdrawal, name="withdrawal"),
    path("guides/<slug:slug>/revisions/", revisions.revisions, name="revisions"),
    path("guides/<slug:slug>/revisions/<int:number>/", revisions.revision, name="revision"),
]
