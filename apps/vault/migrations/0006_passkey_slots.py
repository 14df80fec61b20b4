from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Key slots of passkeys, and whether a password opened a vault."""

    dependencies = [
        ("mfa", "0003_authenticator_type_uniq"),
        ("vault", "0005_new_data_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="keyslot",
            name="kind",
            field=models.CharField(
                choices=[
                    ("password", "password"),
                    ("recovery", "recovery code"),
                    ("passkey", "passkey"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="keyslot",
            name="passkey",
            field=models.ForeignKey(
                null=True,
                on_delete=models.CASCADE,
                related_name="key_slots",
                to="mfa.authenticator",
            ),
        ),
        migrations.AddField(
            model_name="unlockedsession",
            name="by_password",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.RemoveConstraint(model_name="keyslot", name="a_slot_has_what_its_kind_needs"),
        migrations.AddConstraint(
            model_name="keyslot",
            constraint=models.UniqueConstraint(
                fields=("vault", "passkey"), name="one_slot_of_a_passkey"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyslot",
            constraint=models.CheckConstraint(
                condition=Q(
                    kind="password", memory_kib__gt=0, pepper_version__gt=0, passkey__isnull=True
                )
                | Q(kind="recovery", memory_kib=0, pepper_version=0, passkey__isnull=True)
                | Q(kind="passkey", memory_kib=0, pepper_version=0, passkey__isnull=False),
                name="a_slot_has_what_its_kind_needs",
            ),
        ),
    ]
