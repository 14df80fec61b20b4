from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "apps.journal"
    label = "journal"

    def ready(self) -> None:
        from apps.common import practices, prompts
        from apps.journal.entry_templates.content import MOST_TEMPLATES, TemplateText
        from apps.journal.exporting.entry_json import Pages
        from apps.journal.exporting.photo_rows import Photos, fitting
        from apps.journal.models import (
            BODY,
            CAPTION,
            DRAFT,
            HEAD,
            IMPORT,
            LETTER,
            PART,
            PHOTOS,
            PICTURE,
            PLACES,
            SETTINGS,
            TEMPLATE,
            VERSION_BODY,
            VERSION_HEAD,
            take_letters,
        )
        from apps.journal.practices.links import links
        from apps.journal.preferences import Habits
        from apps.journal.prompts import find
        from apps.journal.state import Places
        from apps.vault.drop_box import when_opened
        from apps.vault.registry import Kind, OneBlob, register

        practices.register(links)
        prompts.register(find)
        register(
            Kind(
                name="entries",
                model="journal.Entry",
                blobs={"head": HEAD, "body": BODY},
                carrier=Pages(),
            )
        )
        register(
            Kind(
                name="entry versions",
                model="journal.EntryVersion",
                blobs={"head": VERSION_HEAD, "body": VERSION_BODY},
            )
        )
        register(
            Kind(
                name=PHOTOS,
                model="journal.Photo",
                blobs={"caption": CAPTION, "picture": PICTURE},
                carrier=Photos(),
                fitting=fitting,
            )
        )
        register(Kind(name="drafts", model="journal.Draft", blobs={"content": DRAFT}))
        register(
            Kind(
                name="drafts while closed",
                model="journal.Letter",
                blobs={"content": LETTER},
                is_letter=True,
            )
        )
        when_opened(take_letters)
        register(Kind(name="imports", model="journal.Import", blobs={"sealed": IMPORT}))
        register(Kind(name="import parts", model="journal.ImportPart", blobs={"sealed": PART}))
        register(
            Kind(
                name="places",
                model="journal.KeptPlaces",
                blobs={"sealed": PLACES},
                carrier=OneBlob("journal.KeptPlaces", PLACES, Places.from_bytes),
            )
        )
        register(
            Kind(
                name="journal settings",
                model="journal.Settings",
                blobs={"sealed": SETTINGS},
                carrier=OneBlob("journal.Settings", SETTINGS, Habits.from_bytes),
            )
        )
        register(
            Kind(
                name="templates",
                model="journal.OwnTemplate",
                blobs={"sealed": TEMPLATE},
                carrier=OneBlob(
                    "journal.OwnTemplate", TEMPLATE, TemplateText.from_bytes, is_single=False
                ),
                most=MOST_TEMPLATES,
            )
        )
