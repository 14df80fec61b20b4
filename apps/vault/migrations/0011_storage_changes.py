from django.db import migrations, models


class Migration(migrations.Migration):
    """How much each vault stores, as changes that are added up."""

    dependencies = [("vault", "0010_cover_screen")]

    operations = [
        migrations.CreateModel(
            name="StorageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vault_id", models.UUIDField()),
                ("pages", models.BigIntegerField(default=0)),
                ("versions", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("counted_on", models.DateField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["vault_id"], name="changes_of_a_vault")]},
        ),
    ]
