"""Organisations (団体) and welfare facilities (施設), whom to ask there, and who may know that."""

from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from portal.models import District, Neighborhood, Photo, Record, RecordQuerySet, User

# A record that nobody confirmed for two years is shown as stale (DOMAIN section 2.3).
STALE_AFTER_YEARS = 2


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

    FIRST = "1", "第1層(市全体)"
    SECOND = "2", "第2層(地区)"
    THIRD = "3", "第3層(町内)"


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


class OrganizationQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        """Organisations of the district, those that also serve it, and those of the whole city (市域)."""
        serves = Organization.served_districts.through.objects.filter(
            organization_id=OuterRef("pk"), district_id=district.pk
        )
        return self.filter(Q(district=district) | Q(district=None) | Exists(serves))

    def visible_to(self, user: User) -> Self:
        """What the person may see: the public all but drafts (非公開) and dissolved ones, members their own too."""
        public = Q(is_public=True) & ~Q(status=Organization.Status.DISSOLVED)
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_superuser or user.is_city_staff:
            return self
        own = Q(district__in=user.memberships.current().values("district")) | Q(
            pk__in=user.organizations.values("pk")
        )
        return self.filter(public | own)

    def active(self) -> Self:
        return self.filter(status=Organization.Status.ACTIVE)

    def stale(self, *, today: date | None = None) -> Self:
        """Not confirmed for two years or more, or never."""
        today = today or timezone.localdate()
        return self.filter(Q(verified_on__lte=years_before(today, STALE_AFTER_YEARS)) | Q(verified_on=None))

    def for_list(self) -> Self:
        """With all that a list shows, in a constant number of queries."""
        return self.select_related("category", "district", "facility").prefetch_related(
            "neighborhoods", "activities__neighborhood", "offers", "needs"
        )


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@pghistory.track()
class Organization(Record):
    """An organisation, facility or company of the area (団体・施設・企業).

    What is public stands here; the persons behind it and their private numbers are `Contact` rows.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", "活動中"
        PAUSED = "paused", "休止中"
        DISSOLVED = "dissolved", "解散"

    class ConsentMethod(models.TextChoices):
        PAPER = "paper", "紙"
        WEB = "web", "ウェブ"
        PHONE = "phone", "電話"

    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="地区",
        help_text="空らんにすると「市域」(市社協が管理)になります。",
    )
    served_districts = models.ManyToManyField(
        District, blank=True, related_name="visiting_organizations", verbose_name="ほかに活動する地区"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="organizations", verbose_name="種別")
    name = models.CharField("名称", max_length=100)
    kana = models.CharField("ふりがな", max_length=200, blank=True)
    alias = models.CharField("通称", max_length=100, blank=True)
    status = models.CharField("活動の状態", max_length=10, choices=Status, default=Status.ACTIVE)
    is_public = models.BooleanField("住民に公開する", default=True)

    purpose = models.TextField(
        "目的", blank=True, help_text="何のための団体・施設か、住民に伝わる言葉で書いてください。"
    )
    role = models.TextField("役割", blank=True)
    values = models.TextField("大切にしていること", blank=True)
    limits = models.TextField("できないこと", blank=True)
    issues = models.TextField("今の課題", blank=True, help_text="地区の担当者と市社協だけが見られます。")
    consultations = ArrayField(
        models.CharField(max_length=100),
        verbose_name="こんなこと相談できます",
        default=list,
        blank=True,
        size=3,
    )
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name="活動分野", default=list, blank=True
    )
    layers = ArrayField(
        models.CharField(max_length=1, choices=Layer), verbose_name="層", default=list, blank=True
    )
    neighborhoods = models.ManyToManyField(
        Neighborhood, blank=True, related_name="organizations", verbose_name="活動する町内"
    )
    accessibility = ArrayField(
        models.CharField(max_length=20, choices=Accessibility),
        verbose_name="参加しやすさ",
        default=list,
        blank=True,
    )
    founded_year = models.PositiveSmallIntegerField(
        "設立年(西暦)", null=True, blank=True, validators=[MinValueValidator(1800), MaxValueValidator(2200)]
    )
    members = models.PositiveIntegerField("会員数", null=True, blank=True)

    postcode = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    building = models.CharField("建物名など", max_length=100, blank=True)
    latitude = models.FloatField(
        "緯度", null=True, blank=True, validators=[MinValueValidator(20), MaxValueValidator(46)]
    )
    longitude = models.FloatField(
        "経度", null=True, blank=True, validators=[MinValueValidator(122), MaxValueValidator(154)]
    )
    access = models.CharField("行き方", max_length=200, blank=True)

    representative = models.CharField("代表者", max_length=50, blank=True)
    representative_title = models.CharField("代表者の役職", max_length=50, blank=True)
    representative_is_public = models.BooleanField("代表者の名前を公開してよい", default=False)
    term_ends_on = models.DateField("任期の終わり", null=True, blank=True)

    # What residents may call and write to; shown only after consent (公開同意).
    public_phone = models.CharField("電話(公開用)", max_length=30, blank=True)
    public_fax = models.CharField("FAX(公開用)", max_length=30, blank=True)
    public_email = models.EmailField("メール(公開用)", blank=True)
    public_contact_name = models.CharField("窓口の名前(公開用)", max_length=50, blank=True)
    public_contact_hours = models.CharField("連絡できる時間", max_length=100, blank=True)
    website = models.URLField("ホームページ", blank=True)
    consent_on = models.DateField("公開同意日", null=True, blank=True)
    consent_by = models.CharField("同意した人", max_length=50, blank=True)
    consent_method = models.CharField("同意の方法", max_length=10, choices=ConsentMethod, blank=True)

    lends_venue = models.BooleanField("会場を貸せる", default=False)
    lends_equipment = models.BooleanField("備品を貸せる", default=False)
    lends_vehicle = models.BooleanField("車両を貸せる", default=False)
    lending_note = models.CharField("貸し出しの条件", max_length=200, blank=True)

    verified_on = models.DateField("最終確認日", null=True, blank=True)
    verified_by = models.CharField("確認した人", max_length=50, blank=True)
    note = models.TextField("備考(内部用)", blank=True)
    # Where an imported record came from: {"importer": …, "id": …, "attribution": …, "license": …}
    source = models.JSONField("出典", default=dict, blank=True, editable=False)
    # A duplicate that was merged points at the record that lives on.
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name="統合先",
    )

    contacts = models.ManyToManyField(
        User, blank=True, related_name="organizations", verbose_name="自分の団体を編集できる人"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "団体・施設"
        ordering = ["kana", "name", "pk"]
        indexes = [models.Index(fields=["district", "kana", "name"], name="organization_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="organization_coordinates_pair",
                violation_error_message="緯度と経度は、両方を入力するか、両方を空らんにしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page in the home district; organisations of the whole city are shown in the first district."""
        slug = (
            self.district.slug
            if self.district
            else District.objects.active().values_list("slug", flat=True)[0]
        )
        return reverse("groups:group_detail", args=[slug, self.pk])

    @property
    def has_consent(self) -> bool:
        return self.consent_on is not None

    @property
    def is_stale(self) -> bool:
        limit = years_before(timezone.localdate(), STALE_AFTER_YEARS)
        return self.verified_on is None or self.verified_on <= limit

    @property
    def field_labels(self) -> list[str]:
        return [Field(value).label for value in self.fields]

    @property
    def layer_labels(self) -> list[str]:
        return [Layer(value).label for value in self.layers]

    @property
    def accessibility_labels(self) -> list[str]:
        return [Accessibility(value).label for value in self.accessibility]


