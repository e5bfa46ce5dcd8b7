"""The persons behind an organisation and their private numbers (内部用の連絡先)."""

import pghistory
from django.db import models

from groups.models.organizations import Organization
from portal.models import Record


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
