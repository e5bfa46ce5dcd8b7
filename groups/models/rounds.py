"""The yearly update round (年1回の確認): every organisation confirms or corrects its record."""

from base64 import urlsafe_b64encode
from datetime import date, datetime, time, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from groups.models.contacts import Contact
from groups.models.links import Link, LinkQuerySet
from groups.models.organizations import Organization
from groups.models.questions import (
    AGREED,
    ALL_QUESTIONS,
    ASKED_ANEW,
    CONSENT,
    ISSUES,
    NOT_AGREED,
    Correction,
    values_of,
)
from portal.japanese.calendar import FiscalYear
from portal.models import District, Record, RecordQuerySet, User, hash_token

# Answers that come late are taken for so long after the due date.
GRACE = timedelta(days=30)
# Whom nobody reached by telephone is proposed again after so many days.
CALL_AGAIN = timedelta(days=7)


class RoundQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(district=district)

    def running(self) -> Self:
        return self.filter(closed_on=None)

    def with_counts(self) -> Self:
        """The newest first, with `sheet_count`, `answer_count` and `applied_count`.

        Sheets that are passed over do not count.
        """
        gone = Q(sheets__organization__status=Organization.Status.DISSOLVED, sheets__returned_at=None)
        asked = ~Q(sheets__state=Sheet.State.SKIPPED) & ~gone
        answered = Q(sheets__state__in=[Sheet.State.RETURNED, Sheet.State.APPLIED])
        return self.annotate(
            sheet_count=Count("sheets", filter=asked),
            answer_count=Count("sheets", filter=answered),
            applied_count=Count("sheets", filter=Q(sheets__state=Sheet.State.APPLIED)),
        ).order_by("-fiscal_year", "-pk")  # grouping drops the model's own order


@pghistory.track()
class Round(Record):
    """One year's round in a district."""

    district = models.ForeignKey(District, models.PROTECT, related_name="rounds", verbose_name="地区")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    starts_on = models.DateField("始まり", default=timezone.localdate)
    due_on = models.DateField("しめきり")
    letter = models.TextField("お願いの文", blank=True)
    closed_on = models.DateField("終わった日", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年1回の確認"
        ordering = ["-fiscal_year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year"],
                name="round_unique",
                violation_error_message="この年度の確認は、すでに始まっています。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("starts_on")),
                name="round_due_after_start",
                violation_error_message="しめきりは、始まりより後の日にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year.era_label} 年1回の確認"

    def get_absolute_url(self) -> str:
        return reverse("rounds:round_detail", args=[self.district.slug, self.pk])

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.fiscal_year)

    @property
    def is_running(self) -> bool:
        return self.closed_on is None

    @property
    def links_until(self) -> datetime:
        """When the links end: with the days of grace after the due date."""
        return timezone.make_aware(datetime.combine(self.due_on + GRACE, time.max))


