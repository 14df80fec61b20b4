from django.urls import path

from apps.vault import views
from apps.vault.key_changes import views as key_changes

app_name = "vault"
urlpatterns = [
    path("unlock/", views.unlock_page, name="unlock"),
    path("lock/", views.lock_now, name="lock"),
    path("journals/", key_changes.journals, name="journals"),
    path("journals/back/", key_changes.bring_back, name="bring_back"),
    path("journals/new/", key_changes.begin_journal, name="begin_journal"),
    path("new-key/", key_changes.new_key, name="new_key"),
    path("new-key/begin/", key_changes.begin_new_key, name="begin_new_key"),
    path("recovery/", views.recovery, name="recovery"),
    path("recovery/proof/", views.proof, name="proof"),
    path("recovery/choice/", views.recovery_choice, name="recovery_choice"),
]
