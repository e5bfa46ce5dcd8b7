"""The words by which organisations are sorted: kinds (種別), fields (活動分野), layers (層), weekdays and so on."""

from datetime import time

from django.db import models


class Category(models.Model):
    """One of the twelve kinds (種別) of organisations (DOMAIN section 11.2). Shown by shape and label."""

    number = models.PositiveSmallIntegerField("番号", unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField("種別", max_length=50)
    short_name = models.CharField("短い名前", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "種別"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Field(models.TextChoices):
    """Fields of activity (活動分野): the seed's five and welfare, child-rearing and health."""

    EXCHANGE = "exchange", "交流"
    LEARNING = "learning", "生涯学習"
    ENVIRONMENT = "environment", "環境美化"
    DISASTER = "disaster", "地域防災"
    TRADITION = "tradition", "伝統行事"
    WELFARE = "welfare", "福祉"
    CHILDREN = "children", "子育て"
    HEALTH = "health", "健康"


class Layer(models.TextChoices):
    """Layers of mutual support: city, district, small area (第1–3層)."""

    FIRST = "1", "市全体（第1層）"
    SECOND = "2", "地区（第2層）"
    THIRD = "3", "町内（第3層）"


class Accessibility(models.TextChoices):
    STEP_FREE = "step_free", "段差なし"
    WHEELCHAIR_TOILET = "wheelchair_toilet", "車いす用トイレ"
    PARKING = "parking", "駐車場"
    SIGN_LANGUAGE = "sign_language", "手話"
    CHILDCARE = "childcare", "託児"
    TRANSPORT = "transport", "送迎"
    PLAIN_JAPANESE = "plain_japanese", "やさしい日本語"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "月"
    TUESDAY = 1, "火"
    WEDNESDAY = 2, "水"
    THURSDAY = 3, "木"
    FRIDAY = 4, "金"
    SATURDAY = 5, "土"
    SUNDAY = 6, "日"


def hours_in_words(start: time | None, end: time | None) -> str:
    """「9:00〜17:00」, 「9:00から」, 「17:00まで」, or nothing."""
    first, last = (f"{moment.hour}:{moment.minute:02}" if moment else "" for moment in (start, end))
    if first and last:
        return f"{first}〜{last}"
    return f"{first}から" if first else f"{last}まで" if last else ""
