"""The tests that `make check` leaves to `make test`: every page, full costs, real processes.

Each name is a file or a folder of tests/; everything in it gets the marker `slow`.
"""

from functools import cache
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).resolve().parent
QUICK: Final = "not slow"  # what `make check` has pytest select

SLOW: Final = (
    # every address or every field in turn
    "test_access.py",
    "test_altered_library.py",
    "test_canary.py",
    "test_cross_site.py",
    "test_damage.py",
    "test_damaged_keys.py",
    "test_gone_meanwhile.py",
    "test_long_values.py",
    "test_no_get_changes.py",
    "test_strange_input.py",
    "articles/editing",
    "articles/test_load.py",
    "common/test_private_fields.py",
    "common/test_titles.py",
    "journal/test_dates_only.py",
    "pages/test_sitemap.py",
    # servers and other processes
    "browser",
    "deploy",
    "config/test_local_environment.py",
    "config/test_settings.py",
    "config/test_stopping.py",
    "faults",
    "operations/test_backup.py",
    "test_checks.py",
    "upgrade",
    "journal/test_pdf.py",
    "journal/test_photo_files.py",
    "journal/test_photos.py",
    "journal/test_reencode.py",
    # full costs and lengths, waits, and many tries
    "accounts/test_passwords.py",
    "accounts/test_real_cost.py",
    "accounts/test_sign_in_limits.py",
    "articles/test_search.py",
    "articles/test_search_phrases.py",
    "common/test_long_text_diff.py",
    "vault/test_first_vault.py",
    "vault/test_kdf_limit.py",
    "vault/test_partitions.py",
    "vault/test_real_derivations.py",
    # many steps in more than one browser
    "accounts/test_concurrent_deletion.py",
    "accounts/test_kills.py",
    "accounts/test_known_browser.py",
    "accounts/test_meets_deletion.py",
    "accounts/test_passkey_slots.py",
    "accounts/test_passkeys.py",
    "accounts/test_renewal.py",
    "accounts/test_second_factor.py",
    "journal/test_new_key_meanwhile.py",
    "vault/test_rekeying.py",
    # many simulated people, a whole library, whole journals there and back
    "articles/test_nothing_dangerous.py",
    "articles/test_real_guides.py",
    "journal/test_export.py",
    "journal/test_foreign_files.py",
    "journal/test_guide_questions.py",
    "journal/test_import.py",
    "journal/test_odd_files.py",
    "journal/test_page_lookups.py",
    "journal/test_search.py",
    "journal/test_strict_imports.py",
    "journal/test_take_out.py",
    "pages/test_demo.py",
    "quiz/test_psychometrics.py",
    "quiz/test_simulation.py",
)


_NAMES: Final = frozenset(SLOW)


@cache
def is_slow(path: Path) -> bool:
    """Whether the tests of this file or folder are left to `make test`."""
    if not path.is_relative_to(TESTS):
        return False
    parts = path.relative_to(TESTS).parts
    return any("/".join(parts[:end]) in _NAMES for end in range(1, len(parts) + 1))
