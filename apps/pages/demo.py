"""The demo member of a local copy: a few weeks of pages, to look around in."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from apps.common.content_files.toml_file import toml_values
from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.models import Entry
from apps.vault.keyslots import make_vault
from apps.vault.models import UnlockedSession
from apps.vault.unlocked_vault import UnlockedVault

DEMO_NAME = "demo"
DEMO_PASSWORD = "lantern gravel otter seventeen"  # noqa: S105  it opens invented pages only


def make_demo_member() -> bool:
    """The member and the pages of fixtures/demo-journal.toml; false when they are there already."""
    User = get_user_model()  # noqa: N806
    if User.objects.filter(username=DEMO_NAME).exists():
        return False
    file = settings.BASE_DIR / "fixtures" / "demo-journal.toml"
    pages: list[dict[str, Any]] = toml_values(file.read_text("utf-8"), name=file.name)["page"]
    with transaction.atomic():
        user = User.objects.create_user(DEMO_NAME, DEMO_PASSWORD)
        vault, data_keys = make_vault(user, password=DEMO_PASSWORD)
        opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)
        for page in sorted(pages, key=lambda page: -page["days_ago"]):
            Entry.write(opened, _page(page), entry_id=uuid.uuid4())
    return True


def _page(page: dict[str, Any]) -> EntryContent:
    head = EntryHead(
        day=timezone.localdate() - timedelta(days=page["days_ago"]),
        title=page.get("title", ""),
        water=page.get("water"),
        feelings=tuple(page.get("feelings", ())),
        practice=page.get("practice", ""),
        practice_version=1 if "practice" in page else 0,
        before=page.get("before"),
        after=page.get("after"),
    )
    answers = tuple(
        PromptAnswer(question, text) for question, text in page.get("answers", {}).items()
    )
    return EntryContent(head=head, body=page.get("body", "").strip(), answers=answers)
