"""Vaults, their key slots, the sessions that have them unlocked, what they store, peppers."""

from apps.vault.models.dropped_blobs import DroppedBlob
from apps.vault.models.key_slots import KeySlot, KeySlotQuerySet
from apps.vault.models.pepper_checks import PepperCheck
from apps.vault.models.storage_changes import StorageChange
from apps.vault.models.unlocked_sessions import (
    COVER_SECONDS,
    LONGEST_TARGET,
    QUIET_MINUTES,
    USUAL_COVER_SECONDS,
    UnlockedSession,
    UnlockedSessionQuerySet,
    quiet_time,
)
from apps.vault.models.vaults import KeysReplaced, Vault, VaultQuerySet

__all__ = [
    "COVER_SECONDS",
    "LONGEST_TARGET",
    "QUIET_MINUTES",
    "USUAL_COVER_SECONDS",
    "DroppedBlob",
    "KeySlot",
    "KeySlotQuerySet",
    "KeysReplaced",
    "PepperCheck",
    "StorageChange",
    "UnlockedSession",
    "UnlockedSessionQuerySet",
    "Vault",
    "VaultQuerySet",
    "quiet_time",
]
