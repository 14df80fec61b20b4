"""Search one's own pages. Words travel by POST: never in an address, a title or a log."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common.http.heavy_work import NoPlace
from apps.common.http.responses import form_status, render_page
from apps.common.http.retry_words import try_again
from apps.journal.long_look import place_for_look
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
    busy: NoPlace | None = None
    if form.is_valid() and (asked := form.asked()).anything:
        try:
            with place_for_look(request.vault):
                found = find(request.vault, asked)
        except NoPlace as error:
            busy = error
            problem = _("Many long journals are being searched right now.")
            form.add_error(None, f"{problem} {try_again(busy.retry_after)}")
    preferences = Preferences.of(request.vault)
    context = {"form": form, "found": found, "most": MOST_HITS, "preferences": preferences}
    status = HTTPStatus.SERVICE_UNAVAILABLE if busy else form_status(form)
    response = render_page(
        request, "journal/search.html", context, fragment="results", status=status
    )
    if busy:
        response.headers["Retry-After"] = str(busy.retry_after)
    return response
