"""Photos on the pages of organisations."""

from typing import Self

import pghistory
from django.db import models

from groups.models.organizations import Organization
from portal.models import Photo, Record, RecordQuerySet


class OrganizationPhotoQuerySet(RecordQuerySet):
    def shown(self) -> Self:
        """With their photos, those whose consent for the web stands."""
        return self.filter(photo__in=Photo.objects.publishable()).select_related("photo")


@pghistory.track()
class OrganizationPhoto(Record):
    """A photo on an organisation's page, in order; the first one stands on its card."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="photo_places")
    photo = models.OneToOneField(Photo, models.CASCADE, related_name="organization_place")
    order = models.PositiveSmallIntegerField(default=0)

    objects = OrganizationPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "団体・施設の写真"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return str(self.photo)
