"""Notices are told by mail, once, to who did not refuse."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0007_plain_words'),
        ('portal', '0002_search_last_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeRefusal',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_refusal', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='利用者')),
                ('refused_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='断った日時')),
            ],
            options={
                'verbose_name': 'お知らせのメールを受け取らない人',
                'verbose_name_plural': 'お知らせのメールを受け取らない人',
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='mailed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='メールで知らせた日時'),
        ),
        migrations.AddField(
            model_name='noticeevent',
            name='mailed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='メールで知らせた日時'),
        ),
    ]
