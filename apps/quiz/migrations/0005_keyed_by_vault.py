"""Key results and sittings by (vault, id), so that their tables can be split by vault."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index

from apps.vault.migrations._keyed_by_vault import keyed_by_vault


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("quiz", "0004_model_names")]

    operations = [
        *keyed_by_vault("quiz_keptresult", ["sealed"]),
        *keyed_by_vault("quiz_sittingdraft", ["content"]),
        AddIndexConcurrently("sittingdraft", Index(fields=["expires_on"], name="sittings_by_expiry")),
    ]
