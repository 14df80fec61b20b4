"""What may happen to an account that its owner is to know of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Happened(models.TextChoices):
    """The kinds of account events, with the line that the owner sees."""

    PASSWORD = "password", _("The password was changed")
    PASSWORD_SET = "password-set", _("A new password was set by whoever runs this site")
    NAME = "name", _("The user name was changed")
    RECOVERED = "recovered", _("A new password was set with the recovery code")
    RESET = "reset", _("A new password was set by e-mail")
    CODE = "code", _("A new recovery code was made")
    ADDRESS = "address", _("An e-mail address was added")
    NO_ADDRESS = "no-address", _("The e-mail address was removed")
    FACTOR = "factor", _("Sign-in began to ask for a second step")
    NO_FACTOR = "no-factor", _("Sign-in stopped asking for a second step")
    BACKUP_CODES = "backup-codes", _("New backup codes were made")
    PASSKEY = "passkey", _("A passkey was made")
    NO_PASSKEY = "no-passkey", _("A passkey was removed")
    NEW_JOURNAL = "new-journal", _("A new journal was begun beside the locked one")
    OPENED_AGAIN = "opened-again", _("A locked journal was brought back under the new password")
    EXPORT = "export", _("Pages were exported")
    DELETION = "deletion", _("Pages were deleted for good")
    PARTS = "parts", _("A photo, a template or a quiz result was deleted for good")
    LOOSENED = "loosened", _("A setting that keeps the journal from others was loosened")
    BACK_AFTER_LEAVE = "back-after-leave", _("There was a sign-in after Leave, on a device like it")
    SIGN_IN = "sign-in", _("There was a sign-in in a browser that was not known here")
