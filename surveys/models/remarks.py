"""Free text (自由記述), read by a person before anybody else sees it, and tagged to challenges (課題)."""

from typing import Self

import pghistory
from django.db import models
from django.db.models.functions import MD5, Cast

from groups.models import Challenge
from portal.models import Record, RecordQuerySet, User
from surveys.models.answers import Answer
from surveys.models.questions import Kind, Question
from surveys.models.waves import Survey, Wave


@pghistory.track()
class Tag(Record):
    """A tag for free texts of a series, mostly a challenge of the district."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tags", verbose_name="アンケート")
    name = models.CharField("しるし", max_length=40)
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="survey_tags", verbose_name="課題"
    )

    class Meta:
        verbose_name = verbose_name_plural = "しるし"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "name"],
                name="tag_name_unique",
                violation_error_message="同じ名前のしるしが、もうあります。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RemarkQuerySet(RecordQuerySet):
    def waiting(self) -> Self:
        return self.filter(state=Remark.State.WAITING)

    def quotable(self) -> Self:
        """Those that a person read and found fit to be quoted."""
        return self.filter(state=Remark.State.QUOTABLE)

    def shuffled(self) -> Self:
        """Free texts, then what was written beside choices; question by question, else in an order that stays the same
        and tells nothing: neither when a text came, nor which others the same person wrote."""
        return self.order_by(
            models.Case(models.When(question__kind=Kind.T, then=0), default=1),
            "question__section__order",
            "question__order",
            "question",
            MD5(Cast("pk", models.TextField())),
        )


class Remark(Record):
    """A free text that somebody wrote, apart from the other answers of the response once it is read."""

    class State(models.TextChoices):
        WAITING = "waiting", "未確認"
        QUOTABLE = "quotable", "のせてよい"
        INTERNAL = "internal", "内部で読むだけ"
        HIDDEN = "hidden", "のせない（個人が分かるなど）"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="remarks", verbose_name="回")
    question = models.ForeignKey(Question, models.CASCADE, related_name="remarks", verbose_name="質問")
    # None once the raw answers are disposed of.
    answer = models.OneToOneField(Answer, models.SET_NULL, null=True, blank=True, related_name="remark")
    text = models.TextField("書かれた文")
    # What is shown: shortened, or without what would tell who it is.
    excerpt = models.TextField("のせる文", blank=True)
    # Words that look like somebody's name: a person must look.
    suspects = models.JSONField("名前かもしれない言葉", default=list, blank=True)
    state = models.CharField("状態", max_length=8, choices=State, default=State.WAITING)
    tags = models.ManyToManyField(Tag, blank=True, related_name="remarks", verbose_name="しるし")
    read_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="remarks_read", verbose_name="読んだ人"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自由記述"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def shown_text(self) -> str:
        return self.excerpt or self.text
