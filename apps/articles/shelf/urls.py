"""Where the shelf is: pages of its own, and what belongs to one guide."""

from django.urls import path

from apps.articles.shelf import damage, views

urlpatterns = [
    path("shelf/", views.shelf, name="shelf"),
    path("shelf/settings/", views.settings, name="shelf_settings"),
    path("shelf/export/", views.export, name="shelf_export"),
    path("shelf/anew/", damage.anew, name="shelf_anew"),
    path("shelf/passages/<uuid:passage_id>/", views.passage, name="passage"),
    path("<slug:slug>/mine/", views.mine, name="mine"),
    path("<slug:slug>/bookmark/", views.bookmark, name="bookmark"),
    path("<slug:slug>/place/", views.place, name="place"),
    path("<slug:slug>/passages/", views.passages, name="passages"),
]
