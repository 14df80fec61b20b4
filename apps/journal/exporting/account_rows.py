"""What is kept of a member outside of the sealed rows, in an export: every row that names them.

The rows are found by their foreign keys, so that a table that comes later is in the file as well.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.vault.models import Vault
from apps.vault.registry import RowData
from apps.vault.unlocked_vault import UnlockedVault

# Columns that stay out, by their model, each with its reason. So does every column of bytes: a
# key, a hash or something sealed, which says nothing to whoever reads the file.
NOT_EXPORTED: Final = {
    "accounts.User": {"password": "the hash of the password, which could be guessed at"},
    "accounts.SignIn": {"data": "what a browser's session holds, signed"},
    "mfa.Authenticator": {"data": "the secret of a second factor or the keys of a passkey"},
    "articles.Revision": {"text": "the text of a guide, which the library shows"},
}
# What a column that stays out says beside its secret: how a passkey is listed.
OF_SECRETS: Final = {"mfa.Authenticator": {"data": ("number", "device")}}


def account_rows(vault: UnlockedVault) -> Iterator[tuple[UUID, RowData]]:
    """Each row with its table and its columns, under an id of its own in the file."""
    user_id = vault.vault.user_id
    for model, path in naming_models():
        label = model._meta.label
        rows = model._default_manager.filter(**{path: user_id}).order_by("pk")
        for place, row in enumerate(rows):
            row_id = uuid5(NAMESPACE_OID, f"{user_id} {label} {place}")
            yield row_id, {"table": label, "columns": _columns(row)}


def naming_models() -> list[tuple[type[models.Model], str]]:
    """The models whose rows name a member or a vault, and the path from them to the member."""
    user, found = get_user_model(), list[tuple[type[models.Model], str]]()
    for model in apps.get_models():
        if model is user:
            found.append((model, "pk"))
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is user:
                found.append((model, field.name))
            elif field.related_model is Vault:
                found.append((model, f"{field.name}__user"))
    return found


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns that are exported of a model's rows."""
    held = NOT_EXPORTED.get(model._meta.label, {})
    fields = model._meta.concrete_fields
    return [
        each.attname
        for each in fields
        if each.name not in held and not isinstance(each, models.BinaryField)
    ]


def _columns(row: models.Model) -> dict[str, Any]:
    columns = {name: _plain(getattr(row, name)) for name in columns_of(type(row))}
    for secret, names in OF_SECRETS.get(row._meta.label, {}).items():
        told = getattr(row, secret)
        columns |= {name: told[name] for name in names if name in told}
    for relation in row._meta.many_to_many:
        columns[relation.name] = sorted(map(str, getattr(row, relation.name).all()))
    return columns


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return DjangoJSONEncoder().default(value)
