"""Organisations whose reading nobody typed stand where their likely reading belongs."""

from django.db import migrations, models

import groups.models.readings


def fill(apps, schema_editor):
    """Write the order of all organisations; the history tells nothing of it."""
    organizations = apps.get_model("groups", "Organization").objects
    organizations.exclude(kana="").update(kana_order=models.F("kana"))
    for pk, name in organizations.filter(kana="").values_list("pk", "name"):
        organizations.filter(pk=pk).update(kana_order=groups.models.readings.likely_reading(name))


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0008_notice_mails'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='organization',
            options={'ordering': ['kana_order', 'name', 'pk'], 'verbose_name': '団体・施設', 'verbose_name_plural': '団体・施設'},
        ),
        migrations.RemoveIndex(
            model_name='organization',
            name='organization_list',
        ),
        migrations.AddField(
            model_name='organization',
            name='kana_order',
            field=groups.models.readings.OrderField(default='', editable=False, max_length=400, verbose_name='並べる順'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['district', 'kana_order', 'name'], name='organization_list'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
