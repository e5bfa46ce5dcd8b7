"""The rows that let people edit their organisation's record become a model, so that their history is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("groups", "0003_notice"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The table is there already, with these columns and this rule.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ContactPerson",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("organization", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.organization", verbose_name="団体・施設")),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="編集できる人")),
                    ],
                    options={
                        "verbose_name": "編集できる人",
                        "verbose_name_plural": "編集できる人",
                        "db_table": "groups_organization_contacts",
                        "unique_together": {("organization", "user")},
                    },
                ),
                migrations.AlterField(
                    model_name="organization",
                    name="contacts",
                    field=models.ManyToManyField(blank=True, related_name="organizations", through="groups.ContactPerson", through_fields=("organization", "user"), to=settings.AUTH_USER_MODEL, verbose_name="自分の団体を編集できる人"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="contactperson",
            name="given_by",
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="招待した人"),
        ),
        migrations.CreateModel(
            name="ContactPersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("given_by", models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to=settings.AUTH_USER_MODEL, verbose_name="招待した人")),
                ("organization", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="groups.organization", verbose_name="団体・施設")),
                ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="versions", to="groups.contactperson")),
                ("user", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to=settings.AUTH_USER_MODEL, verbose_name="編集できる人")),
            ],
            options={"abstract": False},
        ),
    ]
