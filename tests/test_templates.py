"""Every template compiles: its tags are loaded, and what it includes or extends is there."""

import re
from pathlib import Path
from typing import Final

import pytest
from django.template.loader import get_template

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
NAMES: Final = sorted(
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file()
)
NAMED: Final = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"'#]+)[^\"']*[\"']")


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_with_all_that_it_names(name: str) -> None:
    get_template(name)
    named = NAMED.findall((TEMPLATES / name).read_text("utf-8"))
    assert [each for each in named if each not in NAMES] == []
