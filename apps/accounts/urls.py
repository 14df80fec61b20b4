"""Names are django-allauth's own, since its flows look them up."""

from allauth.account import views as allauth
from django.urls import path

from apps.accounts import views
from apps.accounts.email import reset
from apps.accounts.email import views as email
from apps.accounts.passkeys import views as passkeys
from apps.accounts.passwords import views as passwords
from apps.accounts.renewal import views as renewal
from apps.accounts.second_factor import views as second_factor
from apps.accounts.settings import user_name
from apps.accounts.settings import views as settings
from apps.accounts.sign_ins import views as sign_ins

urlpatterns = [
    path("", settings.account_home, name="account_home"),
    path("notice/", views.notice, name="account_notice"),
    path("name/", user_name.user_name, name="account_name"),
    path("sign-up/", views.SignUpView.as_view(), name="account_signup"),
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    path("sign-in/code/", second_factor.second_step, name="account_second_step"),
    path("sign-out/", views.log_out, name="account_logout"),
    path("sign-ins/", sign_ins.sign_ins, name="account_sign_ins"),
    path("password/", passwords.ChangePasswordView.as_view(), name="account_change_password"),
    path("password/changed/", passwords.password_changed, name="account_password_changed"),
    path("second-factor/", second_factor.second_factor, name="account_second_factor"),
    path("second-factor/app/", second_factor.app_on, name="account_app_on"),
    path("second-factor/app/off/", second_factor.app_off, name="account_app_off"),
    path("second-factor/codes/", second_factor.backup_codes, name="account_backup_codes"),
    path("second-factor/prove/", second_factor.prove_second_factor, name="account_prove"),
    path("passkeys/", passkeys.passkeys, name="account_passkeys"),
    path("passkeys/new/", passkeys.passkey_new, name="account_passkey_new"),
    path("passkeys/make/", passkeys.passkey_make, name="account_passkey_make"),
    path("passkeys/asked/", passkeys.passkey_asked, name="account_passkey_asked"),
    path("passkeys/options/", passkeys.options, name="account_passkey_options"),
    path("passkeys/unlock/", passkeys.passkey_unlock, name="account_passkey_unlock"),
    path("passkeys/sign-in/", passkeys.passkey_sign_in, name="account_passkey_sign_in"),
    path(
        "passkeys/<uuid:passkey_id>/remove/", passkeys.passkey_remove, name="account_passkey_remove"
    ),
    path("renewal/", renewal.renewal, name="account_renewal"),
    path("delete/", views.delete_account, name="account_delete"),
    path("recover/", passwords.recover, name="account_recover"),
    path("recover/done/", passwords.recovered, name="account_recovered"),
    path("forgotten/", reset.forgotten, name="account_forgotten"),
    path("forgotten/email/", reset.ask_reset, name="account_ask_reset"),
    path("forgotten/email/sent/", reset.reset_sent, name="account_reset_sent"),
    path("reset/", reset.reset, name="account_reset"),
    path("reset/done/", reset.reset_done, name="account_reset_done"),
    path("email/", email.address, name="account_email"),
    path("email/remove/", email.remove_address, name="account_email_remove"),
    path("email/notices/", email.notices, name="account_email_notices"),
    path("email/confirm/", email.confirm, name="account_confirm"),
    path("email/confirmed/", email.confirmed, name="account_confirmed"),
    path("closed/", allauth.account_inactive, name="account_inactive"),
]
