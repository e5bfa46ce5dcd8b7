"""Photos on an organisation's page."""

from typing import Any

from django.core.files.base import File
from django.db.models import Max

from groups.actions.recording import change, recorded
from groups.models import Organization, OrganizationPhoto
from portal import history, photos
from portal.models import User


@recorded
def add_photo(
    organization: Organization, *, upload: File, alt: str, by: User | None = None, **fields: Any
) -> OrganizationPhoto:
    """Put a photo behind the others. `fields` are those of the consent; raises ValidationError for no photo."""
    photo = photos.store_photo(upload, district=organization.district, by=by, alt=alt, **fields)
    last = organization.photo_places.aggregate(last=Max("order"))["last"] or 0
    place = OrganizationPhoto(organization=organization, photo=photo, order=last + 1)
    history.save(place)
    return place


@recorded
def move_photo(place: OrganizationPhoto, *, up: bool, by: User | None = None) -> None:
    """Swap a photo with its neighbour; at the end of the row nothing moves."""
    row = list(OrganizationPhoto.objects.locked().filter(organization=place.organization_id))
    position = next(index for index, other in enumerate(row) if other.pk == place.pk)
    target = position - 1 if up else position + 1
    if not 0 <= target < len(row):
        return
    row[position], row[target] = row[target], row[position]
    for order, other in enumerate(row, start=1):
        change(other, {"order": order})


@recorded
def delete_photo(place: OrganizationPhoto, *, by: User | None = None) -> None:
    """Take a photo off the page and erase it for good."""
    photo = place.photo
    place.delete()
    photos.delete_photo(photo, by=by)
