"""Survey series (アンケート) and their waves (回)."""

import secrets
from datetime import date, timedelta
from typing import Any, Self

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.models import District, Record, RecordQuerySet, User

# How long raw answers are kept after the numbers are settled (DOMAIN section 6: アンケート原票).
RAW_ANSWERS_KEPT = timedelta(days=183)
# How long after the last day paper may still be keyed in. A wave that nobody has closed by then closes by itself: without
# a closing no day would ever come on which its answers go.
LEFT_OPEN = timedelta(days=60)
# However late a wave is closed, who works with its answers has so long to look at them: the desk names the day.
NOTICE_OF_DISPOSAL = timedelta(days=30)

KEY_LENGTH = 40
USUAL_KEY = "kurashi"
key_validator = RegexValidator(
    r"^[a-z][a-z0-9_]*$", "英小文字で始まる、英小文字・数字・下線（_）で入力してください。"
)


def works_in(user: Any, path: str = "") -> Q:
    """Records of the districts in which a person works; of all districts for city staff.

    `path` leads from the record to its district, as in "survey__district".
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser or user.is_city_staff:
        return Q(pk__isnull=False)  # an empty Q would vanish beside an "or"
    return Q(**{f"{path}__in": user.memberships.current().values("district")})


class SurveyQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Series of which the reader may see a wave; all of them for who works in the district."""
        waves = Wave.objects.visible_to(user)
        return self.filter(works_in(user, "district") | Q(pk__in=waves.values("survey")))

    def free_key(self, district: District, wanted: str = USUAL_KEY) -> str:
        """A key (整理名) for a new series of a district: the wanted one, or where it is taken with a number behind it."""
        taken = set(self.filter(district=district).values_list("key", flat=True))
        key, number = wanted, 1
        while key in taken:
            number += 1
            key = f"{wanted[: KEY_LENGTH - len(str(number))]}{number}"
        return key


@pghistory.track()
class Survey(Record):
    """A series of surveys that ask the same again, so that one sees what changed."""

    district = models.ForeignKey(District, models.PROTECT, related_name="surveys", verbose_name="地区")
    # The same in all districts that ask the same, so that the city can put them side by side.
    key = models.CharField(
        "整理名",
        max_length=KEY_LENGTH,
        validators=[key_validator],
        help_text="ほかの地区の同じアンケートと並べてくらべるための名前です（例：kurashi）。",
    )
    title = models.CharField("アンケートの名前", max_length=100)
    note = models.TextField("覚え書き（内部用）", blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "アンケート"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key"],
                name="survey_key_unique",
                violation_error_message="この整理名のアンケートが、地区にもうあります。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey_detail", args=[self.district.slug, self.pk])


def _public() -> Q:
    return Q(state__in=[Wave.State.OPEN, Wave.State.CLOSED])


class WaveQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What was published, for everybody; all waves for who works in the district."""
        return self.filter(_public() | works_in(user, "survey__district"))

    def public(self) -> Self:
        """What was published: residents can answer it or could."""
        return self.filter(_public())

    def borrowable_in(self, district: District) -> Self:
        """Public waves of the other districts, whose questions this one may take over."""
        others = self.public().filter(survey__district__is_active=True)
        return others.exclude(survey__district=district).select_related("survey__district")

    def in_district(self, district: District) -> Self:
        return self.filter(survey__district=district)

    def answerable(self, today: date) -> Self:
        """Those that residents can answer on a day."""
        return self.filter(state=Wave.State.OPEN, opens_on__lte=today, closes_on__gte=today)

    def overdue(self, today: date) -> Self:
        """Those whose days are over but which are not closed: paper is still being keyed in."""
        return self.filter(state=Wave.State.OPEN, closes_on__lt=today)

    def left_open(self, today: date) -> Self:
        """Those that close by themselves, since nobody did it (`LEFT_OPEN`)."""
        return self.overdue(today - LEFT_OPEN)

    def ending(self, today: date) -> Self:
        """Closed ones whose raw answers go within `NOTICE_OF_DISPOSAL`."""
        closed = self.filter(state=Wave.State.CLOSED, disposed_on=None)
        return closed.filter(raw_until__gte=today, raw_until__lte=today + NOTICE_OF_DISPOSAL)

    def with_results(self) -> Self:
        """Those whose results are published."""
        return self.filter(state=Wave.State.CLOSED, results_published_on__isnull=False)

    def for_page(self) -> Self:
        return self.select_related("survey__district__council")


def new_secret() -> str:
    return secrets.token_hex(32)


@pghistory.track(exclude=["secret", "edition"])
class Wave(Record):
    """One wave (回) of a series: its questionnaire, its days, its answers and its results."""

    class State(models.TextChoices):
        DRAFT = "draft", "準備中"
        REVIEW = "review", "承認待ち"
        OPEN = "open", "公開"
        CLOSED = "closed", "締め切り"

    class Access(models.TextChoices):
        ANYBODY = "anybody", "だれでも答えられる"
        CODE = "code", "配った番号のある人だけ答えられる"

    class Sampling(models.TextChoices):
        EVERYBODY = "everybody", "全世帯・全員に配る"
        RANDOM = "random", "無作為に選んだ人に配る"
        OPEN = "open", "会場・ウェブなどで自由に答えてもらう"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="waves", verbose_name="アンケート")
    number = models.PositiveSmallIntegerField("第何回")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    lead = models.TextField(
        "はじめの説明",
        help_text="答える方への説明です。名前を書かないこと、答えたくない質問はとばせることも書きます。",
    )
    purpose = models.TextField(
        "回答の使いみち", help_text="回答を何のために使い、どこで公表するかを書きます。用紙にも印刷されます。"
    )
    thanks = models.TextField("答え終わった方へのお礼", blank=True)
    minutes = models.PositiveSmallIntegerField("答えるのにかかる時間（分）", default=10)
    target = models.CharField("対象", max_length=200, blank=True, help_text="例：若葉地区にお住まいの方")
    method = models.CharField("配り方・集め方", max_length=200, blank=True)
    sampling = models.CharField("選び方", max_length=10, choices=Sampling, default=Sampling.EVERYBODY)
    access = models.CharField("答えられる人", max_length=10, choices=Access, default=Access.ANYBODY)
    opens_on = models.DateField("始まりの日")
    closes_on = models.DateField("しめきりの日")
    state = models.CharField("状態", max_length=6, choices=State, default=State.DRAFT)
    approved_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="waves_approved",
        verbose_name="承認した人",
    )
    approved_on = models.DateField("承認した日", null=True, blank=True, editable=False)
    returned_note = models.CharField("差戻しの理由", max_length=300, blank=True)
    closed_on = models.DateField("締め切った日", null=True, blank=True, editable=False)
    results_published_on = models.DateField("結果を公表した日", null=True, blank=True, editable=False)
    # Written by the coordinator, in plain words.
    summary = models.TextField("結果のまとめ", blank=True)
    conclusion = models.TextField("考察・これからの取り組み", blank=True)
    raw_until = models.DateField(
        "原票を残す最後の日",
        null=True,
        blank=True,
        help_text="この日を過ぎると、一人ひとりの回答を消します。",
    )
    disposed_on = models.DateField("原票を消した日", null=True, blank=True, editable=False)
    # Key of the hashes in Participation; emptied after the end, when no browser may answer again.
    secret = models.CharField(max_length=64, default=new_secret, editable=False, blank=True)
    # Grows with each change of the questionnaire, so that what is kept in memory of it is known to be old.
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "アンケートの回"
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"],
                name="wave_number_unique",
                violation_error_message="この回は、もうあります。",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="wave_closes_after_opening",
                violation_error_message="しめきりの日は、始まりの日と同じか後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.title}（第{self.number}回）"

    def get_absolute_url(self) -> str:
        return reverse("surveys:wave_detail", args=[self.district.slug, self.pk])

    @property
    def district(self) -> District:
        return self.survey.district

    @property
    def is_draft(self) -> bool:
        """Whether its questionnaire can be changed freely: nobody has answered it."""
        return self.state in (self.State.DRAFT, self.State.REVIEW)

    @property
    def is_answerable(self) -> bool:
        """Whether residents can answer today."""
        return self.state == self.State.OPEN and self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def is_overdue(self) -> bool:
        """Whether its days are over but it is not closed: paper is still being keyed in."""
        return self.state == self.State.OPEN and timezone.localdate() > self.closes_on

    @property
    def is_closed(self) -> bool:
        """Whether all answers are in. Only then may anybody see results."""
        return self.state == self.State.CLOSED

    @property
    def last_day(self) -> date:
        """The last day on which it could be answered: earlier than announced where it was closed earlier."""
        if not self.is_closed or self.closed_on is None:
            return self.closes_on
        return min(self.closes_on, max(self.opens_on, self.closed_on))

    @property
    def open_until(self) -> date:
        """The day after which it closes by itself, if nobody does it before."""
        return self.closes_on + LEFT_OPEN

    @property
    def kept_until(self) -> date:
        """The last day of its raw answers: as it was set at the closing; before, the latest that it can become."""
        return self.raw_until or self.kept_if_closed_on(max(self.open_until, timezone.localdate()))

    def kept_if_closed_on(self, day: date) -> date:
        """The last day of its raw answers if it is closed on a day: half a year later, counted from `open_until` at the
        latest, and never before those who work with them have had notice."""
        return max(min(day, self.open_until) + RAW_ANSWERS_KEPT, day + NOTICE_OF_DISPOSAL)

    @property
    def has_public_results(self) -> bool:
        return self.is_closed and self.results_published_on is not None

    @property
    def needs_code(self) -> bool:
        return self.access == self.Access.CODE

    @property
    def phase(self) -> str:
        """Where it stands, in a word for residents."""
        if self.has_public_results:
            return "結果を公表"
        if self.state != self.State.OPEN:
            return self.get_state_display()
        if self.is_overdue:
            return "集計中"
        return "受付中" if self.is_answerable else "まもなく"
