"""Search one's own pages. Words travel by POST: never in an address, a title or a log."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from apps.common.http.responses import form_status, render_page
from apps.journal.models import Preferences
from apps.journal.search.forms import SearchForm
from apps.journal.search.search import MOST_HITS, find
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def search(request: VaultRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid() and (asked := form.asked()).anything:
        found = find(request.vault, asked)
    preferences = Preferences.of(request.vault)
    context = {"form": form, "found": found, "most": MOST_HITS, "preferences": preferences}
    status = form_status(form)
    return render_page(request, "journal/search.html", context, fragment="results", status=status)
