from django.db import migrations, models


class Migration(migrations.Migration):
    """A guide may have one to five prompts and two to six key points."""

    dependencies = [("articles", "0011_model_names")]

    operations = [
        migrations.RemoveConstraint(model_name="guide", name="guide_has_three_prompts"),
        migrations.RemoveConstraint(model_name="guide", name="guide_has_key_points"),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(
                condition=models.Q(("prompts__len__range", (1, 5))), name="guide_has_prompts"
            ),
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(
                condition=models.Q(("key_points_html__len__range", (2, 6))),
                name="guide_has_key_points",
            ),
        ),
    ]
