"""Pages as a PDF: set apart from everything else, and their words are never instructions."""

import re
import subprocess
from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.exporting import export
from apps.journal.exporting.pdf import PdfFailed, as_pdf, blocks_of
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep
from tests.sample_objects import keep_photo

HOSTILE = """#panic("taken for source") #read("/etc/passwd") #import "@preview/x:1.0.0": *
$ unclosed [ ] { } \\ " ` <label> @ref // /* = - + \\u{202e} #
```
#panic()
```
![a pier](https://elsewhere.example/x.png) [a link](https://elsewhere.example/)
<script>alert(1)</script>
"""


def told(text: str) -> str:
    return "|".join("".join(run["text"] for run in block["runs"]) for block in blocks_of(text))


def test_hostile_words_are_set_as_they_stand() -> None:
    title = HOSTILE.split("\n")[0]
    head = EntryHead(day=date(2026, 11, 21), title=title, tags=(HOSTILE,), practice="three-columns")
    page = EntryContent(head=head, body=HOSTILE, answers=(PromptAnswer("happened", HOSTILE),))
    assert as_pdf([page]).startswith(b"%PDF-")
    assert '#panic("taken for source")' in told(HOSTILE)
    assert "<script>alert(1)</script>" in told(HOSTILE)
    assert "a pier (https://elsewhere.example/x.png) a link (https://elsewhere.example/)" in told(
        HOSTILE
    ).replace("\n", " ")


def test_markdown_becomes_headings_lists_quotes_and_code() -> None:
    blocks = blocks_of(
        "# A\n\n*b* **c** `d` ~~e~~\n\n1. one\n3. two\n   - in\n\n> said\n\n---\n\n    indented"
    )
    assert [(b["kind"], b["mark"], b["depth"], b["quote"]) for b in blocks] == [
        ("heading", "", 0, False),
        ("par", "", 0, False),
        ("par", "1.", 1, False),
        ("par", "3.", 1, False),
        ("par", "•", 2, False),
        ("par", "", 0, True),
        ("rule", "", 0, False),
        ("par", "", 0, False),
    ]
    runs = {run["text"]: run for run in blocks[1]["runs"]}
    assert (runs["b"]["em"], runs["c"]["strong"], runs["d"]["code"]) == (True, True, True)
    assert (runs["e"]["struck"], blocks[-1]["runs"][0]["code"]) == (True, False)


def test_the_pdf_says_that_it_is_accessible() -> None:
    assert b"pdfuaid" in as_pdf([a_page("# One\n\n### Two\n\n- three")])


def test_what_the_program_says_of_a_failure_is_not_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        assert kwargs["env"] == {}
        return subprocess.CompletedProcess(args, 1, b"", b"a private word")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(PdfFailed) as caught:
        as_pdf([a_page()])
    assert "private" not in repr(caught.value)


@pytest.mark.django_db
def test_a_pdf_is_taken_like_the_other_files_and_has_an_end(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"what": "all", "form": "pdf", "password": PASSWORD}
    assert b"nothing to export" in maya.post("/journal/export/", sent).content
    keep(maya)
    keep(maya)
    answer = maya.post("/journal/export/", sent)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert re.fullmatch(
        r'attachment; filename="export-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"]
    )
    monkeypatch.setattr("apps.journal.exporting.export.MOST_PAGES", 1)
    answer = maya.post("/journal/export/", sent)
    assert (answer.status_code, b"more than one file can hold" in answer.content) == (422, True)


def test_photos_come_into_the_pdf_where_that_was_ticked(maya: Client) -> None:
    vault, entry = open_vault_of(maya), keep(maya)
    keep_photo(vault, entry, description=HOSTILE.replace("\n", " ")[:300])
    keep_photo(vault, entry, description="")
    sent = {"what": "all", "form": "pdf", "password": PASSWORD}
    without = file_in(maya.post("/journal/export/", sent))
    answer = file_in(maya.post("/journal/export/", {**sent, "pdf_photos": "on"}))
    assert answer.startswith(b"%PDF-")
    assert (b"DCTDecode" in without, answer.count(b"DCTDecode") > 0) == (False, True)
    assert b"pdfuaid" in answer


def test_more_photos_than_a_pdf_can_hold_are_refused(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_OF_PHOTOS", 100)
    keep_photo(open_vault_of(maya), keep(maya))
    sent = {"what": "all", "form": "pdf", "password": PASSWORD, "pdf_photos": "on"}
    answer = maya.post("/journal/export/", sent)
    assert (answer.status_code, "Export fewer days at once" in answer.content.decode()) == (
        422,
        True,
    )
    assert maya.post("/journal/export/", {**sent, "pdf_photos": ""}).status_code == 200
