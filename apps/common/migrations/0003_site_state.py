from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0002_job_runs")]

    operations = [
        migrations.CreateModel(
            name="SiteState",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("sign_up_is_closed", models.BooleanField(db_default=False, default=False)),
                ("is_read_only", models.BooleanField(db_default=False, default=False)),
                ("notice", models.TextField(blank=True, db_default="", default="")),
                ("notice_number", models.PositiveIntegerField(db_default=0, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_site_state")
                ],
            },
        ),
    ]
