from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "apps.journal"
    label = "journal"

    def ready(self) -> None:
        from apps.common import practices
        from apps.journal.models import BODY, HEAD, VERSION_BODY, VERSION_HEAD
        from apps.journal.practices.links import links
        from apps.vault.kinds import Kind, register

        practices.register(links)
        register(Kind(name="entries", model="journal.Entry", blobs={"head": HEAD, "body": BODY}))
        register(
            Kind(
                name="entry versions",
                model="journal.EntryVersion",
                blobs={"head": VERSION_HEAD, "body": VERSION_BODY},
            )
        )
