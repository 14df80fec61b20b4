"""Help lines by country."""

from django.urls import path

from apps.support import views

app_name = "support"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.country, name="country"),
]
