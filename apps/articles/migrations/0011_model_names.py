"""Rename models in the code alone: each keeps its table, so that the release before goes on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_shelf_once_a_vault")]

    operations = [
        migrations.AlterModelTable(name="Line", table="articles_line"),
        migrations.RenameModel(old_name="Line", new_name="Sentence"),
        migrations.AlterModelTable(name="Word", table="articles_word"),
        migrations.RenameModel(old_name="Word", new_name="SearchWord"),
        migrations.AlterModelTable(name="Edition", table="articles_edition"),
        migrations.RenameModel(old_name="Edition", new_name="ContentVersion"),
        migrations.AlterModelTable(name="Page", table="articles_page"),
        migrations.RenameModel(old_name="Page", new_name="ReferencePage"),
        migrations.AlterModelTable(name="Question", table="articles_question"),
        migrations.RenameModel(old_name="Question", new_name="ReaderQuestion"),
    ]
