"""One object for every address that needs one, so that each route can be tried."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from apps.accounts.passkeys.kept import keep as keep_passkey
from apps.articles.models import Guide, Revision, RevisionState, Shelf
from apps.articles.shelf.passages import Passage
from apps.journal.drafts.content import DraftContent, DraftMark
from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.exporting.entry_json import entry_data
from apps.journal.exporting.selection import ExportRow
from apps.journal.importing.content import ImportContent
from apps.journal.models import (
    Draft,
    Entry,
    EntryTemplate,
    EntryVersion,
    Import,
    ImportPiece,
    LockedDraft,
    Photo,
)
from apps.quiz.models import KeptResult, SittingDraft
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.sitting.sitting import Sitting, Usual
from apps.vault.codec import replace as with_changes
from apps.vault.unlocked_vault import UnlockedVault
from tests.articles.factories import make_guide
from tests.journal.image_samples import plain
from tests.routes import Route

TITLE = "Wednesday on the pier"
BODY = "The ferry was late, and neither of us minded."

SLUG = "stopping-and-coming-back"

Values = dict[str, object]


def write_entry(vault: UnlockedVault, *, title: str = TITLE, body: str = BODY) -> Entry:
    page = EntryContent(head=EntryHead(day=date(2026, 11, 21), title=title), body=body)
    return Entry.write(vault, page, entry_id=uuid.uuid4())


def an_entry(vault: UnlockedVault) -> Values:
    return {"entry_id": write_entry(vault).id}


def a_trashed_entry(vault: UnlockedVault) -> Values:
    entry = write_entry(vault)
    entry.trash()
    return {"entry_id": entry.id}


def keep_photo(vault: UnlockedVault, entry: Entry, *, description: str = BODY) -> Photo:
    return Photo.add(
        vault,
        plain(),
        entry_id=entry.id,
        photo_id=uuid.uuid4(),
        description=description,
        thumbnail=plain(width=8, height=8),
    )


def a_photo(vault: UnlockedVault) -> Values:
    entry = write_entry(vault)
    return {"entry_id": entry.id, "photo_id": keep_photo(vault, entry).id}


def a_removed_photo(vault: UnlockedVault) -> Values:
    entry = write_entry(vault)
    photo = keep_photo(vault, entry)
    photo.remove()
    return {"entry_id": entry.id, "photo_id": photo.id}


def a_passkey(vault: UnlockedVault) -> Values:
    """As far as pages show it: what it is checked with is of no browser."""
    with transaction.atomic():
        row = keep_passkey(vault.vault.user, {}, device="phone")
    return {"passkey_id": row.data["id"]}


def a_course(_vault: UnlockedVault) -> Values:
    """Everybody's: what is private is how far they came."""
    return {"course_id": "missing-them"}


def a_promise(vault: UnlockedVault) -> Values:
    head = EntryHead(day=date(2026, 11, 21), title=TITLE, practice="promise", practice_version=1)
    answers = (PromptAnswer("promise", BODY), PromptAnswer("day", "2026-11-21"))
    page = EntryContent(head=head, body="", answers=answers)
    return {"entry_id": Entry.write(vault, page, entry_id=uuid.uuid4()).id}


def a_prompt(vault: UnlockedVault) -> Values:
    """A question of a guide: everybody's, like the guide."""
    a_guide(vault)
    return {"prompt_id": f"{Guide.objects.get(slug=SLUG).number}-2"}


def a_practice(_vault: UnlockedVault) -> Values:
    """Everybody's: what is private is what they answer."""
    return {"practice_id": "three-columns"}


def a_month(_vault: UnlockedVault) -> Values:
    """Everybody has the same months, and their own pages in them."""
    return {"year": 2026, "month": 11}


