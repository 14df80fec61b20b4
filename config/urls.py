"""The addresses of Leeway; each room has a list of its own (docs/architecture.md)."""

from django.urls import include, path

handler400 = "apps.common.http.errors.bad_request"
handler403 = "apps.common.http.errors.forbidden"
handler404 = "apps.common.http.errors.not_found"
handler500 = "apps.common.http.errors.server_error"

urlpatterns = [
    path("guides/", include("apps.articles.urls")),
    path("support/", include("apps.support.urls")),
    path("", include("apps.pages.urls")),
    path("", include("apps.articles.reference_urls")),
    path("editing/", include("apps.articles.editing.urls")),
    path("quiz/", include("apps.quiz.urls")),
    path("journal/", include("apps.journal.urls")),
    path("vault/", include("apps.vault.urls")),
    path("account/", include("apps.accounts.urls")),
]
