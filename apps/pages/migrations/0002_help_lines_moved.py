"""Leave the tables of the help lines to the room of support; nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0001_help_lines'),
        ('support', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name='Contact'),
                migrations.DeleteModel(name='SupportLine'),
                migrations.DeleteModel(name='Country'),
            ],
        ),
    ]