def keep_passage(vault: UnlockedVault, *, quote: str = BODY, note: str = TITLE) -> Passage:
    passage = Passage.new(slug=SLUG, title="A guide", quote=quote, note=note, on=date(2026, 11, 21))
    Shelf.change(vault, lambda shelf: shelf.keep_passage(passage))
    kept = Shelf.opened(vault).passages_of(SLUG)
    return next(each for each in kept if (each.quote, each.note) == (quote, note))


def a_passage(vault: UnlockedVault) -> Values:
    return {"passage_id": keep_passage(vault).id}


def a_guide(_vault: UnlockedVault) -> Values:
    """A guide is nobody's: behind these routes everybody finds what is their own of it."""
    if not Guide.objects.filter(slug=SLUG).exists():
        make_guide(SLUG)
    return {"slug": SLUG}


def a_draft_content(**fields: str) -> DraftContent:
    """What a composer sent by itself."""
    form = {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "2026-11-21", **fields}
    data = QueryDict(mutable=True)
    data.update({"title": TITLE, "body": BODY, **form})
    return DraftContent.sent(data, now=timezone.now())


def a_mark() -> DraftMark:
    return DraftMark(uuid.uuid4(), 1)


def a_draft(vault: UnlockedVault) -> Values:
    return {"draft_id": Draft.keep(vault, a_draft_content(), a_mark()).id}


def a_locked_draft(vault: UnlockedVault) -> Values:
    mark = a_mark()
    LockedDraft.post(vault.vault, a_draft_content(), mark)
    return {"draft_id": LockedDraft.objects.to(vault.id).get(tab=mark.tab).id}


def a_version(vault: UnlockedVault) -> Values:
    entry = write_entry(vault)
    entry.rewrite(vault, with_changes(entry.page(vault), body="Changed."), expected=1)
    kept = EntryVersion.objects.in_vault(vault).of(entry.id).get()
    return {"entry_id": entry.id, "version_id": kept.id}


def keep_result(vault: UnlockedVault) -> KeptResult:
    form = catalogue().offered("self-partner")
    assert form is not None
    sitting = replace(Sitting.begin(form), marks="4" * len(form.items), usual=Usual.YES)
    return KeptResult.keep(vault, sitting, day=date(2026, 11, 21), about=TITLE, note=BODY)


def a_result(vault: UnlockedVault) -> Values:
    return {"result_id": keep_result(vault).id}


def keep_sitting(vault: UnlockedVault) -> SittingDraft:
    form = catalogue().offered("self-partner")
    assert form is not None
    known = [row.pk for row in SittingDraft.objects.in_vault(vault)]
    SittingDraft.note(vault, Sitting.begin(form).marked(1, "4"))
    return SittingDraft.objects.in_vault(vault).exclude(pk__in=known).get()


def a_sitting(vault: UnlockedVault) -> Values:
    return {"draft_id": keep_sitting(vault).id}


def a_questionnaire(_vault: UnlockedVault) -> Values:
    """Everybody's: what is private is how they answered."""
    return {"slug": "self-partner"}


def keep_template(vault: UnlockedVault, *, name: str = TITLE, body: str = BODY) -> EntryTemplate:
    text = EntryTemplateContent(name=name, body=body)
    return EntryTemplate.write(vault, text, template_id=uuid.uuid4())


def a_template(vault: UnlockedVault) -> Values:
    """The one there is: a second could not have the same name."""
    kept = EntryTemplate.objects.in_vault(vault).first()
    return {"template_id": (kept or keep_template(vault)).id}


def an_import(vault: UnlockedVault) -> Values:
    page = entry_data(EntryContent(head=EntryHead(day=date(2026, 11, 21), title=TITLE), body=BODY))
    rows = [ExportRow("entries", uuid.uuid4(), page)]
    row = Import.begin(vault, rows, lambda n: ImportContent(source="text", left={}, counts=n))
    ImportPiece.keep(vault, BODY.encode(), import_id=row.id, place=0)
    return {"import_id": row.id}


