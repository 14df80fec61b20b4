"""Where the shelf is: pages of its own, and what belongs to one guide."""

from django.urls import path

from apps.articles.shelf import damage
from apps.articles.shelf.views import bookmarks, passages, reading_position, shelf

urlpatterns = [
    path("shelf/", shelf.shelf, name="shelf"),
    path("shelf/settings/", shelf.settings, name="shelf_settings"),
    path("shelf/export/", shelf.export, name="shelf_export"),
    path("shelf/anew/", damage.anew, name="shelf_anew"),
    path("shelf/passages/<uuid:passage_id>/", passages.passage, name="passage"),
    path("<slug:slug>/mine/", bookmarks.mine, name="mine"),
    path("<slug:slug>/bookmark/", bookmarks.bookmark, name="bookmark"),
    path("<slug:slug>/place/", reading_position.place, name="place"),
    path("<slug:slug>/passages/", passages.passages, name="passages"),
]
