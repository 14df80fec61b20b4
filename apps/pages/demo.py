"""The demo member of a local copy: a year of a person, so that no room is empty to look around in.

Every row is made by the verb that makes a member's own. Then its plain day, which a verb always
calls today, is set to the day on which that person would have written it.
"""

import uuid
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from apps.articles.models import Shelf
from apps.articles.shelf.content import ReadingPosition, SavedGuide, ShelfContent
from apps.articles.shelf.passages import Passage
from apps.common.content_files.toml_file import ContentError
from apps.journal import prompts
from apps.journal.drafts.content import DraftContent, DraftMark
from apps.journal.entries.content import EntryContent
from apps.journal.entries.form_builders import form_sent
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.models import (
    Draft,
    Entry,
    EntryTemplate,
    EntryVersion,
    JournalState,
    Photo,
    Preferences,
)
from apps.journal.photos.reencode import with_thumbnail
from apps.journal.practices.fields import name_of
from apps.journal.practices.reminders import note_waiting
from apps.journal.preferences.content import PreferencesContent
from apps.pages.demo_content import (
    DemoContent,
    DemoMember,
    DemoPage,
    DemoShelf,
    days_before,
    demo_content,
)
from apps.pages.look_back_cards import LookBackCard, card_on
from apps.practices.catalogue import find
from apps.quiz.models import KeptResult
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.sitting.sitting import Sitting, Usual
from apps.vault.codec import replace
from apps.vault.key_changes.recovery_codes import accept_code, offer_code
from apps.vault.keyslots import make_vault
from apps.vault.models import UnlockedSession, Vault
from apps.vault.sealed_rows import PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

DEMO_NAME: Final = "demo"
DEMO_PASSWORD: Final = "lantern gravel otter seventeen"  # noqa: S105  it opens invented pages only


def make_demo_member() -> bool:
    """The member, with all that fixtures/demo/ says; false when they are there already."""
    User = get_user_model()  # noqa: N806
    if User.objects.filter(username=DEMO_NAME).exists():
        return False
    today = timezone.localdate()
    content = demo_content(today)
    with transaction.atomic():
        user = User.objects.create_user(DEMO_NAME, DEMO_PASSWORD)
        vault, data_keys = make_vault(user, password=DEMO_PASSWORD, vault_id=_vault_id(today))
        accept_code(vault, data_keys, offer_code(vault, data_keys))
        opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)
        _write_pages(opened, content, today)
        _keep_shelf(opened, content.member.shelf, today)
        _keep_results(opened, content.member, today)
        _keep_templates(opened, content.member, today)
        _leave_a_draft(opened, content.member)
        course = content.member.course
        JournalState.change(opened, lambda state: state.at_step(course.id, course.steps_behind))
        made_on = days_before(today, content.member.made_days_ago)
        Vault.objects.filter(pk=vault.pk).update(made_on=made_on)
        vault.slots.update(made_on=made_on)
    return True


def _vault_id(today: date) -> uuid.UUID:
    """One of a vault to which the page of a year ago comes back on the day that it is made.

    Otherwise that card would have another day of the week, six times of seven.
    """
    drawn = iter(uuid.uuid4, None)
    return next(each for each in drawn if card_on(today, vault_id=each) is LookBackCard.THIS_DAY)


def _write_pages(vault: UnlockedVault, content: DemoContent, today: date) -> None:
    for said in content.pages:
        day = said.day(today)
        page = _page(said, zone=content.zone, today=today)
        first = replace(page, body=said.earlier.strip()) if said.earlier else page
        entry = Entry.write(vault, first, entry_id=uuid.uuid4())
        if said.earlier:
            entry.rewrite(vault, page, expected=entry.revision)
            for version in EntryVersion.objects.in_vault(vault).of(entry.id):
                _date(version, day, expires_on=day + timedelta(days=settings.HISTORY_DAYS))
        note_waiting(vault, entry, page)
        for photo in said.photos:
            kept = Photo.add(
                vault,
                photo.jpeg,
                thumbnail=with_thumbnail(photo.jpeg).thumbnail,
                entry_id=entry.id,
                photo_id=uuid.uuid4(),
                description=photo.description,
            )
            _date(kept, day)
        if said.pinned:
            Preferences.change(vault, partial(_pinned, entry_id=entry.id))
        if said.is_kit:
            Preferences.change(vault, partial(_with_kit, entry_id=entry.id))
        if said.trashed:
            entry.trash()
        _date(entry, day)


