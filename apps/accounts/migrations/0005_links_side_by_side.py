from django.db import migrations, models


class Migration(migrations.Migration):
    """Links that set a password stand side by side: asking again takes none away."""

    dependencies = [("accounts", "0004_sign_in_of_a_browser")]

    operations = [
        migrations.RemoveConstraint(model_name="mailedlink", name="one_link_for_a_use"),
        migrations.AddConstraint(
            model_name="mailedlink",
            constraint=models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(("use", "address")),
                name="one_link_to_confirm",
            ),
        ),
    ]
