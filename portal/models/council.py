"""The city council of social welfare (市社協), its districts (地区), their neighbourhoods (町内) and their numbers."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from portal.japanese.calendar import long_date
from portal.models.records import Record, RecordQuerySet

# First path segments that belong to the portal itself and so cannot name a district.
RESERVED_SLUGS = frozenset(
    [
        "accessibility",
        "account",
        "accounts",
        "admin",
        "city",
        "display",
        "districts",
        "files",
        "healthz",
        "help",
        "invitations",
        "jobs",
        "photos",
        "prints",
        "privacy",
        "robots.txt",
        "setup",
        "sitemap.xml",
        "start",
        "static",
        "styleguide",
        "__debug__",
        "__reload__",
    ]
)


@pghistory.track()
class Council(Record):
    """The city council of social welfare. One deployment serves one city, so there is one row."""

    name = models.CharField("市社協の名称", max_length=100)
    city = models.CharField("市の名称", max_length=50)
    city_kana = models.CharField(
        "市の名称のふりがな",
        max_length=100,
        blank=True,
        help_text="「し」まで、ひらがなで入力してください（例：みどりのし）。ふりがなの表示に使います。",
    )
    prefecture = models.CharField("都道府県", max_length=10, blank=True)
    code = models.CharField(
        "全国地方公共団体コード",
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{6}$", "6けたの数字で入力してください。")],
        help_text="6けたの数字です。オープンデータの出力に使います。",
    )
    district_term = models.CharField(
        "地区の組織の呼び方",
        max_length=20,
        default="地区社協",
        help_text="地区社協・校区社協・支部社協など、市で使っている呼び方です。",
    )
    postcode = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    fax = models.CharField("FAX", max_length=30, blank=True)
    email = models.EmailField("メール", blank=True)
    mfa_roles = ArrayField(
        models.CharField(max_length=20), verbose_name="二段階認証を必須にする役割", default=list, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "市社協"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="council_is_one")]

    def __str__(self) -> str:
        return self.name


class DistrictQuerySet(RecordQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def moved_from(self, slug: str) -> "District | None":
        """The district whose address this was before; of several the one that had it last.

        An address that a district has now, be it closed, is no former one.
        """
        taken = self.model._default_manager.filter(slug=slug)
        moved = self.filter(~models.Exists(taken), versions__slug=slug)
        return moved.order_by("-versions__pgh_id").first()


@pghistory.track()
class District(Record):
    """A district (地区) with its district council (地区社協)."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="districts", verbose_name="市社協")
    slug = models.SlugField(
        "アドレス用の名前",
        max_length=40,
        unique=True,
        help_text="英小文字・数字・ハイフンで入力してください（例：wakaba）。",
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9-]*$", "英小文字で始まる、英小文字・数字・ハイフンで入力してください。"
            )
        ],
    )
    name = models.CharField("地区名", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    council_name = models.CharField("地区の組織の名称", max_length=100, blank=True)
    introduction = models.TextField("地区の紹介", blank=True)
    postcode = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("事務所の住所", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    fax = models.CharField("FAX", max_length=30, blank=True)
    email = models.EmailField("メール", blank=True)
    office_hours = models.CharField("開いている時間", max_length=100, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("公開する", default=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)),
                name="district_slug_not_reserved",
                violation_error_message="この名前は使えません。別の名前を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home", args=[self.slug])


@pghistory.track()
class Neighborhood(Record):
    """A neighbourhood (町内) of a district."""

    district = models.ForeignKey(District, models.CASCADE, related_name="neighborhoods", verbose_name="地区")
    name = models.CharField("町内の名称", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    households = models.PositiveIntegerField("世帯数", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "町内"
        ordering = ["district", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                name="neighborhood_name_unique",
                violation_error_message="同じ名前の町内がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Figure(models.TextChoices):
    """Figures of a 地区カルテ that are typed in (DOMAIN section 2.2); rates are computed from them, never typed."""

    AGE_0_14 = "age_0_14", "0〜14歳の人口"
    AGE_65 = "age_65", "65歳以上の人口"
    AGE_75 = "age_75", "75歳以上の人口"
    SINGLE_ELDERLY_HOUSEHOLDS = "single_elderly_households", "ひとり暮らし高齢者世帯"
    ELDERLY_HOUSEHOLDS = "elderly_households", "高齢者だけの世帯"
    FOREIGN_RESIDENTS = "foreign_residents", "外国人住民"
    ASSOCIATIONS = "associations", "自治会・町内会の数"
    ASSOCIATION_HOUSEHOLDS = "association_households", "自治会・町内会に入っている世帯"
    COMMISSIONERS = "commissioners", "民生委員・児童委員の現員"
    COMMISSIONER_SEATS = "commissioner_seats", "民生委員・児童委員の定数"
    CHILD_COMMISSIONERS = "child_commissioners", "主任児童委員"


@pghistory.track()
class Statistic(Record):
    """Population figures on a base date (基準日) with their source (出典); unknown figures stay empty, never 0."""

    district = models.ForeignKey(District, models.CASCADE, related_name="statistics", verbose_name="地区")
    neighborhood = models.ForeignKey(
        Neighborhood, models.CASCADE, null=True, blank=True, related_name="statistics", verbose_name="町内"
    )
    base_date = models.DateField("基準日")
    source = models.CharField("出典", max_length=200)
    population = models.PositiveIntegerField("人口", null=True, blank=True)
    households = models.PositiveIntegerField("世帯数", null=True, blank=True)
    # {"0-4": {"male": 10, "female": 12}, …, "85-": {…}} as in 地域・年齢別人口
    age_bands = models.JSONField("5歳階級別人口", default=dict, blank=True)
    # Figures without a column of their own, by `Figure`: {"single_elderly_households": 388, "commissioners": 13};
    # of those that are imported also the whole of both sexes: {"male": 164, "female": 202}
    figures = models.JSONField("その他の数字", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "統計"
        ordering = ["-base_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "neighborhood", "base_date"],
                nulls_distinct=False,
                name="statistic_unique",
                violation_error_message="同じ基準日の統計がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.neighborhood or self.district} {long_date(self.base_date)}"
