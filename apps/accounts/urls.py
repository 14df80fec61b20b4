"""Names are django-allauth's own, since its flows look them up."""

from allauth.account import views as allauth
from django.urls import path

from apps.accounts import views

urlpatterns = [
    path("", views.account_home, name="account_home"),
    path("sign-up/", views.SignUpView.as_view(), name="account_signup"),
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    path("sign-out/", views.log_out, name="account_logout"),
    path("password/", views.ChangePasswordView.as_view(), name="account_change_password"),
    path("password/changed/", views.password_changed, name="account_password_changed"),
    path("delete/", views.delete_account, name="account_delete"),
    path("recover/", views.recover, name="account_recover"),
    path("recover/done/", views.recovered, name="account_recovered"),
    path("closed/", allauth.account_inactive, name="account_inactive"),
]
