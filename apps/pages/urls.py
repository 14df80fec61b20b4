"""The front door, help, how Leeway works, and answers for machines."""

from django.urls import path

from apps.pages.views import (
    appearance,
    home,
    information,
    leaving,
    machines,
    sitemap,
    styleguide,
    support,
)

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("support/", support.support, name="support"),
    path("support/<slug:slug>/", support.support_country, name="support_country"),
    path("safety/", information.safety, name="safety"),
    path("privacy/", information.privacy, name="privacy"),
    path("about/", information.about, name="about"),
    path("terms/", information.terms, name="terms"),
    path("accessibility/", information.accessibility, name="accessibility"),
    path("leave/", leaving.leave, name="leave"),
    path("look/", appearance.look, name="look"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("healthz/", machines.healthz, name="healthz"),
    path("readyz/", machines.readyz, name="readyz"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
]
