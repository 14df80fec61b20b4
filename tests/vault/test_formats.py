"""docs/formats.md lists every constant of the vault's formats, with the value that the code has."""

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest

from apps.vault.crypto import (
    browser_key,
    keys,
    passkeys,
    recovery_code,
    recovery_updates,
    sealed_box,
    sealing,
    second_factor_secret,
    sign_in_hash,
)

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
MODULES = {
    "sealing": sealing,
    "keys": keys,
    "browser_key": browser_key,
    "sign_in_hash": sign_in_hash,
    "sealed_box": sealed_box,
    "recovery_updates": recovery_updates,
    "recovery_code": recovery_code,
    "passkeys": passkeys,
    "second_factor_secret": second_factor_secret,
}


def constants_of(name: str, module: ModuleType) -> dict[str, str]:
    """The module's own public constants, those it imports left out."""
    source = Path(str(module.__file__)).read_text()
    own = re.findall(r"^([A-Z][A-Z0-9_]*): Final = ", source, flags=re.MULTILINE)
    return {f"{name}.{constant}": repr(getattr(module, constant)) for constant in own}


def test_the_page_lists_every_constant_as_it_is() -> None:
    code = {"keys.Argon2Parameters()": repr(keys.Argon2Parameters())}
    for name, module in MODULES.items():
        code |= constants_of(name, module)
    page = dict(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", PAGE.read_text(), flags=re.MULTILINE))
    assert page == code


def test_no_beginning_and_no_label_is_used_twice() -> None:
    """Nor is one label another one followed by fields, whose first byte is 0."""
    values = [
        getattr(module, constant.partition(".")[2])
        for name, module in MODULES.items()
        for constant in constants_of(name, module)
        if constant.endswith(("_MAGIC", ".MAGIC", "_LABEL", ".DOMAIN"))
    ]
    assert len(values) == len(set(values)) > 10
    assert not any(
        one != other and one.startswith(other + b"\0") for one in values for other in values
    )


@pytest.mark.parametrize("name", MODULES)
def test_what_seals_is_pure(name: str) -> None:
    """The standard library, `cryptography`, `argon2` and each other: no Django, no database."""
    source = Path(str(MODULES[name].__file__)).read_text()
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    for module in imported:
        first = module.split(".")[0]
        assert first not in {"django", "config", "random", "pickle", "logging"}, module
        assert first != "apps" or module.removeprefix("apps.vault.crypto.") in MODULES, module
