"""The prompt of the day: each is asked once before any is asked again, and nothing is noted."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.articles import prompts as guide_prompts
from apps.articles.prompts import Prompt
from apps.common.content_files.toml_file import Text, TomlTable, read_toml
from apps.journal.entries.content import EntryHead
from apps.journal.state.content import JournalStateContent

FILE: Final = settings.BASE_DIR / "fixtures" / "prompts.toml"


class DailyPrompt(TomlTable, frozen=True, kw_only=True):
    """One question of fixtures/prompts.toml."""

    id: Text
    text: Text


class PromptsFile(TomlTable, frozen=True):
    """The file of the daily prompts."""

    prompts: tuple[DailyPrompt, ...]


@cache
def daily_prompts() -> dict[str, str]:
    """The text of each prompt by its id, in the order of fixtures/prompts.toml."""
    return {prompt.id: prompt.text for prompt in read_toml(FILE, PromptsFile).prompts}


def find(prompt_id: str) -> Prompt | None:
    """The prompt of a guide or of a day with this id, or None for an unknown one."""
    return guide_prompts.find(prompt_id) or daily_prompt(prompt_id)


def daily_prompt(prompt_id: str) -> Prompt | None:
    """The daily prompt with this id, or None."""
    text = daily_prompts().get(prompt_id)
    if text is None:
        return None
    title = _("Prompt of the day")
    return Prompt(id=prompt_id, text=text, source_title=title, source_url=reverse("pages:home"))


def prompt_today(state: JournalStateContent, *, today: date, vault_id: UUID) -> Prompt | None:
    """The prompt of the day; None where the writer wants none today."""
    if state.no_prompt_on == today.isoformat():
        return None
    return daily_prompt(prompt_on(today, vault_id=vault_id, skips=state.skips))


def answer_among[Row](
    pages: Iterable[tuple[Row, EntryHead | None]], prompt: Prompt | None
) -> Row | None:
    """The page among those of `days_of_prompt` that answers the prompt of the day, or None."""
    for row, head in pages:
        if prompt and head and head.prompt_id == prompt.id:
            return row
    return None


def days_of_prompt(today: date) -> tuple[date, date]:
    """The first and the last day that a page which answers the prompt of today may have.

    A day to either side counts: a page that a device dated may be ahead of `today` or behind it,
    and no prompt comes again so soon.
    """
    return today - timedelta(days=1), today + timedelta(days=1)


def prompt_on(day: date, *, vault_id: UUID, skips: int) -> str:
    """The id of the prompt for a day, in an order of the vault's own.

    Each day, and each time that another one is asked for (`skips`), leads one further; only after
    all of them does it begin anew, in another order. So no day has to be written down.
    """
    ids = list(daily_prompts())
    round_number, place = divmod(day.toordinal() + skips, len(ids))
    return order_of(ids, vault_id=vault_id, round_number=round_number)[place]


def order_of(ids: Sequence[str], *, vault_id: UUID, round_number: int) -> list[str]:
    """Three ids or more in the order of one round, which never begins as the last one ended."""
    before = sorted(ids, key=lambda each: _rank(each, vault_id, round_number - 1))
    order = sorted(ids, key=lambda each: _rank(each, vault_id, round_number))
    if order[0] == before[-1]:
        order[0], order[1] = order[1], order[0]
    return order


def _rank(prompt_id: str, vault_id: UUID, round_number: int) -> bytes:
    text = f"{vault_id}/{round_number}/{prompt_id}"
    return hashlib.sha256(text.encode()).digest()
