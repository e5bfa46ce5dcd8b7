"""What a wave asks: sections, questions of six types, their choices and items."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.models import Neighborhood, Record, RecordQuerySet
from surveys.models.waves import KEY_LENGTH, Wave, key_validator

# The code of 「答えたくない」, which `Question.may_refuse` adds to a question of any type.
REFUSED = 99


class Kind(models.TextChoices):
    """Types of questions, named as in DOMAIN section 12."""

    S = "S", "1つ選ぶ"
    M = "M", "いくつでも選ぶ"
    SC = "SC", "5段階などの段階で答える"
    MX = "MX", "表（項目ごとに1つ選ぶ）"
    N = "N", "数を書く"
    T = "T", "文を書く"


class Attribute(models.TextChoices):
    """What a question says of the person who answers; other questions can be crossed with it."""

    AGE = "age", "年代"
    SEX = "sex", "性別"
    NEIGHBORHOOD = "neighborhood", "町内"
    HOUSEHOLD = "household", "世帯"
    YEARS = "years", "居住年数"
    OTHER = "other", "その他の属性"


@pghistory.track()
class Section(Record):
    """A part of the questionnaire under a heading of its own."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="sections", verbose_name="回")
    title = models.CharField("見出し", max_length=100)
    text = models.TextField("説明", blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "まとまり"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(RecordQuerySet):
    def in_order(self) -> Self:
        return self.order_by("section__order", "section", "order", "pk")


@pghistory.track()
class Question(Record):
    """A question of a wave. `key` is the same in every wave that asks the same, however it is worded."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="questions", verbose_name="回")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", verbose_name="まとまり")
    key = models.CharField(
        "設問キー",
        max_length=KEY_LENGTH,
        validators=[key_validator],
        help_text="回をまたいで同じ質問をくらべるための名前です。言い回しを変えても、同じにしておきます。",
    )
    kind = models.CharField("答え方", max_length=2, choices=Kind)
    text = models.CharField("質問", max_length=300)
    help = models.CharField("補足", max_length=300, blank=True)
    attribute = models.CharField(
        "属性",
        max_length=12,
        choices=Attribute,
        blank=True,
        help_text="年代など、ほかの質問とかけ合わせて集計する質問のときに選びます。",
    )
    is_required = models.BooleanField("かならず答えてもらう", default=False)
    may_refuse = models.BooleanField("「答えたくない」を選べる", default=False)
    # M
    max_choices = models.PositiveSmallIntegerField(
        "選べる数",
        null=True,
        blank=True,
        help_text="「3つまで」のときは3。空けておくと、いくつでも選べます。",
    )
    # N
    minimum = models.IntegerField("いちばん小さい数", null=True, blank=True)
    maximum = models.IntegerField("いちばん大きい数", null=True, blank=True)
    unit = models.CharField("単位", max_length=10, blank=True, help_text="例：人、回、年")
    # T
    max_length = models.PositiveSmallIntegerField(
        "字数",
        default=200,
        validators=[MinValueValidator(10), MaxValueValidator(2000)],
        help_text="書ける文字の数です。",
    )
    # 続けて聞く: asked only of those who gave one of these answers to an earlier question.
    shown_if = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followups",
        verbose_name="続けて聞くもとの質問",
    )
    shown_codes = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="続けて聞く選択肢", default=list, blank=True
    )
    wording_note = models.CharField(
        "言い回しを変えた理由", max_length=200, blank=True, help_text="前の回とくらべた表の下にのります。"
    )
    # What is shown to residents of the results.
    is_published = models.BooleanField("結果を公表する", default=True)
    summary = models.TextField("結果の説明", blank=True, help_text="グラフの上にのる、短い文です。")
    order = models.PositiveSmallIntegerField("並び順", default=0)

    # What it asks, wherever it is asked: copied into other waves and told to other programs. Not its place among the
    # others, nor what became of its answers.
    CONTENT = (
        "key",
        "kind",
        "text",
        "help",
        "attribute",
        "is_required",
        "may_refuse",
        "max_choices",
        "minimum",
        "maximum",
        "unit",
        "max_length",
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "質問"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "key"],
                name="question_key_unique",
                violation_error_message="この設問キーは、同じ回のほかの質問で使っています。",
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True)
                | Q(minimum__isnull=True)
                | Q(maximum__gte=models.F("minimum")),
                name="question_range",
                violation_error_message="いちばん大きい数は、いちばん小さい数と同じか大きくしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class Choice(Record):
    """A choice; of a table (MX) a column. Its `code` never changes once it was asked, nor is it used again."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name="質問")
    code = models.PositiveSmallIntegerField("番号", validators=[MinValueValidator(1)])
    text = models.CharField("選択肢", max_length=100)
    # 「とくにない」: chosen alone.
    is_exclusive = models.BooleanField("ほかと一緒に選べない", default=False)
    # 「その他(  )」
    takes_text = models.BooleanField("（  ）に書いてもらう", default=False)
    # 「答えない」「わからない」「読んでいない」: no part of means and groups.
    is_outside = models.BooleanField("平均・まとめに入れない", default=False)
    score = models.SmallIntegerField("点", null=True, blank=True, help_text="段階の平均を出すための点です。")
    # Two-bin grouping: 「そう思う計」
    group = models.CharField("まとめ", max_length=30, blank=True, help_text="例：そう思う計")
    neighborhood = models.ForeignKey(
        Neighborhood,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_choices",
        verbose_name="町内",
    )
    # Of the attribute 年代: the ages that the choice means, for weighting by population.
    age_from = models.PositiveSmallIntegerField("何歳から", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("何歳まで", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    # What it means, wherever it is offered, as `Question.CONTENT`; its code and its neighbourhood are the district's own.
    CONTENT = ("text", "is_exclusive", "takes_text", "is_outside", "score", "group", "age_from", "age_to")

    class Meta:
        verbose_name = verbose_name_plural = "選択肢"
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"],
                name="choice_code_unique",
                violation_error_message="この番号は、ほかの選択肢で使っています。",
            )
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class Item(Record):
    """A line of a table (MX)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="items", verbose_name="質問")
    code = models.PositiveSmallIntegerField("番号", validators=[MinValueValidator(1)])
    text = models.CharField("項目", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "項目"
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"],
                name="item_code_unique",
                violation_error_message="この番号は、ほかの項目で使っています。",
            )
        ]

    def __str__(self) -> str:
        return self.text
