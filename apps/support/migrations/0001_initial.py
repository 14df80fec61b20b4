"""Take the tables of the help lines over from the room of pages, unchanged in the database."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pages', '0001_help_lines'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
            migrations.CreateModel(
                name='Country',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(unique=True)),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('lang', models.CharField(help_text="Language of the services' names.", max_length=10)),
                    ('emergency_note', models.CharField(blank=True, help_text='What to do when one cannot speak.', max_length=200)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['position'],
                    'db_table': 'pages_country',
                },
            ),
            migrations.CreateModel(
                name='SupportLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=120)),
                    ('kind', models.CharField(choices=[('emergency', 'Emergency'), ('abuse', 'Abuse by a partner, or at home'), ('crisis', 'Thoughts of suicide, or distress that cannot wait'), ('talk', 'Someone to talk to'), ('own', 'Worried about how you behave'), ('therapist', 'Finding a therapist')], max_length=10)),
                    ('also', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('emergency', 'Emergency'), ('abuse', 'Abuse by a partner, or at home'), ('crisis', 'Thoughts of suicide, or distress that cannot wait'), ('talk', 'Someone to talk to'), ('own', 'Worried about how you behave'), ('therapist', 'Finding a therapist')], max_length=10), blank=True, default=list)),
                    ('audience', models.CharField(blank=True, max_length=120)),
                    ('hours', models.CharField(blank=True, max_length=120)),
                    ('cost', models.CharField(blank=True, max_length=120)),
                    ('languages', models.CharField(blank=True, max_length=120)),
                    ('note', models.TextField(blank=True)),
                    ('remark', models.TextField(blank=True, help_text='For editors; never shown.')),
                    ('confidence', models.CharField(choices=[('high', 'Confirmed on an official page or in recent news'), ('medium', 'Long established and widely listed'), ('low', 'Doubtful: not shown')], max_length=6)),
                    ('listed', models.DateField(help_text='Taken from public sources on this day.')),
                    ('checked', models.DateField(blank=True, help_text='A person called or opened it.', null=True)),
                    ('country', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='support.country')),
                ],
                options={
                    'ordering': ['country', 'position'],
                    'db_table': 'pages_supportline',
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(choices=[('phone', 'Phone'), ('text', 'Text message'), ('tty', 'Text phone or relay'), ('whatsapp', 'WhatsApp'), ('email', 'Email'), ('web', 'Website')], max_length=8)),
                    ('label', models.CharField(max_length=120)),
                    ('value', models.CharField(max_length=200)),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='support.supportline')),
                ],
                options={
                    'ordering': ['position'],
                    'db_table': 'pages_contact',
                },
            ),
            migrations.AddConstraint(
                model_name='supportline',
                constraint=models.UniqueConstraint(models.F('country'), models.F('name'), name='line_once_in_a_country'),
            ),
            migrations.AddConstraint(
                model_name='supportline',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('emergency', 'abuse', 'crisis', 'talk', 'own', 'therapist'))), name='line_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='supportline',
                constraint=models.CheckConstraint(condition=models.Q(('also__contained_by', ['emergency', 'abuse', 'crisis', 'talk', 'own', 'therapist'])), name='line_other_kinds_known'),
            ),
            migrations.AddConstraint(
                model_name='supportline',
                constraint=models.CheckConstraint(condition=models.Q(('confidence__in', ('high', 'medium', 'low'))), name='line_confidence_known'),
            ),
            migrations.AddConstraint(
                model_name='contact',
                constraint=models.UniqueConstraint(models.F('line'), models.F('position'), name='contact_once_in_a_place'),
            ),
            migrations.AddConstraint(
                model_name='contact',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'phone'), ('value__regex', '^[0-9*#]+$')), models.Q(('kind__in', ['text', 'tty', 'whatsapp']), ('value__regex', '^[0-9]+$')), models.Q(('kind', 'email'), ('value__regex', '^[^@[:space:]]+@[^@[:space:]]+$')), models.Q(('kind', 'web'), ('value__startswith', 'https://')), _connector='OR'), name='contact_fits_its_kind'),
            ),
            migrations.AddConstraint(
                model_name='contact',
                constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='contact_can_be_read'),
            ),
            ],
        ),
    ]
