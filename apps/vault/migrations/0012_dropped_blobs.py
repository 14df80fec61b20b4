from django.db import migrations, models

# The length of a blob, or of the one that a reference names (apps/vault/blob_store.py).
SIZE = (
    "CREATE OR REPLACE FUNCTION vault_blob_size(held bytea) RETURNS bigint LANGUAGE sql IMMUTABLE "
    "PARALLEL SAFE AS $$ SELECT CASE WHEN octet_length(held) = 64 "
    "AND substring(held from 1 for 3) = '\\x4c574f'::bytea "
    "THEN ('x' || encode(substring(held from 25 for 8), 'hex'))::bit(64)::bigint "
    "ELSE coalesce(octet_length(held), 0) END $$"
)


class Migration(migrations.Migration):
    """Objects outside of the database that are to be deleted, and how long a blob is."""

    atomic = False
    dependencies = [("vault", "0011_storage_changes")]

    operations = [
        migrations.RunSQL([SIZE], ["DROP FUNCTION IF EXISTS vault_blob_size(bytea)"]),
        migrations.CreateModel(
            name="DroppedBlob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.BinaryField()),
            ],
        ),
    ]