@pghistory.track()
class Contact(Record):
    """Whom to reach behind an organisation; seen by its district's coordinators and city staff only."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="internal_contacts", verbose_name="団体・施設"
    )
    name = models.CharField("お名前", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    title = models.CharField("役職・役割", max_length=50, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    mobile = models.CharField("携帯電話", max_length=30, blank=True)
    fax = models.CharField("FAX", max_length=30, blank=True)
    email = models.EmailField("メール", blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "内部用の連絡先"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Facility(Record):
    """What a welfare facility has beyond an organisation (DOMAIN section 2.3)."""

    organization = models.OneToOneField(
        Organization, models.CASCADE, related_name="facility", verbose_name="団体・施設"
    )
    corporation = models.CharField("法人名", max_length=100, blank=True)
    corporate_number = models.CharField("法人番号", max_length=13, blank=True)
    office_number = models.CharField("事業所番号", max_length=20, blank=True)
    services = ArrayField(
        models.CharField(max_length=100), verbose_name="サービスの種類", default=list, blank=True
    )
    capacity = models.PositiveIntegerField("定員", null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        verbose_name="利用できる曜日",
        default=list,
        blank=True,
    )
    opens_at = models.TimeField("開始時間", null=True, blank=True)
    closes_at = models.TimeField("終了時間", null=True, blank=True)
    hours_note = models.CharField("利用できる日時の補足", max_length=200, blank=True)
    community_officer = models.CharField("地域貢献の担当者", max_length=50, blank=True)
    accepts_visits = models.BooleanField("見学を受け入れる", default=False)
    visit_note = models.CharField("見学できる日", max_length=100, blank=True)
    accepts_trainees = models.BooleanField("実習・体験を受け入れる", default=False)
    disaster_cooperation = models.CharField("災害時の協力", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "施設"

    def __str__(self) -> str:
        return str(self.organization)


class OrganizationPhoto(models.Model):
    """A photo on an organisation's page, in order; the first one stands on its card."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="photo_places")
    photo = models.OneToOneField(Photo, models.CASCADE, related_name="organization_place")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "団体・施設の写真"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return str(self.photo)
