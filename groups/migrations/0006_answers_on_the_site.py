"""Contacts of an organisation answer introductions with their account too."""

from django.db import migrations, models

CHANNELS = [("link", "リンク"), ("site", "このサイト"), ("phone", "電話"), ("paper", "紙・FAX")]


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_gathered_voices")]
    operations = [
        migrations.AlterField(
            model_name=name,
            name="channel",
            field=models.CharField(blank=True, choices=CHANNELS, max_length=5, verbose_name="返事の方法"),
        )
        for name in ("confirmation", "confirmationevent")
    ]
