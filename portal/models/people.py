"""People with an account, the roles they hold, and the invitations that give them."""

import hashlib
from typing import Self

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.models.council import District
from portal.models.records import Record, RecordQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address. `is_superuser` is the system administrator."""

    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("お名前", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    is_city_staff = models.BooleanField("市社協職員", default=False)
    is_staff = models.BooleanField("管理画面を使う", default=False)
    is_active = models.BooleanField("有効", default=True)
    is_demo = models.BooleanField("見本のアカウント", default=False, editable=False)
    date_joined = models.DateTimeField("登録日時", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="このメールアドレスはすでに使われています。",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What one can be in a district; city staff is a flag of the user, contacts belong to organisations."""

    COORDINATOR = "coordinator", "地区コーディネーター"
    CHAIR = "chair", "会長・承認者"
    EDITOR = "editor", "広報委員"


class GrantQuerySet(RecordQuerySet):
    def current(self) -> Self:
        """Grants in force today: a handover ends one and starts the next, it deletes none."""
        return self.filter(ended_on__isnull=True)

    def ended(self) -> Self:
        """Grants of the past, the latest first."""
        return self.filter(ended_on__isnull=False).order_by("-ended_on", "-pk")


class Grant(Record):
    """A right given to a person for a time; it ends, it is not deleted, so that history can be read."""

    started_on = models.DateField("開始日", default=timezone.localdate)
    ended_on = models.DateField("終了日", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        abstract = True


@pghistory.track()
class Membership(Grant):
    """A person's role in a district."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="利用者")
    district = models.ForeignKey(District, models.CASCADE, related_name="memberships", verbose_name="地区")
    role = models.CharField("役割", max_length=20, choices=Role)

    class Meta:
        verbose_name = verbose_name_plural = "地区での役割"
        ordering = ["district", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "district", "role"],
                condition=Q(ended_on__isnull=True),
                name="membership_unique",
                violation_error_message="この人はすでに同じ役割を持っています。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.district} {self.get_role_display()}"


@pghistory.track()
class Assignment(Grant):
    """A city staff member in charge of a district (地区担当)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name="職員")
    district = models.ForeignKey(District, models.CASCADE, related_name="assignments", verbose_name="地区")

    class Meta:
        verbose_name = verbose_name_plural = "地区担当"
        ordering = ["district", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "district"],
                condition=Q(ended_on__isnull=True),
                name="assignment_unique",
                violation_error_message="この職員はすでにこの地区の担当です。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.district}"


# How long the link of an invitation can be used.
INVITATION_DAYS = 14


class InvitationQuerySet(RecordQuerySet):
    def open(self) -> Self:
        """Invitations that wait for an answer; some may be out of date and can be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def usable(self) -> Self:
        """Invitations that were neither used nor withdrawn and are not out of date."""
        return self.open().filter(expires_at__gt=timezone.now())

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_token(token))


def hash_token(token: str) -> str:
    """Of a link only this hash is stored, so that nobody who reads the database can use it in the place of somebody."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(Record):
    """An invitation by mail to take a role. One link, one use, 14 days."""

    email = models.EmailField("メールアドレス")
    name = models.CharField("お名前", max_length=50, blank=True)
    district = models.ForeignKey(
        District, models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name="地区"
    )
    # A Role, "city_staff", "administrator" or "contact" (then organization_id is in `grant`).
    role = models.CharField("役割", max_length=20)
    # The role in words, as the person invited reads it.
    title = models.CharField("役割の名前", max_length=200, blank=True)
    grant = models.JSONField("付ける権利", default=dict, blank=True)
    # The membership that ends when this invitation is accepted (handover, 引継ぎ).
    replaces = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="successors", verbose_name="前任"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="invitations_sent", verbose_name="招待した人"
    )
    expires_at = models.DateTimeField("有効期限")
    accepted_at = models.DateTimeField("受けた日時", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_accepted",
        verbose_name="受けた人",
    )
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)

    # Roles of the city; a district's are `Role`, those of other records come by plugin.
    CITY_STAFF = "city_staff"
    ADMINISTRATOR = "administrator"

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招待"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} {self.role}"

    @property
    def is_usable(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
