from django.urls import path

from apps.vault import views

app_name = "vault"
urlpatterns = [
    path("unlock/", views.unlock_page, name="unlock"),
    path("lock/", views.lock_now, name="lock"),
    path("recovery/", views.recovery, name="recovery"),
    path("recovery/proof/", views.proof, name="proof"),
    path("recovery/choice/", views.recovery_choice, name="recovery_choice"),
]
