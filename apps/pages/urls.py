"""Addresses of home, Today, the pages of information, and answers for machines."""

from django.urls import path

from apps.pages.views import (
    display_preferences,
    health,
    home,
    information,
    quick_exit,
    robots,
    sitemap,
    styleguide,
)

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("safety/", information.safety, name="safety"),
    path("privacy/", information.privacy, name="privacy"),
    path("about/", information.about, name="about"),
    path("terms/", information.terms, name="terms"),
    path("accessibility/", information.accessibility, name="accessibility"),
    path("leave/", quick_exit.leave, name="leave"),
    path("look/", display_preferences.display_preferences, name="display_preferences"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
    path("manifest.webmanifest", robots.manifest, name="manifest"),
    path(".well-known/change-password", robots.change_password, name="change_password"),
    path(".well-known/passkey-endpoints", robots.passkey_endpoints, name="passkey_endpoints"),
    path(".well-known/security.txt", robots.security_txt, name="security_txt"),
    path("favicon.ico", robots.favicon, name="favicon"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
]
