"""The quick exit, which works without scripts too."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.sign_ins.leave import leave as end_everything
from apps.common.context_processors import has_session_cookie
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import render_page
from apps.common.http.same_origin import public_form
from apps.common.leaving.targets import leave_target_of
from apps.journal.drafts.autosave import save_draft

# Set by Leave, read and taken away by static/js/page-cover.js.
LEFT_COOKIE = "__Host-left"
LEFT_MINUTES = 10


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def leave(request: Request) -> HttpResponse:
    """An empty page that goes elsewhere by itself: `form-action` would stop a redirect.

    Words that were not saved yet may come along; they are sealed before everything ends.
    """
    if request.method != "POST":
        return render_page(request, "pages/quick_exit.html")
    address = leave_target_of(request)
    response = render(request, "pages/after_quick_exit.html", {"target": address})
    if "draft" in request.POST and has_session_cookie(request) and request.user.is_authenticated:
        save_draft(cast(MemberRequest, request), is_leaving=True)
    end_everything(request, response)
    response.set_cookie(LEFT_COOKIE, "1", max_age=60 * LEFT_MINUTES, secure=True, samesite="Lax")
    response.headers["Refresh"] = f"0; url={address}"
    return response
