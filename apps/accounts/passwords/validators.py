"""The rules for passwords, each refusal with its reason."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from zxcvbn import zxcvbn

from apps.accounts.passwords.leaked import is_leaked
from apps.common.limits import with_limits
from apps.common.text.password_forms import composed

SHORTEST = 12
LONGEST = 128
LEAST_SCORE = 3
# Scoring costs more than the square of the length: at worst 5 s for 72 characters, 0.8 s for 24.
# Four words reach the best score within 24, and anybody may send a password here.
SCORED_CHARACTERS = 24


AT_LEAST = ngettext_lazy(
    "At least %(least)s character; three or four unrelated words work well.",
    "At least %(least)s characters; three or four unrelated words work well.",
    "least",
)


class LengthValidator:
    """12 to 128 characters, any characters (ASVS 6.2.1, 6.2.9)."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                ngettext(
                    "%(count)d character so far; it needs at least %(least)d.",
                    "%(count)d characters so far; it needs at least %(least)d.",
                    len(password),
                )
                % {"count": len(password), "least": SHORTEST},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("That is longer than %(most)d characters, the most we can take.")
                % {"most": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return str(with_limits(AT_LEAST, least=SHORTEST))


class LeakedValidator:
    """A password out of a list of leaked ones is refused: such lists are tried first."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_leaked(composed(password[: LONGEST + 1])):
            raise ValidationError(
                _(
                    "This password has leaked somewhere else, so guessing programs try it early. "
                    "Choose one that you use nowhere else."
                ),
                code="password_leaked",
            )

    def get_help_text(self) -> str:
        return _("Not one that has leaked from another site.")


class GuessableValidator:
    """A zxcvbn score below 3 of 4 is refused: a guessing machine would soon be there."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            return
        known = [str(value) for value in (getattr(user, "username", ""),) if value]
        result = zxcvbn(password[:SCORED_CHARACTERS], user_inputs=[*known, "leeway"])
        if result["score"] < LEAST_SCORE:
            raise ValidationError(
                _(
                    "A guessing program would find this one soon. It is built from words, dates or "
                    "patterns that are tried first. Add one or two words that have nothing to do "
                    "with each other."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Not a known phrase, a name with a date, or a keyboard pattern.")
