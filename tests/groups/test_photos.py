"""The pages on which an organisation's photos are added, described, ordered, withdrawn and erased."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from groups import actions
from groups.demo.organizations import DRAWN, PHOTOS, add_drawing
from groups.models import Organization, OrganizationPhoto
from portal.models import Photo, StoredFile, User


def upload(content: bytes | None = None) -> SimpleUploadedFile:
    if content is None:
        buffer = io.BytesIO()
        Image.new("RGB", (60, 40), "green").save(buffer, "JPEG")
        content = buffer.getvalue()
    return SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")


@pytest.fixture
def client(client_of: Callable, contact: User) -> Client:
    """The organisation's own contact, who may do all of this."""
    return client_of(contact)


@pytest.fixture
def url(organization: Organization) -> str:
    return f"/wakaba/groups/{organization.pk}/photos/"


def add(organization: Organization, alt: str, **fields: Any) -> OrganizationPhoto:
    return actions.add_photo(organization, upload=upload(), alt=alt, **{"shows_people": False, **fields})


def alts(organization: Organization) -> list[str]:
    return list(organization.photo_places.values_list("photo__alt", flat=True))


def test_photo_is_added(client: Client, url: str, organization: Organization, contact: User) -> None:
    response = client.post(url, {"upload": upload(), "alt": "玄関のスロープ"})
    assert response["Location"] == url
    photo = organization.photo_places.get().photo
    assert (photo.alt, photo.uploaded_by, photo.district, photo.shows_people) == (
        "玄関のスロープ",
        contact,
        organization.district,
        False,
    )


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"alt": "入口"}, "upload"),
        ({"upload": upload()}, "alt"),
        ({"upload": upload(b"no photo"), "alt": "入口"}, "__all__"),
        ({"upload": upload(), "alt": "入口", "consent_on": "2026-04-01"}, "consent_by"),
    ],
)
def test_mistakes_are_told_and_nothing_is_stored(client: Client, url: str, sent: dict, field: str) -> None:
    response = client.post(url, sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert (Photo.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(("shown", "said"), [({"shows_people": "on"}, True), ({}, False)])
def test_who_adds_a_photo_is_told_that_consent_is_missing(
    client: Client, url: str, shown: dict, said: bool
) -> None:
    page = client.post(url, {"upload": upload(), "alt": "入口", **shown}, follow=True).content.decode()
    assert "写真を追加しました。" in page
    assert ("同意を記録するまで、住民には見えません。" in page) is said


def test_photo_without_consent_stays_off_the_page(client_of: Callable, organization: Organization) -> None:
    add(organization, "集まり", shows_people=True)
    add(organization, "花だん")
    body = client_of(None).get(f"/wakaba/groups/{organization.pk}/").content.decode()
    assert "花だん" in body
    assert "集まり" not in body


def test_first_shown_photo_stands_on_the_card(client_of: Callable, organization: Organization) -> None:
    add(organization, "集まり", shows_people=True)
    shown = add(organization, "花だん")
    listed = client_of(None).get("/wakaba/groups/").context["listing"].page[0]
    assert listed.cover == {"id": shown.photo_id, "alt": "花だん"}


def test_photos_change_places(client: Client, url: str, organization: Organization) -> None:
    first, _, last = (add(organization, alt) for alt in ("一", "二", "三"))
    client.post(f"{url}{last.pk}/move/", {"to": "up"})
    assert alts(organization) == ["一", "三", "二"]
    client.post(f"{url}{first.pk}/move/", {"to": "down"})
    assert alts(organization) == ["三", "一", "二"]
    client.post(f"{url}{last.pk}/move/", {"to": "up"})
    assert alts(organization) == ["三", "一", "二"]


def test_consent_is_added_later(client: Client, url: str, organization: Organization) -> None:
    place = add(organization, "集まり", shows_people=True)
    consent = {"consent_on": "2026-04-01", "consent_by": "全員", "consent_scope": "both"}
    response = client.post(
        f"{url}{place.pk}/", {"alt": "春の集まり", "shows_people": "on", "version": 1, **consent}
    )
    assert response["Location"] == url
    place.photo.refresh_from_db()
    assert (place.photo.alt, place.photo.is_publishable) == ("春の集まり", True)


def test_consent_is_withdrawn(client: Client, url: str, organization: Organization) -> None:
    place = add(organization, "花だん")
    assert client.get(f"{url}{place.pk}/withdraw/").status_code == 200
    client.post(f"{url}{place.pk}/withdraw/")
    place.photo.refresh_from_db()
    assert (place.photo.withdrawn_on, place.photo.is_publishable) == (timezone.localdate(), False)


def test_photo_is_erased(client: Client, url: str, organization: Organization) -> None:
    place = add(organization, "花だん")
    assert client.get(f"{url}{place.pk}/delete/").status_code == 200
    client.post(f"{url}{place.pk}/delete/")
    assert (Photo.objects.count(), StoredFile.objects.count(), alts(organization)) == (0, 0, [])


@pytest.mark.parametrize("page", ["", "withdraw/", "delete/"])
def test_photos_of_others_cannot_be_touched(
    client_of: Callable, url: str, organization: Organization, stranger: User, page: str
) -> None:
    place = add(organization, "花だん")
    assert client_of(stranger).post(f"{url}{place.pk}/{page}").status_code == 403
    assert client_of(None).post(f"{url}{place.pk}/{page}").status_code == 302
    assert alts(organization) == ["花だん"]


def test_photo_of_another_organization_is_not_found(
    client: Client, url: str, organization: Organization
) -> None:
    place = add(organization, "花だん")
    organization.photo_places.update(
        organization=Organization.objects.create(
            name="別の会", category=organization.category, district=organization.district
        )
    )
    assert client.post(f"{url}{place.pk}/delete/").status_code == 404


@pytest.mark.parametrize("drawing", DRAWN.values(), ids=lambda drawing: drawing[0])
def test_drawings_of_the_demo_are_small_and_shown_to_residents(
    client_of: Callable, organization: Organization, drawing: tuple[str, str]
) -> None:
    name, alt = drawing
    add_drawing(organization, name, alt, timezone.localdate())
    photo = organization.photo_places.get().photo
    assert (photo.width, photo.height, photo.consent_scope) == (1200, 800, "both")
    assert (PHOTOS / f"{name}.webp").stat().st_size <= 20_000
    assert f'alt="{alt}"' in client_of(None).get("/wakaba/groups/").content.decode()
