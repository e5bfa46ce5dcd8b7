"""The twelve kinds of organisations (DOMAIN section 11.2)."""

from django.db import migrations

CATEGORIES = [
    (1, "neighborhood", "自治会・町内会", "自治会"),
    (2, "commissioner", "民生委員・児童委員協議会", "民生委員"),
    (3, "senior", "老人クラブ", "老人クラブ"),
    (4, "children", "子ども会・育成会", "子ども会"),
    (5, "school", "PTA・学校園", "学校・園"),
    (6, "women", "女性会・婦人会", "女性会"),
    (7, "volunteer", "ボランティア・NPO", "ボランティア"),
    (8, "salon", "サロン・居場所", "サロン"),
    (9, "facility", "福祉施設・社会福祉法人", "福祉施設"),
    (10, "agency", "地域包括・行政・専門機関", "専門機関"),
    (11, "business", "企業・商店・農協", "企業・商店"),
    (12, "safety", "防災・消防・防犯・伝統文化", "防災・伝統"),
]


def add(apps, schema_editor):
    Category = apps.get_model("groups", "Category")
    for number, slug, name, short_name in CATEGORIES:
        Category.objects.update_or_create(number=number, defaults={"slug": slug, "name": name, "short_name": short_name})


def remove(apps, schema_editor):
    apps.get_model("groups", "Category").objects.filter(number__in=[row[0] for row in CATEGORIES]).delete()


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
