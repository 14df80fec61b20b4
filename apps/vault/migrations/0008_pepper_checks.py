from django.db import migrations, models


class Migration(migrations.Migration):
    """The database knows each version of the pepper again, so that no other one is sealed with."""

    dependencies = [("vault", "0007_leave_target")]

    operations = [
        migrations.CreateModel(
            name="PepperCheck",
            fields=[
                ("version", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("check_value", models.BinaryField(max_length=32)),
                ("known_since", models.DateField(auto_now_add=True)),
                ("is_retired", models.BooleanField(db_default=False, default=False)),
            ],
        ),
    ]
