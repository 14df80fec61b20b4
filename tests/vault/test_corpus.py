"""What was ever sealed is read as it was: every kind, every form, against files that never change.

The files are made once (tests/vault/corpus/make.py). Everything that is imported of the code stands
in tests/vault/corpus/codecs.py.
"""

import hashlib

import pyrage
import pytest
from django.db import connection

from tests.vault.corpus.codecs import (
    CODECS,
    GREW,
    Damaged,
    age_locked,
    plain,
    sealed_fields,
    unsealed,
)
from tests.vault.corpus.make import (
    AGE_LENGTHS,
    LIKE,
    RAW,
    Fixed,
    Said,
    answer,
    beside_of,
    fixed,
    from_text,
    load,
)

NEVER_WRITTEN = {"photo.picture", "quiz-cookie", "quiz-slip"}
# Columns that hold no contents: keys and hashes, which tests/vault/vectors/ knows.
KEYS = {
    "accounts_signin.key_hash",
    "common_tries.key",
    "vault_droppedblob.name",  # random: where the sealed bytes of a photo lay
    "vault_keyslot.added_keys",
    "vault_keyslot.salt",
    "vault_keyslot.sealed_lock",
    "vault_keyslot.unproved_code",
    "vault_keyslot.wrapped",
    "vault_opening.sealed_keys",
    "vault_opening.session_hash",
    "vault_peppercheck.check_value",
    "vault_vault.inbox_private",
    "vault_vault.last_opening",
    "vault_vault.older_keys",
    "accounts_mailedlink.digest",
    "vault_vault.inbox_public",
    "vault_vault.inbox_tag",
}

# A kind that came later stands in a later file.
SEALED = [sample for file in load("sealed") for sample in file["samples"]]

EVERY = [
    pytest.param(kind, sample, id=f"{kind}-{number}: {sample['name']}")
    for kind in CODECS
    for number, file in enumerate(load(kind), 1)
    for sample in file["samples"]
]


def as_then(kind: str, says: Said, sample: Said) -> Said:
    """Without the names that came later, each of which stands at its default."""
    if kind not in GREW:
        return says
    usual = plain(GREW[kind]())
    later = {name: value for name, value in says.items() if name not in sample["says"]}
    assert later == {name: usual[name] for name in later}
    return {name: value for name, value in says.items() if name not in later}


@pytest.mark.parametrize(("kind", "sample"), EVERY)
def test_what_was_sealed_is_read_as_it_was(kind: str, sample: Said) -> None:
    outcome, says = answer(kind, from_text(sample["data"]), beside_of(sample))
    assert (outcome, as_then(kind, says, sample)) == ("says", sample["says"])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(set(CODECS) - NEVER_WRITTEN))
def test_what_is_read_is_written_so_that_it_says_the_same(kind: str) -> None:
    """And in the very same bytes where the newest file says that they are written so."""
    codec, files = CODECS[kind], load(kind)
    assert codec.write is not None
    assert any(sample["written"] for sample in files[-1]["samples"])
    for file in files:
        for sample in file["samples"]:
            data, beside = from_text(sample["data"]), beside_of(sample)
            again = codec.write(codec.read(data, beside))
            says = plain(codec.read(again, beside))
            assert as_then(kind, says, sample) == sample["says"], sample["name"]
            if file is files[-1]:
                assert (again == data) is sample["written"], sample["name"]


@pytest.mark.parametrize("kind", CODECS)
def test_what_is_damaged_is_never_read(kind: str) -> None:
    """Each is refused as the file says. One that was refused otherwise may come to be Damaged."""
    refused = [each for file in load(kind) for each in file["refused"]]
    assert refused
    for each in refused:
        outcome, _says = answer(kind, from_text(each["data"]), beside_of(each))
        assert outcome in {each["raises"], "Damaged"}, each["name"]


@pytest.mark.parametrize("kind", [each for each in CODECS if not each.startswith("quiz")])
def test_what_is_damaged_is_said_to_be_damaged(kind: str) -> None:
    raised = {each["raises"] for file in load(kind) for each in file["refused"]}
    assert "Damaged" in raised or kind in {"photo.picture", "import.part"}, raised


@pytest.mark.parametrize("sample", SEALED, ids=lambda each: each["kind"])
def test_sealed_blobs_open_in_their_place_and_in_no_other(sample: Said) -> None:
    blob, key = from_text(sample["blob"]), bytes.fromhex(sample["key"])
    to = sample["sealed_to"]
    assert unsealed(blob, key=key, sealed_to=to, place=sample) == from_text(sample["text"])
    elsewhere = [{"kind": "shelf" if sample["kind"] != "shelf" else "draft"}]
    elsewhere += [{"revision": sample["revision"] + 1}, {"object_id": sample["vault_id"]}]
    elsewhere += [{"vault_id": sample["object_id"]}, {"key_id": sample["key_id"] + 1}]
    for other in elsewhere:
        with pytest.raises(Damaged):
            unsealed(blob, key=key, sealed_to=to, place={**sample, **other})
    with pytest.raises(Damaged):
        unsealed(blob[:-1] + bytes([blob[-1] ^ 1]), key=key, sealed_to=to, place=sample)


def test_every_sealed_column_has_its_kind_for_ever_and_a_corpus() -> None:
    """A kind is part of what a blob is sealed for: another name opens nothing that was sealed."""
    kept = {each["column"]: each["kind"] for each in SEALED}
    assert sealed_fields() == {column: kind for column, kind in kept.items() if column}
    for kind in set(sealed_fields().values()) - set(RAW):
        assert load(LIKE.get(kind, kind)), kind
    assert set(RAW) <= {each["kind"] for each in SEALED}


@pytest.mark.django_db
def test_no_column_of_bytes_is_unknown_to_the_corpus() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'bytea'"
        )
        columns = {str(name) for (name,) in cursor.fetchall()}
    assert columns - KEYS == set(sealed_fields())


@pytest.mark.parametrize("sample", load("age")[-1]["samples"], ids=lambda each: each["name"])
def test_files_with_a_passphrase_are_written_as_they_were_and_open(sample: Said) -> None:
    content, file = fixed("age", AGE_LENGTHS[sample["name"]]), from_text(sample["file"])
    assert hashlib.sha256(content).hexdigest() == sample["sha256"]
    assert age_locked(content, sample["passphrase"], Fixed()) == file
    assert pyrage.passphrase.decrypt(file, sample["passphrase"]) == content
