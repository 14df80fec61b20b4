import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

EVENTS = [
    ("password", "The password was changed"),
    ("recovered", "A new password was set with the recovery code"),
    ("reset", "A new password was set by e-mail"),
    ("code", "A new recovery code was made"),
    ("address", "An e-mail address was added"),
    ("no-address", "The e-mail address was removed"),
    ("new-journal", "A new journal was begun beside the locked one"),
    ("opened-again", "A locked journal was brought back under the new password"),
    ("export", "Pages were exported"),
    ("deletion", "Pages were deleted for good"),
    ("sign-in", "There was a sign-in on another device"),
]


class Migration(migrations.Migration):
    """An address that was confirmed, links in mails, and what happened to an account."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_email_verified",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="user",
            name="mails_notices",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("is_email_verified", True)),
                name="one_account_an_address",
            ),
        ),
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=EVENTS, max_length=20)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-at"], name="events_of_a_member")],
            },
        ),
        migrations.CreateModel(
            name="MailedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("use", models.CharField(choices=[("address", "Address"), ("reset", "Reset")], max_length=10)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("made", models.DateTimeField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mailed_links", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["user", "use"], name="one_link_for_a_use")],
            },
        ),
    ]
