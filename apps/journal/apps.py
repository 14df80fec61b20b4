from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "apps.journal"
    label = "journal"

    def ready(self) -> None:
        from apps.journal.models import BODY, HEAD, VERSION_BODY, VERSION_HEAD
        from apps.vault.kinds import Kind, register

        register(Kind(name="entries", model="journal.Entry", blobs={"head": HEAD, "body": BODY}))
        register(
            Kind(
                name="entry versions",
                model="journal.EntryVersion",
                blobs={"head": VERSION_HEAD, "body": VERSION_BODY},
            )
        )