def _page(said: DemoPage, *, zone: str, today: date) -> EntryContent:
    """The page as the composer makes it of its fields. Raises ContentError for one it refuses."""
    practice = find(said.practice)
    answers = dict(said.answers)
    if practice and said.due_days_ago is not None:
        answers[practice.waits] = days_before(today, said.due_days_ago).isoformat()
    fields = {name_of(question): text for question, text in answers.items()}
    strengths = {"before": said.before, "after": said.after, "water": said.water}
    fields |= {name: str(number) for name, number in strengths.items() if number is not None}
    form = form_sent(
        _sent(
            day=said.day(today),
            time=said.time,
            zone=zone,
            title=said.title,
            body=said.body.strip(),
            tags=",".join(said.tags),
            people=",".join(said.people),
            prompt_id=said.prompt if prompts.find(said.prompt) else "",
            practice_id=said.practice,
            feelings=said.feelings,
            **fields,
        )
    )
    unknown = said.practice if practice is None else ", ".join(fields.keys() - form.fields.keys())
    if not form.is_valid() or unknown:
        raise ContentError(f"pages.toml: page {said.title!r}: {dict(form.errors)} {unknown}")
    return form.page()


def _sent(**fields: object) -> QueryDict:
    """What a composer sends for a new page with these fields."""
    data = QueryDict(mutable=True)
    for name, value in {"entry_id": uuid.uuid4(), "revision": 0, **fields}.items():
        data.setlist(name, list(value) if isinstance(value, tuple) else [str(value)])
    return data


def _keep_shelf(vault: UnlockedVault, said: DemoShelf, today: date) -> None:
    def filled(shelf: ShelfContent) -> ShelfContent:
        shelf = shelf.read_as(said.reading_as, keeps_places=True)
        for guide in said.guides:
            on = days_before(today, guide.days_ago)
            shelf = shelf.keep(SavedGuide(slug=guide.slug, title=guide.title, on=on))
        for place in said.places:
            position = ReadingPosition(
                slug=place.slug,
                title=place.title,
                section=place.section,
                heading=place.heading,
                on=days_before(today, place.days_ago),
            )
            shelf = shelf.stop_at(position)
        for each in said.passages:
            passage = Passage.new(
                slug=each.slug,
                title=each.title,
                quote=each.quote,
                note=each.note,
                on=days_before(today, each.days_ago),
            )
            shelf = shelf.keep_passage(passage)
        return shelf

    Shelf.change(vault, filled)


def _keep_results(vault: UnlockedVault, said: DemoMember, today: date) -> None:
    for each in said.results:
        form = catalogue().offered(each.form)
        if form is None:
            raise ContentError(f"member.toml: results: there is no form {each.form!r}")
        sitting = Sitting(form=form, seed=each.seed, marks=each.marks, usual=Usual(each.usual))
        day = days_before(today, each.days_ago)
        _date(KeptResult.keep(vault, sitting, day=day, about=each.about, note=each.note), day)


def _keep_templates(vault: UnlockedVault, said: DemoMember, today: date) -> None:
    for each in said.templates:
        text = EntryTemplateContent(name=each.name, body=each.body)
        row = EntryTemplate.write(vault, text, template_id=uuid.uuid4())
        _date(row, days_before(today, each.days_ago))


def _leave_a_draft(vault: UnlockedVault, said: DemoMember) -> None:
    draft = said.draft
    began = timezone.now() - timedelta(hours=draft.hours_ago)
    sent = _sent(
        day=began.date(),
        time=f"{began:%H:%M}",
        title=draft.title,
        body=draft.body,
        tags=draft.tags,
        people=draft.people,
    )
    content = DraftContent.sent(sent, now=began)
    _date(Draft.keep(vault, content, DraftMark(uuid.uuid4(), 1)), began.date())


def _pinned(preferences: PreferencesContent, *, entry_id: uuid.UUID) -> PreferencesContent:
    return preferences.pinning(entry_id, wanted=True)


def _with_kit(preferences: PreferencesContent, *, entry_id: uuid.UUID) -> PreferencesContent:
    return preferences.with_kit(str(entry_id))


def _date(row: PrivateRow, day: date, **others: date) -> None:
    """Set the plain day of a row, and other plain days that follow from it."""
    for name, value in {"changed_on": day, **others}.items():
        setattr(row, name, value)
    row.save(update_fields=["changed_on", *others])