class SheetQuerySet(LinkQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(round__district=district)

    def current(self) -> Self:
        """Without those that nobody answers any more, since the organisation dissolved or was merged meanwhile."""
        gone = Q(organization__status=Organization.Status.DISSOLVED, returned_at=None)
        return self.exclude(gone)

    def waiting(self) -> Self:
        return self.current().filter(state=Sheet.State.SENT)

    def returned(self) -> Self:
        return self.filter(state=Sheet.State.RETURNED)

    def answerable(self) -> Self:
        """Whose link still takes an answer."""
        open_states = [Sheet.State.SENT, Sheet.State.RETURNED]
        return self.usable().filter(round__closed_on=None, state__in=open_states)

    def mailable(self) -> Self:
        """Waiting, not asked by mail yet, and with an address to ask."""
        addresses = Contact.objects.exclude(email="")
        open_round = self.waiting().filter(round__closed_on=None, sent_on=None)
        return open_round.filter(organization__in=addresses.values("organization"))

    def unmailable(self) -> Self:
        """Of whom nobody has an address."""
        addresses = Contact.objects.exclude(email="")
        return self.exclude(organization__in=addresses.values("organization"))

    def to_remind(self, today: date) -> Self:
        """Asked by mail on an earlier day, without an answer, and not reminded today."""
        not_today = Q(reminded_on=None) | Q(reminded_on__lt=today)
        return self.waiting().filter(not_today, round__closed_on=None, sent_on__lt=today)

    def to_call(self, today: date) -> Self:
        """Without an answer to a reminder or after the due date, or without a mail address; not called this week."""
        addresses = Contact.objects.exclude(email="")
        unmailable = ~Q(organization__in=addresses.values("organization"))
        late = unmailable | Q(reminded_on__lt=today) | Q(round__due_on__lt=today)
        lately = Q(called_on__gt=today - CALL_AGAIN)
        return self.waiting().filter(late, round__closed_on=None).exclude(lately)

    def incomplete(self) -> Self:
        """Whose organisation has no purpose or no problems written down (目的か今の課題が未記入)."""
        return self.filter(organization__in=Organization.objects.incomplete())

    def with_organizations(self) -> Self:
        """With organisation and round, and the internal contacts to call; two queries."""
        related = self.select_related("organization__category", "round__district")
        return related.prefetch_related("organization__internal_contacts")

    def with_values(self) -> Self:
        """With all of the record that `values_of` reads, in four queries."""
        lists = ("activities", "offers", "needs")
        related = self.select_related("organization__category", "round__district")
        return related.prefetch_related(*(f"organization__{name}" for name in lists))


@pghistory.track(exclude=["token_hash"])
class Sheet(Link, Record):
    """One organisation's sheet (確認シート): what it was asked, what came back, and what of it was accepted.

    Its link is good for several answers, of which the last one counts, until it is applied or out of date.
    """

    class State(models.TextChoices):
        SENT = "sent", "返事待ち"
        RETURNED = "returned", "返事が来た"
        APPLIED = "applied", "反映済み"
        SKIPPED = "skipped", "今年は見送り"

    class Channel(models.TextChoices):
        LINK = "link", "リンク"
        PAPER = "paper", "紙・FAX"
        PHONE = "phone", "電話"

    round = models.ForeignKey(Round, models.CASCADE, related_name="sheets", verbose_name="年1回の確認")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="sheets", verbose_name="団体・施設"
    )
    number = models.PositiveIntegerField("シート番号")
    state = models.CharField("状態", max_length=8, choices=State, default=State.SENT)
    # Grows with each new link, by which the earlier one ends.
    link_issue = models.PositiveSmallIntegerField("リンクの回", default=0, editable=False)
    sent_on = models.DateField("メールを送った日", null=True, blank=True)
    sent_to = models.CharField("送った先", max_length=500, blank=True)
    reminded_on = models.DateField("催促した日", null=True, blank=True)
    called_on = models.DateField("電話した日", null=True, blank=True)

    channel = models.CharField("返事の方法", max_length=5, choices=Channel, blank=True)
    # {question: text} as they came back; questions left out are unchanged (変わりなし).
    answers = models.JSONField("返事", default=dict, blank=True)
    # The record when the answer came, so that a correction can be told from what others changed later.
    before = models.JSONField("それまでの内容", default=dict, blank=True)
    aim = models.TextField("今年の目的", blank=True)
    trouble = models.TextField("困っていること", blank=True)
    consents = models.BooleanField("公開に同意する", null=True, blank=True)
    remarks = models.TextField("そのほかの連絡", blank=True)
    returned_by = models.CharField("答えた人", max_length=50, blank=True)
    returned_at = models.DateTimeField("返事の日時", null=True, blank=True)
    # Names of the questions whose corrections were accepted.
    accepted = models.JSONField("反映した項目", default=list, blank=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="反映した人"
    )
    applied_at = models.DateTimeField("反映した日時", null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "確認シート"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organization"], name="sheet_unique"),
            models.UniqueConstraint(fields=["round", "number"], name="sheet_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}の確認シート"

    # -- The link ----------------------------------------------------------------------------------------------

    @property
    def token(self) -> str:
        """The secret part of the link, 192 bits.

        It follows from the server's secret, so that the same link can be mailed again and printed though only its
        hash is stored.
        """
        seed = f"{self.round_id}:{self.organization_id}:{self.link_issue}"
        digest = salted_hmac("groups.sheet", seed, algorithm="sha256").digest()
        return urlsafe_b64encode(digest[:24]).decode()

    def issue_link(self) -> None:
        """Give the sheet a link until its round's links end; an earlier one leads nowhere. Does not save."""
        self.link_issue += 1
        self.token_hash = hash_token(self.token)
        self.expires_at = self.round.links_until
        self.withdrawn_at = None

    @property
    def link_path(self) -> str:
        return reverse("rounds:sheet_answer", args=[self.round.district.slug, self.token])

    # -- What came back ----------------------------------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_returned(self) -> bool:
        return self.state == self.State.RETURNED

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def is_skipped(self) -> bool:
        return self.state == self.State.SKIPPED

    @property
    def has_answer(self) -> bool:
        return self.returned_at is not None

    @property
    def answer_key(self) -> str:
        """Names the answer that is there now, so that a page can tell whether another came since."""
        return self.returned_at.isoformat() if self.returned_at else ""

    @property
    def state_label(self) -> str:
        """The state, where a closed round waits no more."""
        return "返事なし" if self.is_waiting and not self.round.is_running else self.get_state_display()

    @property
    def phones(self) -> list[str]:
        """Whom to call, for internal readers: 「石川 正子 000-9000-0002」, private numbers first."""
        lines = [
            f"{contact.name} {number}"
            for contact in self.organization.internal_contacts.all()
            for number in (contact.phone, contact.mobile)
            if number
        ]
        if self.organization.public_phone:
            lines.append(f"代表 {self.organization.public_phone}")
        return lines

    @property
    def corrections(self) -> list[Correction]:
        """What the answer changes in the record, or changed when it was accepted, in the order of the sheet."""
        if not self.has_answer:
            return []
        wanted = {name: text for name, text in self.answers.items() if name in ALL_QUESTIONS}
        if self.aim and not self.before.get("purpose") and "purpose" not in wanted:
            wanted["purpose"] = self.aim
        wanted[ISSUES.name] = self.trouble
        wanted[CONSENT.name] = AGREED if self.consents else NOT_AGREED
        now = {} if self.is_applied else values_of(self.organization)
        return [
            Correction(
                question,
                before=before,
                after=after,
                now=now[name] if now.get(name, before) not in (before, after) else None,
                is_accepted=name in self.accepted,
            )
            for name, question in (ALL_QUESTIONS | ASKED_ANEW).items()
            if (after := wanted.get(name)) is not None and after != (before := self.before.get(name, ""))
        ]
