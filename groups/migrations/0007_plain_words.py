"""Plain words before the terms of the field, and full-width brackets; nothing changes in the tables."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0006_answers_on_the_site'),
        ('portal', '0002_search_last_day'),
    ]

    operations = [
        migrations.AlterField(
            model_name='challenge',
            name='layer',
            field=models.CharField(choices=[('1', '市全体（第1層）'), ('2', '地区（第2層）'), ('3', '町内（第3層）')], default='2', max_length=1, verbose_name='取り組む範囲（層）'),
        ),
        migrations.AlterField(
            model_name='challenge',
            name='stage',
            field=models.CharField(choices=[('voice', '声'), ('challenge', '課題'), ('discussion', '話し合い（協議）'), ('trial', 'ためし（試行）'), ('established', '続く活動（事業化）')], default='challenge', max_length=12, verbose_name='段階'),
        ),
        migrations.AlterField(
            model_name='challengeevent',
            name='layer',
            field=models.CharField(choices=[('1', '市全体（第1層）'), ('2', '地区（第2層）'), ('3', '町内（第3層）')], default='2', max_length=1, verbose_name='取り組む範囲（層）'),
        ),
        migrations.AlterField(
            model_name='challengeevent',
            name='stage',
            field=models.CharField(choices=[('voice', '声'), ('challenge', '課題'), ('discussion', '話し合い（協議）'), ('trial', 'ためし（試行）'), ('established', '続く活動（事業化）')], default='challenge', max_length=12, verbose_name='段階'),
        ),
        migrations.AlterField(
            model_name='homework',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='homework', to='groups.member', verbose_name='担当（委員）'),
        ),
        migrations.AlterField(
            model_name='homework',
            name='owner_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='担当（委員でないとき）'),
        ),
        migrations.AlterField(
            model_name='homeworkevent',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='groups.member', verbose_name='担当（委員）'),
        ),
        migrations.AlterField(
            model_name='homeworkevent',
            name='owner_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='担当（委員でないとき）'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='guests',
            field=models.TextField(blank=True, verbose_name='委員のほかの出席者（所属）'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='is_open',
            field=models.BooleanField(default=False, verbose_name='住民に知らせる（傍聴できます）'),
        ),
        migrations.AlterField(
            model_name='meetingevent',
            name='guests',
            field=models.TextField(blank=True, verbose_name='委員のほかの出席者（所属）'),
        ),
        migrations.AlterField(
            model_name='meetingevent',
            name='is_open',
            field=models.BooleanField(default=False, verbose_name='住民に知らせる（傍聴できます）'),
        ),
        migrations.AlterField(
            model_name='member',
            name='affiliation',
            field=models.CharField(blank=True, max_length=100, verbose_name='所属（団体名簿にないとき）'),
        ),
        migrations.AlterField(
            model_name='memberevent',
            name='affiliation',
            field=models.CharField(blank=True, max_length=100, verbose_name='所属（団体名簿にないとき）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='district',
            field=models.ForeignKey(blank=True, help_text='空欄にすると「市域」（市社協が管理）になります。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organizations', to='portal.district', verbose_name='地区'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='founded_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2200)], verbose_name='設立年（西暦）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='layers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('1', '市全体（第1層）'), ('2', '地区（第2層）'), ('3', '町内（第3層）')], max_length=1), blank=True, default=list, size=None, verbose_name='取り組む範囲（層）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='note',
            field=models.TextField(blank=True, verbose_name='備考（内部用）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='public_contact_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='窓口の名前（公開用）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='public_email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='メール（公開用）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='public_fax',
            field=models.CharField(blank=True, max_length=30, verbose_name='FAX（公開用）'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='public_phone',
            field=models.CharField(blank=True, max_length=30, verbose_name='電話（公開用）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='district',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='空欄にすると「市域」（市社協が管理）になります。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='portal.district', verbose_name='地区'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='founded_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2200)], verbose_name='設立年（西暦）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='layers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('1', '市全体（第1層）'), ('2', '地区（第2層）'), ('3', '町内（第3層）')], max_length=1), blank=True, default=list, size=None, verbose_name='取り組む範囲（層）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='note',
            field=models.TextField(blank=True, verbose_name='備考（内部用）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='public_contact_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='窓口の名前（公開用）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='public_email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='メール（公開用）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='public_fax',
            field=models.CharField(blank=True, max_length=30, verbose_name='FAX（公開用）'),
        ),
        migrations.AlterField(
            model_name='organizationevent',
            name='public_phone',
            field=models.CharField(blank=True, max_length=30, verbose_name='電話（公開用）'),
        ),
        migrations.AlterField(
            model_name='roundtable',
            name='layer',
            field=models.CharField(choices=[('1', '市全体（第1層）'), ('2', '地区（第2層）'), ('3', '町内（第3層）')], default='2', max_length=1, verbose_name='取り組む範囲（層）'),
        ),
        migrations.AlterField(
            model_name='roundtable',
            name='meetings_a_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='1年に開く回数（めやす）'),
        ),
        migrations.AlterField(
            model_name='roundtableevent',
            name='layer',
            field=models.CharField(choices=[('1', '市全体（第1層）'), ('2', '地区（第2層）'), ('3', '町内（第3層）')], default='2', max_length=1, verbose_name='取り組む範囲（層）'),
        ),
        migrations.AlterField(
            model_name='roundtableevent',
            name='meetings_a_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='1年に開く回数（めやす）'),
        ),
        migrations.AlterField(
            model_name='step',
            name='stage',
            field=models.CharField(choices=[('voice', '声'), ('challenge', '課題'), ('discussion', '話し合い（協議）'), ('trial', 'ためし（試行）'), ('established', '続く活動（事業化）')], max_length=12, verbose_name='段階'),
        ),
        migrations.AlterField(
            model_name='stepevent',
            name='stage',
            field=models.CharField(choices=[('voice', '声'), ('challenge', '課題'), ('discussion', '話し合い（協議）'), ('trial', 'ためし（試行）'), ('established', '続く活動（事業化）')], max_length=12, verbose_name='段階'),
        ),
    ]
