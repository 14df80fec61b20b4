from django.db import migrations, models

EVENTS = [
    ("password", "The password was changed"),
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
    ("sign-in", "There was a sign-in in a browser that was not known here"),
]


class Migration(migrations.Migration):
    """A sign-in is told of a browser, which may be on the same device."""

    dependencies = [("accounts", "0003_ways_to_sign_in")]

    operations = [
        migrations.AlterField(
            model_name="accountevent",
            name="kind",
            field=models.CharField(choices=EVENTS, max_length=20),
        ),
    ]
