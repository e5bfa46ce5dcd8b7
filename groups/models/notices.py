"""Notices (連絡板): what organisations of a district tell each other, and with approval the residents."""

from datetime import date, timedelta
from typing import Any, Self

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from groups.models.organizations import Organization
from portal.models import District, Record, RecordQuerySet, User

SHOWN_FOR = timedelta(days=60)


def in_two_months() -> date:
    return timezone.localdate() + SHOWN_FOR


class NoticeQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(district=district)

    def current(self, today: date | None = None) -> Self:
        """Not past their last day."""
        return self.filter(shown_until__gte=today or timezone.localdate())

    def past(self, today: date | None = None) -> Self:
        return self.filter(shown_until__lt=today or timezone.localdate())

    def public(self) -> Self:
        """What residents read: approved, and not past its last day."""
        return self.filter(state=Notice.State.PUBLIC).current()

    def asked(self) -> Self:
        """What somebody would like to tell the residents, and nobody decided yet."""
        return self.filter(state=Notice.State.ASKED).current()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Residents read what is public; the board is for a district's people, its organisations and city staff."""
        if not user.is_authenticated:
            return self.public()
        if user.is_superuser or user.is_city_staff:
            return self
        own = Q(district__in=user.memberships.current().values("district")) | Q(
            district__in=user.organizations.existing().values("district")
        )
        public = Q(state=Notice.State.PUBLIC, shown_until__gte=timezone.localdate())
        return self.filter(public | own)


@pghistory.track()
class Notice(Record):
    """One notice on the board between organisations; one press makes it a notice to residents, after approval."""

    class State(models.TextChoices):
        BOARD = "board", "連絡板だけ"
        ASKED = "asked", "住民へのお知らせの承認待ち"
        PUBLIC = "public", "住民にもお知らせ中"

    district = models.ForeignKey(District, models.PROTECT, related_name="notices", verbose_name="地区")
    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name="どこから",
    )
    title = models.CharField("題名", max_length=60)
    text = models.TextField("内容", max_length=1000)
    shown_until = models.DateField("のせる期限", default=in_two_months)
    state = models.CharField("だれに見えるか", max_length=6, choices=State, default=State.BOARD)
    published_on = models.DateField("住民に知らせた日", null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField("メールで知らせた日時", null=True, blank=True, editable=False)
    written_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="書いた人"
    )
    approved_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="承認した人"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連絡板のお知らせ"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["district", "shown_until"], name="notice_board")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:notice_detail", args=[self.district.slug, self.pk])

    @property
    def sender(self) -> str:
        """The organisation, or the district's council itself."""
        return str(self.organization or self.district.council_name or self.district.name)

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def is_past(self) -> bool:
        return self.shown_until < timezone.localdate()

    def is_of(self, user: Any) -> bool:
        """Written by the person, or in the name of an organisation whose account they hold."""
        if not user.is_authenticated:
            return False
        of_theirs = self.organization and self.organization.contacts.filter(pk=user.pk).exists()
        return self.written_by_id == user.pk or bool(of_theirs)


class NoticeRefusal(models.Model):
    """A person with an account who wants no notices by mail, of whatever district; the board itself stays open to them."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="notice_refusal", verbose_name="利用者"
    )
    refused_at = models.DateTimeField("断った日時", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "お知らせのメールを受け取らない人"

    def __str__(self) -> str:
        return str(self.user)
