"""The e-mail address of an account: given, confirmed, changed, removed. It opens no journal."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.email.forms import AddressForm, NoticesForm, RemoveForm
from apps.accounts.email.links import LASTS, MailedLink
from apps.accounts.email.sending import send
from apps.accounts.models import User
from apps.accounts.passwords.proof import Refused, proved_again
from apps.accounts.rate_limits import LINK_LIMIT, MAIL_LIMIT
from apps.common.http.errors import too_many
from apps.common.http.request_values import value_sent
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go
from apps.common.rate_limits import network_of
from apps.common.text.account_events import Happened

MINUTES = int(LASTS.total_seconds() // 60)
LONGEST_TOKEN = 100
# Three forms of one page have a field for the password.
REMOVE_IDS = "id_remove_%s"
NOTICES_IDS = "id_notices_%s"


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def address(request: MemberRequest) -> HttpResponse:
    """GET says what an address is good for; POST sends a link to a new one.

    The answer is the same for an address of another account: that one gets another mail.
    """
    if not settings.SENDS_MAIL:
        raise Http404
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _address_page(request, form=form)
    try:
        user = proved_again(request, password=form.cleaned_data["own_password"])
    except Refused as refused:
        return _refused(request, refused, form)
    if wait := MAIL_LIMIT.take(f"{user.pk} member"):
        return too_many(request, retry_after=wait)
    wanted = form.cleaned_data["email"]
    is_taken = user.shares_address(wanted)
    # Made for a taken address too, and then sent to nobody: the answer takes as long.
    token = MailedLink.make(user, MailedLink.Use.ADDRESS, address=wanted)
    link = link_to(request, "account_confirm", token)
    if is_taken:
        send("taken", to=wanted)
    else:
        send("confirm", to=wanted, link=link, minutes=MINUTES)
    context = {"wanted": wanted, "minutes": MINUTES, "mail_files": mail_files()}
    return render(request, "account/email/sent.html", context)


@require_POST
@sensitive_post_parameters()
def remove_address(request: MemberRequest) -> HttpResponse:
    """POST with the password: the account has no address any more."""
    form = RemoveForm(request.POST, auto_id=REMOVE_IDS)
    if not form.is_valid():
        return _address_page(request, remove_form=form)
    try:
        user = proved_again(request, password=form.cleaned_data["own_password"])
    except Refused as refused:
        return _refused(request, refused, form)
    before = user.address
    user.forget_address()
    user.note(Happened.NO_ADDRESS, to=before)
    return go(request, reverse("account_email"))


@require_POST
@sensitive_post_parameters()
def notices(request: MemberRequest) -> HttpResponse:
    """POST with the password whether changes of the account are told by mail.

    The page of the account tells them in any case.
    """
    form = NoticesForm(request.POST, auto_id=NOTICES_IDS)
    if not form.is_valid():
        return _address_page(request, notices_form=form)
    try:
        user = proved_again(request, password=form.cleaned_data["own_password"])
    except Refused as refused:
        return _refused(request, refused, form)
    user.choose_notices(form.cleaned_data["mails_notices"])
    return go(request, reverse("account_email"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@sensitive_post_parameters()
def confirm(request: Request) -> HttpResponse:
    """A mailed link: GET asks, POST makes the address the account's. It signs nobody in."""
    token = token_of(request)
    link = MailedLink.objects.with_token(token, MailedLink.Use.ADDRESS)
    if wait := wait_for_link(request, link):
        return too_many(request, retry_after=wait)
    if link is None:
        return render(request, "account/email/over.html", status=HTTPStatus.GONE)
    if request.method != "POST":
        context = {"token": token, "wanted": link.address}
        return render(request, "account/email/confirm.html", context)
    user, before = link.user, link.user.address
    try:
        with transaction.atomic():
            if not link.use_up():
                return render(request, "account/email/over.html", status=HTTPStatus.GONE)
            user.take_address(link.address)
    except (IntegrityError, User.NotUpdated):  # another account was quicker, or this one is gone
        return render(request, "account/email/over.html", status=HTTPStatus.GONE)
    user.note(Happened.ADDRESS, to=before)
    return go(request, reverse("account_confirmed"))


@login_not_required
@require_safe
def confirmed(request: Request) -> HttpResponse:
    return render(request, "account/email/confirmed.html")


def wait_for_link(request: Request, link: MailedLink | None) -> int:
    """Seconds until a link may be posted; made-up ones of a network use up none of a real one."""
    if request.method != "POST":
        return 0
    return LINK_LIMIT.take(f"{link.user_id} link {link.pk}" if link else network_of(request))


def token_of(request: Request) -> str:
    """The token of a mailed link. It stands in the query, which no access log keeps."""
    sent = request.POST if request.method == "POST" else request.GET
    return value_sent(sent, "token", most=LONGEST_TOKEN)


def link_to(request: Request, name: str, token: str) -> str:
    return request.build_absolute_uri(f"{reverse(name)}?token={token}")


def mail_files() -> str:
    """Where a local copy writes its mails, for whoever tries it out."""
    return str(settings.MAIL_FILES) if settings.LOCAL and not settings.MAIL_HOST else ""


def _refused(request: MemberRequest, refused: Refused, form: Form) -> HttpResponse:
    if refused.retry_after:
        return too_many(request, retry_after=refused.retry_after, message=refused.problem)
    form.add_error("own_password", _("That is not your password. Nothing was changed."))
    names: dict[type[Form], str] = {RemoveForm: "remove_form", NoticesForm: "notices_form"}
    return _address_page(request, **{names.get(type(form), "form"): form})


def _address_page(
    request: MemberRequest,
    *,
    form: Form | None = None,
    remove_form: Form | None = None,
    notices_form: Form | None = None,
) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    context = {
        "form": form or AddressForm(),
        "remove_form": remove_form or RemoveForm(auto_id=REMOVE_IDS),
        "notices_form": notices_form
        or NoticesForm(initial={"mails_notices": user.mails_notices}, auto_id=NOTICES_IDS),
        "minutes": MINUTES,
    }
    status = form_status(notices_form or remove_form or form or AddressForm())
    return render(request, "account/email/address.html", context, status=status)
