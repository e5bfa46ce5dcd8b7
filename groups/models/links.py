"""Signed links for people without an account: one purpose, one record, one answer, for some days."""

import secrets
from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from portal.models import RecordQuerySet, hash_token


def new_token() -> str:
    """A token that nobody can guess: 192 bits, as 32 letters."""
    return secrets.token_urlsafe(24)


class LinkQuerySet(RecordQuerySet):
    def usable(self) -> Self:
        """Links that are neither out of date nor withdrawn."""
        return self.filter(expires_at__gt=timezone.now(), withdrawn_at=None)

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_token(token))


class Link(models.Model):
    """What a record needs to be answered by a signed link."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("リンクの有効期限")
    withdrawn_at = models.DateTimeField("リンクを取り消した日時", null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_usable(self) -> bool:
        return self.withdrawn_at is None and self.expires_at > timezone.now()

    def renew(self, *, days: int) -> str:
        """Give the record a new token, valid for `days`, and return it; the old link ends. Does not save."""
        token = new_token()
        self.token_hash = hash_token(token)
        self.expires_at = timezone.now() + timedelta(days=days)
        self.withdrawn_at = None
        return token
