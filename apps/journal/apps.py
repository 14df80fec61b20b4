from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "apps.journal"
    label = "journal"

    def ready(self) -> None:
        from apps.journal.entry_templates.content import MOST_TEMPLATES, EntryTemplateContent
        from apps.journal.exporting.entry_json import EntryCarrier
        from apps.journal.exporting.photo_rows import PhotoCarrier, fitting
        from apps.journal.models import (
            BODY,
            CAPTION,
            DRAFT,
            HEAD,
            IMPORT,
            LOCKED_DRAFT,
            PART,
            PHOTOS,
            PICTURE,
            PLACES,
            SETTINGS,
            TEMPLATE,
            VERSION_BODY,
            VERSION_HEAD,
        )
        from apps.journal.preferences import PreferencesContent
        from apps.journal.state import JournalStateContent
        from apps.vault.registry import OneBlob, SealedTable, register

        register(
            SealedTable(
                name="entries",
                model="journal.Entry",
                blobs={"head": HEAD, "body": BODY},
                carrier=EntryCarrier(),
            )
        )
        register(
            SealedTable(
                name="entry versions",
                model="journal.EntryVersion",
                blobs={"head": VERSION_HEAD, "body": VERSION_BODY},
            )
        )
        register(
            SealedTable(
                name=PHOTOS,
                model="journal.Photo",
                blobs={"caption": CAPTION, "picture": PICTURE},
                carrier=PhotoCarrier(),
                fitting=fitting,
            )
        )
        register(SealedTable(name="drafts", model="journal.Draft", blobs={"content": DRAFT}))
        register(
            SealedTable(
                name="drafts while closed",
                model="journal.LockedDraft",
                blobs={"content": LOCKED_DRAFT},
                is_letter=True,
            )
        )
        register(SealedTable(name="imports", model="journal.Import", blobs={"sealed": IMPORT}))
        register(
            SealedTable(name="import parts", model="journal.ImportPart", blobs={"sealed": PART})
        )
        register(
            SealedTable(
                name="places",
                model="journal.JournalState",
                blobs={"sealed": PLACES},
                carrier=OneBlob("journal.JournalState", PLACES, JournalStateContent.from_bytes),
            )
        )
        register(
            SealedTable(
                name="journal settings",
                model="journal.Preferences",
                blobs={"sealed": SETTINGS},
                carrier=OneBlob("journal.Preferences", SETTINGS, PreferencesContent.from_bytes),
            )
        )
        register(
            SealedTable(
                name="templates",
                model="journal.EntryTemplate",
                blobs={"sealed": TEMPLATE},
                carrier=OneBlob(
                    "journal.EntryTemplate",
                    TEMPLATE,
                    EntryTemplateContent.from_bytes,
                    is_single=False,
                ),
                most=MOST_TEMPLATES,
            )
        )
