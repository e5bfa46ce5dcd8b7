"""Responses (回答票) and their answers. No name, no address, no session, no time of day."""

from typing import Self

from django.db import models
from django.db.models import Q

from portal.models import RecordQuerySet, User
from surveys.models.drafts import AccessCode
from surveys.models.paper import Batch
from surveys.models.questions import Choice, Item, Question
from surveys.models.waves import Wave


class ResponseQuerySet(RecordQuerySet):
    def counted(self) -> Self:
        """Those that count: test answers never do."""
        return self.filter(is_test=False)

    def on_paper(self) -> Self:
        return self.filter(channel=Response.Channel.PAPER)


class Response(models.Model):
    """What one person answered in one wave."""

    class Channel(models.TextChoices):
        WEB = "web", "ウェブ"
        PAPER = "paper", "紙"
        PHONE = "phone", "電話"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="responses", verbose_name="回")
    channel = models.CharField("回答方法", max_length=5, choices=Channel, default=Channel.WEB)
    # Written or told by somebody else for the person (代筆・代理).
    is_proxy = models.BooleanField("代筆・代理", default=False)
    is_test = models.BooleanField("ためしの回答", default=False)
    # The sheet or slip it came in on; the database refuses a second response to one code.
    code = models.OneToOneField(
        AccessCode,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="response",
        verbose_name="回答用の番号",
    )
    batch = models.ForeignKey(
        Batch,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name="配布のまとまり",
    )
    answered_on = models.DateField("回答した日")
    # Of paper and telephone: who keyed it in.
    entered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="responses_entered",
        verbose_name="入力した人",
    )
    # A keyed sheet that was put right afterwards: who did it last, and when. What stood there before is not kept.
    corrected_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="responses_corrected",
        verbose_name="直した人",
    )
    corrected_on = models.DateField("直した日", null=True, blank=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回答票"
        ordering = ["pk"]
        indexes = [models.Index(fields=["wave", "is_test", "channel"], name="response_counted")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Answer(models.Model):
    """One answer of a response to one question: a choice (of M one row each), of a table one row an item, a number,
    or a text. No row: 無回答. `is_refused`: 「答えたくない」 was chosen. `is_invalid`: on paper, written but not to be
    read as an answer (無効), counted with 無回答."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_index=False)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="answers", db_index=False
    )
    choice = models.ForeignKey(
        Choice, models.PROTECT, null=True, blank=True, related_name="answers", db_index=False
    )
    number = models.DecimalField("数", max_digits=12, decimal_places=2, null=True, blank=True)
    # Of T, and of choices with room to write. Telephone numbers and mail addresses are masked before it is stored.
    text = models.TextField("文", blank=True)
    is_refused = models.BooleanField("答えたくない", default=False)
    is_invalid = models.BooleanField("無効", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "回答"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "item", "choice"], name="answer_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=False)
                | Q(number__isnull=False)
                | ~Q(text="")
                | Q(is_refused=True)
                | Q(is_invalid=True),
                name="answer_says_something",
            ),
        ]
        # Counting reads this index alone.
        indexes = [
            models.Index(
                fields=["question", "response"],
                include=["item", "choice", "is_refused", "is_invalid"],
                name="answer_counting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Recheck(models.Model):
    """A second keying of a sheet by way of a sample (二重入力), compared with the first."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="recheck")
    # {question key: answer} as in surveys.questionnaire.
    answers = models.JSONField("2回目の入力", default=dict)
    # How many questions were compared, and the keys of those in which the two differ.
    compared = models.PositiveSmallIntegerField("くらべた質問の数", default=0)
    differences = models.JSONField("ちがい", default=list)
    # Of the differences, once somebody has looked at the sheet again: those in which the first keying was wrong.
    errors = models.JSONField("1回目の誤り", default=list)
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="rechecks", verbose_name="入力した人"
    )
    entered_on = models.DateField("入力した日")
    settled_on = models.DateField("確かめた日", null=True, blank=True)
    settled_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="rechecks_settled",
        verbose_name="確かめた人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "二重入力"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.response_id}"
