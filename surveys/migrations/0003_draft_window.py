from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_paper_corrections")]

    operations = [
        migrations.AddField("draft", "window", models.CharField(blank=True, max_length=16)),
    ]
