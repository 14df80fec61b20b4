"""Where a member is signed in: the day and the kind of device, and the end of any by password."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.models import EndedSignIn, FailedTries, SignIn
from apps.accounts.passwords.proof import Refused, proved_again
from apps.accounts.sign_ins.forms import OTHERS, EndSignInForm, described, ended_lines
from apps.common.http.errors import too_many
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import form_status, go


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def sign_ins(request: MemberRequest) -> HttpResponse:
    """GET lists the sign-ins that have not ended; POST with the password ends one or all others."""
    own = SignIn.objects.living().of(request.user)
    here = own.named(request.session.session_key or "").first()
    others = [each for each in own if each != here]
    form = EndSignInForm(request.POST if request.method == "POST" else None, others=others)
    if request.method == "POST" and form.is_valid():
        which, password = form.cleaned_data["which"], form.cleaned_data["own_password"]
        try:
            user = proved_again(request, password=password)
        except Refused as refused:
            if refused.retry_after:
                return too_many(request, retry_after=refused.retry_after, message=refused.problem)
            form.add_error("own_password", _("That is not your password. No sign-in was ended."))
        else:
            user.end_these([each for each in others if which in (OTHERS, each.public_id)])
            return go(request, f"{reverse('account_sign_ins')}?ended=yes")
    context = {
        "form": form,
        "here": described(here) if here else "",
        "others": others,
        "ended_sign_ins": ended_lines(EndedSignIn.objects.of(request.user)),
        "failed_tries": FailedTries.objects.of(request.user),
        "ended": request.method != "POST" and "ended" in request.GET,
    }
    return render(request, "account/sign_ins.html", context, status=form_status(form))
