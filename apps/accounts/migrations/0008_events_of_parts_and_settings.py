from django.db import migrations, models

EVENTS = [
    ("password", "The password was changed"),
    ("password-set", "A new password was set by whoever runs this site"),
    ("name", "The user name was changed"),
    ("recovered", "A new password was set with the recovery code"),
    ("reset", "A new password was set by e-mail"),
    ("code", "A new recovery code was made"),
    ("address", "An e-mail address was added"),
    ("no-address", "The e-mail address was removed"),
    ("factor", "Sign-in began to ask for a second step"),
    ("no-factor", "Sign-in stopped asking for a second step"),
    ("backup-codes", "New backup codes were made"),
    ("passkey", "A passkey was made"),
    ("no-passkey", "A passkey was removed"),
    ("new-journal", "A new journal was begun beside the locked one"),
    ("opened-again", "A locked journal was brought back under the new password"),
    ("export", "Pages were exported"),
    ("deletion", "Pages were deleted for good"),
    ("parts", "A photo, a template or a quiz result was deleted for good"),
    ("loosened", "A setting that keeps the journal from others was loosened"),
    ("back-after-leave", "There was a sign-in after Leave, on a device like it"),
    ("sign-in", "There was a sign-in in a browser that was not known here"),
]


class Migration(migrations.Migration):
    """The events of a part of the journal deleted for good, and of a setting that was loosened."""

    dependencies = [("accounts", "0007_account_event_kinds")]

    operations = [
        migrations.AlterField(
            model_name="accountevent",
            name="kind",
            field=models.CharField(choices=EVENTS, max_length=20),
        ),
    ]
