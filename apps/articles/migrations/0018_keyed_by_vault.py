"""Key the shelves by (vault, id), so that their table can be split by vault."""

from django.db import migrations

from apps.vault.migrations._keyed_by_vault import keyed_by_vault


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0017_more_tables_watched")]

    operations = [*keyed_by_vault("articles_shelf", ["sealed"])]
