"""A voice that became a challenge waits no longer: it is gathered in the challenge (課題にまとめた)."""

from django.db import migrations, models

STATES = [
    ("waiting", "確認待ち"),
    ("published", "公開"),
    ("gathered", "課題にまとめた"),
    ("internal", "内部で共有"),
    ("hidden", "のせない"),
]


def gather(apps, schema_editor):
    Voice = apps.get_model("groups", "Voice")
    Voice.objects.filter(state="waiting", challenge__isnull=False).update(state="gathered")


def wait_again(apps, schema_editor):
    apps.get_model("groups", "Voice").objects.filter(state="gathered").update(state="waiting")


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_contact_person")]
    operations = [
        migrations.AlterField(
            model_name=name,
            name="state",
            field=models.CharField(choices=STATES, default="waiting", max_length=10, verbose_name="状態"),
        )
        for name in ("voice", "voiceevent")
    ] + [migrations.RunPython(gather, wait_again)]