# Private routes: what belongs to the member whose vault is given.
PRIVATE: dict[str, Callable[[UnlockedVault], Values]] = {
    "journal:answer": a_prompt,
    "articles:passage": a_passage,
    "journal:guide_answers": a_guide,
    "articles:mine": a_guide,
    "articles:bookmark": a_guide,
    "articles:place": a_guide,
    "articles:passages": a_guide,
    "quiz:keep": a_questionnaire,
    "quiz:drop": a_sitting,
    "quiz:kept": a_result,
    "quiz:kept_csv": a_result,
    "quiz:kept_json": a_result,
    "quiz:label": a_result,
    "quiz:give": a_result,
    "quiz:delete_result": a_result,
    "account_passkey_remove": a_passkey,
    "journal:entry": an_entry,
    "journal:pending": an_import,
    "journal:edit": an_entry,
    "journal:delete": an_entry,
    "journal:pin": an_entry,
    "journal:restore": a_trashed_entry,
    "journal:sitting": a_practice,
    "journal:month": a_month,
    "journal:history": an_entry,
    "journal:version": a_version,
    "journal:draft": a_draft,
    "journal:draft_delete": a_draft,
    "journal:locked_draft_delete": a_locked_draft,
    "journal:template": a_template,
    "journal:template_delete": a_template,
    "journal:photos": an_entry,
    "journal:photo": a_photo,
    "journal:photo_file": a_photo,
    "journal:photo_thumbnail": a_photo,
    "journal:photo_remove": a_photo,
    "journal:photo_restore": a_removed_photo,
    "journal:photo_erase": a_removed_photo,
    "journal:outcome": a_promise,
    "journal:course_step": a_course,
    "journal:seen": an_entry,
}
# Public routes: what `load_content` brings.
PUBLIC: dict[str, Values] = {
    "journal:practice": {"practice_id": "three-columns"},
    "journal:worksheet": {"practice_id": "three-columns"},
    "journal:course": {"course_id": "missing-them"},
    "journal:course_worksheets": {"course_id": "two-on-paper"},
    "articles:topic": {"slug": "talking-and-listening"},
    "articles:guide": {"slug": SLUG},
    "articles:questions": {"slug": "talking-and-listening"},
    "articles:path": {"slug": "not-sure-i-am-safe"},
    "articles:feedback": {"slug": SLUG},
    "articles:thanks": {"slug": SLUG},
    "support:country": {"slug": "united-kingdom"},
    "quiz:start": {"slug": "self-partner"},
    "quiz:question": {"slug": "self-partner", "n": 1},
    "quiz:page": {"slug": "self-partner", "p": 1},
    "quiz:review": {"slug": "self-partner"},
    "quiz:result": {"slug": "self-partner"},
    "quiz:download": {"slug": "self-partner", "kind": "json"},
}
# Editors' routes: what `load_text` or `load_content` brings.
EDITORS: dict[str, Values] = {
    f"editing:{name}": {"slug": "stopping-and-coming-back"}
    for name in ("guide", "checks", "preview", "review", "withdrawal", "revisions")
}
EDITORS["editing:revision"] = {"slug": "stopping-and-coming-back", "number": 1}


def load_text() -> None:
    """The text of the guide that an editor's routes are tried with, and nothing else."""
    slug = "stopping-and-coming-back"
    text = (settings.LIBRARY / "guides" / f"{slug}.md").read_text("utf-8")
    Revision.objects.add(slug, text, after=0, state=RevisionState.PUBLISHED, in_file=True)


def has_sample(route: Route) -> bool:
    samples = EDITORS if route.is_for_editors else PUBLIC if route.is_public else PRIVATE
    return not route.needs or route.name in samples


def public_address(route: Route) -> str:
    return route.address(**PUBLIC.get(route.name, {}))


def private_address(route: Route, *, owner: UnlockedVault) -> str:
    """The route's address for a new object of that owner; an editor's is the same for everybody."""
    if route.is_for_editors:
        return route.address(**EDITORS.get(route.name, {}))
    return route.address(**PRIVATE[route.name](owner)) if route.needs else route.address()
