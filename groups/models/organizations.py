"""Organisations (団体) and facilities (施設): what is public of them, and who may see it."""

from dataclasses import dataclass
from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone

from groups.models.kinds import Accessibility, Category, Field, Layer
from groups.models.readings import OrderField
from portal.japanese.text import clean, to_hiragana
from portal.models import District, Neighborhood, Record, RecordQuerySet, Role, User

# A record that nobody confirmed for two years is shown as stale (DOMAIN section 2.3).
STALE_AFTER_YEARS = 2


@dataclass(frozen=True)
class PublicContact:
    """Whom residents may call and write to; exists only where its publication was agreed to (公開同意)."""

    name: str
    phone: str
    fax: str
    email: str
    hours: str
    website: str


class OrganizationQuerySet(RecordQuerySet):
    # -- Who may see which -------------------------------------------------------------------------------------

    def in_district(self, district: District) -> Self:
        """Organisations of the district, those that also serve it, and those of the whole city (市域)."""
        serves = Organization.served_districts.through.objects.filter(
            organization_id=OuterRef("pk"), district_id=district.pk
        )
        return self.filter(Q(district=district) | Q(district=None) | Exists(serves))

    def published(self) -> Self:
        """What anybody may see: neither drafts (非公開) nor dissolved ones."""
        return self.filter(is_public=True).exclude(status=Organization.Status.DISSOLVED)

    def visible_to(self, user: User) -> Self:
        """What the person may see: the public all that is published, members their own district's too."""
        if not user.is_authenticated:
            return self.published()
        if user.is_superuser or user.is_city_staff:
            return self
        public = Q(is_public=True) & ~Q(status=Organization.Status.DISSOLVED)
        own = Q(district__in=user.memberships.current().values("district")) | Q(
            pk__in=user.organizations.values("pk")
        )
        return self.filter(public | own)

    def handled_by(self, user: User) -> Self:
        """Whose internal side the person sees: city staff all, coordinators and chairs the district's, contacts their own."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or user.is_city_staff:
            return self
        roles = user.memberships.current().filter(role__in=[Role.COORDINATOR, Role.CHAIR])
        return self.filter(
            Q(district__in=roles.values("district")) | Q(pk__in=user.organizations.values("pk"))
        )

    # -- Which ones --------------------------------------------------------------------------------------------

    def active(self) -> Self:
        return self.filter(status=Organization.Status.ACTIVE)

    def existing(self) -> Self:
        """Active or paused: all but the dissolved ones."""
        return self.exclude(status=Organization.Status.DISSOLVED)

    def stale(self, *, today: date | None = None) -> Self:
        """Last confirmed two years ago or earlier; who was never confirmed is `unverified`."""
        today = today or timezone.localdate()
        return self.filter(verified_on__lte=years_before(today, STALE_AFTER_YEARS))

    def unverified(self) -> Self:
        """Never confirmed by anybody, e.g. just imported."""
        return self.filter(verified_on=None)

    def without_consent(self) -> Self:
        """With a public contact typed in, but without consent to show it."""
        blank = Q(public_phone="") & Q(public_fax="") & Q(public_email="") & Q(website="")
        return self.filter(consent_on=None).exclude(blank)

    def unread(self) -> Self:
        """Kanji in the name, and nobody told how they are read: pages guess, and guess many names of facilities wrong."""
        return self.filter(kana="", name__regex=r"[々〇\u3400-\u9fff]")

    def incomplete(self) -> Self:
        """Without a purpose (目的) or without the problems it has now (今の課題): DOMAIN section 10, row 15."""
        return self.filter(Q(purpose="") | Q(issues=""))

    def on_weekday(self, weekday: int) -> Self:
        """Something goes on there on that day of the week (0 is Monday)."""
        meets = _children("activities").filter(Q(weekdays__contains=[weekday]) | Q(frequency="daily"))
        return self.filter(Exists(meets) | Q(facility__weekdays__contains=[weekday]))

    def in_neighborhood(self, place: Neighborhood) -> Self:
        """Active in that neighbourhood (町内), as a whole or with an activity there."""
        active = Organization.neighborhoods.through.objects.filter(
            organization_id=OuterRef("pk"), neighborhood_id=place.pk
        )
        return self.filter(Exists(active) | Exists(_children("activities").filter(neighborhood=place)))

    def with_drop_in(self) -> Self:
        """Has an activity to which one may go alone and without booking."""
        return self.filter(Exists(_children("activities").filter(drop_in=True)))

    def matching(self, query: str) -> Self:
        """Every word of the query stands in the names, the purpose, an activity, or what it can do (できること)."""
        found = self
        for word in clean(query).split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(alias__icontains=word)
                | Q(kana__icontains=to_hiragana(word))
                | Q(purpose__icontains=word)
                | Q(address__icontains=word)
                | Exists(_children("offers").current().filter(text__icontains=word))
                | Exists(_children("activities").filter(name__icontains=word))
            )
        return found

    # -- With what they show -----------------------------------------------------------------------------------

    def for_page(self) -> Self:
        """With category, districts, facility and the names of the neighbourhoods, in one query."""
        first = District.objects.active().values("slug")[:1]
        places = Neighborhood.objects.filter(organizations=OuterRef("pk")).order_by("order", "pk")
        return self.select_related("category", "district", "facility").annotate(
            home_slug=Coalesce("district__slug", Subquery(first)),
            neighborhood_names=ArraySubquery(places.values("name")),
        )

    def for_list(self) -> Self:
        """With all that a list shows or exports, in two queries; `cover` is its first photo {id, alt} or None."""
        photos = _children("photo_places").shown().order_by("order", "pk")
        activities = _model("activities").objects.select_related("neighborhood")
        return (
            self.for_page()
            .annotate(
                offer_texts=ArraySubquery(_children("offers").current().values("text")),
                need_texts=ArraySubquery(_children("needs").current().values("text")),
                cover=Subquery(photos.values(json=JSONObject(id="photo_id", alt="photo__alt"))[:1]),
            )
            .prefetch_related(Prefetch("activities", activities))
        )


def _model(name: str) -> type[models.Model]:
    """The model of records below an organisation, which is defined in a module that imports this one."""
    return Organization._meta.get_field(name).related_model


def _children(name: str) -> QuerySet:
    """The records below an organisation of the query around, e.g. its `offers`."""
    return _model(name).objects.filter(organization=OuterRef("pk"))


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@pghistory.track(exclude=["kana_order"])
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
        help_text="空欄にすると「市域」（市社協が管理）になります。",
    )
    served_districts = models.ManyToManyField(
        District, blank=True, related_name="visiting_organizations", verbose_name="ほかに活動する地区"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="organizations", verbose_name="種別")
    name = models.CharField("名称", max_length=100)
    kana = models.CharField("ふりがな", max_length=200, blank=True)
    kana_order = OrderField("並べる順")
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
        models.CharField(max_length=1, choices=Layer),
        verbose_name="取り組む範囲（層）",
        default=list,
        blank=True,
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
        "設立年（西暦）", null=True, blank=True, validators=[MinValueValidator(1800), MaxValueValidator(2200)]
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
    public_phone = models.CharField("電話（公開用）", max_length=30, blank=True)
    public_fax = models.CharField("FAX（公開用）", max_length=30, blank=True)
    public_email = models.EmailField("メール（公開用）", blank=True)
    public_contact_name = models.CharField("窓口の名前（公開用）", max_length=50, blank=True)
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
    note = models.TextField("備考（内部用）", blank=True)
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
        User,
        through="ContactPerson",
        through_fields=("organization", "user"),
        blank=True,
        related_name="organizations",
        verbose_name="自分の団体を編集できる人",
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "団体・施設"
        ordering = ["kana_order", "name", "pk"]
        indexes = [models.Index(fields=["district", "kana_order", "name"], name="organization_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="organization_coordinates_pair",
                violation_error_message="緯度と経度は、両方を入力するか、両方を空欄にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page in the home district; organisations of the whole city are shown in the first district."""
        slug = self.__dict__.get("home_slug")  # as found by `for_page`
        if slug is None:
            slug = (
                self.district.slug if self.district else District.objects.active().values_list("slug")[0][0]
            )
        return reverse("groups:group_detail", args=[slug, self.pk])

    @property
    def place(self) -> str:
        """Address with the building."""
        return f"{self.address} {self.building}".strip()

    @property
    def public_contact(self) -> PublicContact | None:
        """What residents may know; None without consent, and where there is nothing to call or write to."""
        if not self.has_consent:
            return None
        contact = PublicContact(
            name=self.public_contact_name,
            phone=self.public_phone,
            fax=self.public_fax,
            email=self.public_email,
            hours=self.public_contact_hours,
            website=self.website,
        )
        reachable = contact.phone or contact.fax or contact.email or contact.website
        return contact if reachable else None

    @property
    def public_representative(self) -> str:
        """The representative's title and name, where it may be published; else nothing."""
        if not self.names_representative:
            return ""
        return f"{self.representative_title} {self.representative}".strip()

    @property
    def has_consent(self) -> bool:
        return self.consent_on is not None

    @property
    def names_representative(self) -> bool:
        """Whether residents may read who represents it: with the consent of both organisation and person."""
        return self.has_consent and self.representative_is_public

    @property
    def is_stale(self) -> bool:
        limit = years_before(timezone.localdate(), STALE_AFTER_YEARS)
        return self.verified_on is None or self.verified_on <= limit

    @property
    def stale_label(self) -> str:
        """What a stale record's badge says."""
        return "最終確認から2年以上たっています" if self.verified_on else "内容は未確認です"

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
class ContactPerson(models.Model):
    """That a person may edit their organisation's record; its history tells since when, until when, and through whom."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", verbose_name="団体・施設"
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="編集できる人")
    # Who invited or added the person; that person accepts an invitation by themselves.
    given_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="招待した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "編集できる人"
        db_table = "groups_organization_contacts"
        unique_together = [("organization", "user")]

    def __str__(self) -> str:
        return str(self.user)
