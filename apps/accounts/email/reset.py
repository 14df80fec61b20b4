"""A forgotten password: the ways back, and a new password by a mailed link.

The link opens the account and no journal: only the earlier password or the recovery code does.
"""

import secrets
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.email.forms import AskResetForm, ResetForm
from apps.accounts.email.links import TOKEN_BYTES, MailedLink
from apps.accounts.email.sending import send
from apps.accounts.email.views import MINUTES, link_to, mail_files, token_of, wait_for_link
from apps.accounts.models import User
from apps.accounts.passwords.change import store_new_password
from apps.accounts.rate_limits import (
    MAIL_LIMIT,
    MAIL_NETWORK_LIMIT,
    NOBODY_LIMIT,
    Counts,
    subject_of_address,
    take,
)
from apps.common.http.errors import too_busy, too_many
from apps.common.http.known_browser import known_browser, note_known_browser
from apps.common.http.requests import Request
from apps.common.http.responses import form_status, go
from apps.common.rate_limits import network_of
from apps.common.text.account_events import Happened
from apps.vault.crypto.kdf_limit import DerivationsBusy


@login_not_required
@require_safe
def forgotten(request: Request) -> HttpResponse:
    """The ways back, each with what it brings and what not, before anything is asked."""
    return render(request, "account/forgotten.html", {"sends_mail": settings.SENDS_MAIL})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_reset(request: Request) -> HttpResponse:
    """POST an address: a link goes to it if it is an account's. Every answer reads the same."""
    if not settings.SENDS_MAIL:
        raise Http404
    form = AskResetForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "account/email/ask.html", {"form": form}, status=form_status(form))
    typed = form.cleaned_data["email"]
    user = User.objects.with_address(typed).active().first()
    if wait := take(_counts(request, typed, user)):
        return too_many(request, retry_after=wait)
    token = MailedLink.make(user, MailedLink.Use.RESET) if user else _made_for_nobody()
    link = link_to(request, "account_reset", token)
    send("reset", to=user.address if user else "", link=link, minutes=MINUTES)
    return go(request, reverse("account_reset_sent"))


def _counts(request: Request, typed: str, user: User | None) -> Counts:
    """A browser in which the member signed in before has mails that its network does not use up."""
    if user is not None and (browser := known_browser(request, user)):
        return ((MAIL_LIMIT, f"{user.pk} {browser}"),)
    network = network_of(request)
    address = f"{subject_of_address(typed)} {network}"
    return ((MAIL_NETWORK_LIMIT, network), (MAIL_LIMIT, address))


def _made_for_nobody() -> str:
    """A token of no link, with one row written as for a link: the answer takes as long."""
    NOBODY_LIMIT.take("nobody")
    return secrets.token_urlsafe(TOKEN_BYTES)


@login_not_required
@require_safe
def reset_sent(request: Request) -> HttpResponse:
    context = {"minutes": MINUTES, "mail_files": mail_files()}
    return render(request, "account/email/reset_sent.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@sensitive_post_parameters()
def reset(request: Request) -> HttpResponse:
    """A mailed link: GET asks for a new password, POST stores it. It signs nobody in."""
    token = token_of(request)
    link = MailedLink.objects.with_token(token, MailedLink.Use.RESET)
    if wait := wait_for_link(request, link):
        return too_many(request, retry_after=wait)
    if link is None:
        return _over(request)
    form = ResetForm(request.POST if request.method == "POST" else None, user=link.user)
    if not form.is_valid():
        context = {"form": form, "token": token, "name": link.user.username}
        return render(request, "account/email/reset.html", context, status=form_status(form))
    was_known = known_browser(request, link.user)
    try:
        if not _set_password(link, form.cleaned_data["password1"]):
            return _over(request)
    except DerivationsBusy as busy:
        return too_busy(request, retry_after=busy.retry_after)
    except User.NotUpdated:
        return _over(request)
    link.user.note(Happened.RESET)
    if was_known:  # the new password ended its mark with all others
        note_known_browser(request, link.user)
    return go(request, reverse("account_reset_done"))


@login_not_required
@require_safe
def reset_done(request: Request) -> HttpResponse:
    return render(request, "account/email/reset_done.html")


def _set_password(link: MailedLink, new: str) -> bool:
    """Store the password and end every sign-in; False where the link was used meanwhile.

    The slots of the earlier password are marked as orphaned (`User.save`) and stay as they are.
    """
    with transaction.atomic():
        if not link.use_up():
            return False
        store_new_password(link.user, new, stays=None)
    return True


def _over(request: Request) -> HttpResponse:
    return render(request, "account/email/over.html", {"resets": True}, status=HTTPStatus.GONE)
