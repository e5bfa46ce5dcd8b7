"""Writes on an organisation itself: making, changing, confirming, publishing, handing over, deleting."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.importing import PUBLISHED_BEFORE
from groups.actions.recording import change, hold, recorded
from groups.models import Facility, Organization
from portal import history, photos, search
from portal.models import District, Neighborhood, Record, User


@recorded
def create_organization(
    *,
    district: District | None,
    neighborhoods: Iterable[Neighborhood] = (),
    served_districts: Iterable[District] = (),
    by: User | None = None,
    **values: Any,
) -> Organization:
    """Register an organisation; no district means the whole city (市域). Raises ValidationError."""
    organization = Organization(district=district, **values)
    history.save(organization)
    organization.neighborhoods.set(neighborhoods)
    organization.served_districts.set(served_districts)
    search.index(organization)
    return organization


@recorded
def update_organization(
    organization: Organization,
    *,
    neighborhoods: Iterable[Neighborhood] | None = None,
    served_districts: Iterable[District] | None = None,
    by: User | None = None,
    **values: Any,
) -> Organization:
    """Change any of its fields; what is not named stays. Raises ValidationError when a rule is broken."""
    change(organization, values)
    if neighborhoods is not None:
        organization.neighborhoods.set(neighborhoods)
    if served_districts is not None:
        organization.served_districts.set(served_districts)
    search.index(organization)
    return organization


@recorded
def save_facility(organization: Organization, *, by: User | None = None, **values: Any) -> Facility:
    """Write what a facility has beyond an organisation; made when it is first written."""
    facility = Facility.objects.filter(organization=organization).first()
    if facility is None:
        facility = Facility(organization=organization, **values)
        history.save(facility)
    else:
        change(facility, values)
    organization.facility = facility
    search.index(organization)
    return facility


@recorded
def set_status(
    organization: Organization, *, status: str, is_public: bool, by: User | None = None
) -> Organization:
    """Say whether it is active, pauses or has dissolved, and whether residents see it."""
    change(organization, {"status": status, "is_public": is_public})
    search.index(organization)
    return organization


@recorded
def verify_organization(
    organization: Organization, *, by: User | None = None, on: date | None = None
) -> Organization:
    """Note that somebody read the record through and found it right (最終確認日)."""
    change(organization, {"verified_on": on or timezone.localdate(), "verified_by": str(by or "")})
    return organization


@recorded
def give_consent(
    organization: Organization,
    *,
    consented_by: str,
    method: str,
    on: date | None = None,
    by: User | None = None,
) -> Organization:
    """Note that the organisation agreed to have its public contact shown (公開同意)."""
    if not consented_by:
        raise ValidationError({"consent_by": "だれが同意したかを入力してください。"})
    consent = {"consent_on": on or timezone.localdate(), "consent_by": consented_by, "consent_method": method}
    change(organization, consent)
    search.index(organization)
    return organization


@recorded
def withdraw_consent(organization: Organization, *, by: User | None = None) -> Organization:
    """Take the consent back: from now on residents see no contact. The history keeps when it was given."""
    change(organization, {"consent_on": None, "consent_by": "", "consent_method": ""})
    search.index(organization)
    return organization


@recorded
def restore_version(
    organization: Organization,
    *,
    record: Record,
    version_id: int,
    fields: Iterable[str] | None = None,
    by: User | None = None,
) -> Record:
    """Bring back an earlier version of the organisation or of a record below it (`fields`: only these)."""
    hold(organization.pk)
    restored = history.restore(record, version_id, fields=fields)
    search.index(organization)
    return restored


def why_not_deletable(organization: Organization) -> str:
    """Why a record cannot be deleted, for people; empty if it can.

    Only records made by mistake are deleted; an organisation that ended is dissolved (解散) and stays.
    """
    if organization.consent_on and organization.consent_by != PUBLISHED_BEFORE:
        return "公開に同意をいただいた記録です。活動を終えた団体は、状態を「解散」にしてください。"
    if organization.contacts.exists():
        return "この団体を編集できる人がいます。まちがいの場合は、先に「編集できる人」からはずしてください。"
    if organization.introductions_given.exists() or organization.introductions_taken.exists():
        return "引合せの記録があります。活動を終えた団体は、状態を「解散」にしてください。"
    if organization.encounters.exists():
        return "接触履歴があります。活動を終えた団体は、状態を「解散」にしてください。"
    if organization.merged.exists():
        return "ほかの記録を統合した記録です。先に統合を元に戻してください。"
    return ""


@recorded
def delete_organization(organization: Organization, *, by: User | None = None) -> None:
    """Delete a record that was made by mistake, with all below it. Raises ValidationError for any other."""
    reason = why_not_deletable(organization)
    if reason:
        raise ValidationError(reason)
    search.forget(organization)
    search.forget_many(organization.notices.all())
    for place in organization.photo_places.select_related("photo"):
        photos.delete_photo(place.photo, by=by)
    organization.delete()
