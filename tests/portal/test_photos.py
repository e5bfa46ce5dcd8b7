"""Photos: what is read, how it is stored, and who may see it."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from groups.models import Organization, OrganizationPhoto
from portal import photos
from portal.models import Photo, StoredFile

CONSENT = {"consent_on": timezone.localdate(), "consent_by": "本人", "consent_scope": "both"}


def picture(width: int = 60, height: int = 40, mode: str = "RGB", colour: object = "red") -> Image.Image:
    return Image.new(mode, (width, height), colour)


def upload(
    image: Image.Image, name: str = "IMG_0001.jpg", kind: str = "JPEG", **options: object
) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def opened(stored: StoredFile) -> Image.Image:
    return Image.open(io.BytesIO(bytes(stored.content)))


def store(image_file: SimpleUploadedFile, **fields: object) -> Photo:
    return photos.store_photo(
        image_file, district=None, by=None, alt="花だん", **{"shows_people": False, **fields}
    )


def add_photo(organization: Organization, **fields: object) -> Photo:
    photo = store(upload(picture()), **fields)
    OrganizationPhoto.objects.create(organization=organization, photo=photo)
    return photo


# -- Reading and storing --------------------------------------------------------------------------------------------


def test_photo_is_stored_as_webp_in_three_widths(db):
    photo = store(upload(picture(3000, 1500)))
    assert [opened(file).format for file in (photo.small, photo.medium, photo.large)] == ["WEBP"] * 3
    assert [opened(file).size for file in (photo.small, photo.medium, photo.large)] == [
        (400, 200),
        (1000, 500),
        (2000, 1000),
    ]
    assert (photo.width, photo.height) == (2000, 1000)


def test_small_photo_is_never_enlarged_and_stored_once(db):
    photo = store(upload(picture(60, 40)))
    assert opened(photo.large).size == (60, 40)
    assert photo.small_id == photo.medium_id == photo.large_id


def test_orientation_is_applied_and_metadata_is_gone(db):
    image = picture(60, 40)
    image.putpixel((0, 0), (0, 0, 255))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "Camera of Hanako"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)  # where it was taken
    photo = store(upload(image, exif=exif, comment=b"secret", xmp=b"<x:xmpmeta>Hanako</x:xmpmeta>"))
    result = opened(photo.large)
    assert result.size == (40, 60)
    assert dict(result.getexif()) == {}
    assert {"exif", "xmp", "icc_profile", "comment"} & set(result.info) == set()
    assert b"Hanako" not in bytes(photo.large.content)


def photo_of_an_iphone(width: int = 60, height: int = 40) -> SimpleUploadedFile:
    """A HEIC picture, left half blue and right half red, turned by 90°, with the place where it was taken."""
    image = picture(width, height)
    image.paste((0, 0, 255), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Hanako"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)
    xmp = b"<x:xmpmeta>Hanako</x:xmpmeta>"
    return upload(image, name="IMG_0001.HEIC", kind="HEIF", exif=exif.tobytes(), xmp=xmp, quality=90)


def test_heic_of_an_iphone_is_stored_upright_as_webp_without_its_place(db):
    sent = photo_of_an_iphone()
    assert b"Hanako" in sent.read()
    photo = store(sent)
    result = opened(photo.large)
    assert (result.format, result.size) == ("WEBP", (40, 60))
    above, below = result.getpixel((20, 5)), result.getpixel((20, 55))
    assert above[2] > 200 > 50 > above[0] and below[0] > 200 > 50 > below[2]
    assert dict(result.getexif()) == {}
    assert {"exif", "xmp", "icc_profile"} & set(result.info) == set()
    assert b"Hanako" not in bytes(photo.large.content)


def test_heic_that_is_cut_short_is_refused(db):
    whole = photo_of_an_iphone(600, 600).read()
    for kept in (20, len(whole) // 2, len(whole) - 40):
        with pytest.raises(ValidationError) as raised:
            store(SimpleUploadedFile("photo.heic", whole[:kept]))
        assert raised.value.messages == [photos.UNREADABLE]


@pytest.mark.parametrize(
    ("said", "message"),
    [((9000, 9000), photos.TOO_MANY_PIXELS), ((60, 40), photos.UNREADABLE)],
    ids=["larger, before it is unpacked", "smaller"],
)
def test_heic_that_lies_about_its_size_is_refused(db, said, message):
    content = photo_of_an_iphone(640, 480).read()
    size = struct.pack(">II", 640, 480)
    assert content.count(size) == 1
    with pytest.raises(ValidationError) as raised:
        store(SimpleUploadedFile("photo.heic", content.replace(size, struct.pack(">II", *said))))
    assert raised.value.messages == [message]


def test_transparent_parts_become_white(db):
    photo = store(upload(picture(mode="RGBA", colour=(255, 0, 0, 0)), kind="PNG"))
    assert opened(photo.large).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_large_transparent_picture_is_shrunk_without_dark_edges():
    """What is transparent has a colour too, which must not run into what is seen."""
    original = Image.new("RGBA", (2400, 40), (0, 0, 0, 0))
    original.paste((255, 0, 0, 255), (0, 0, 1201, 40))
    image = photos.read_image(upload(original, kind="PNG"))
    assert image.size == (2000, 33)
    row = [image.getpixel((x, 16)) for x in range(2000)]
    assert {red for red, _, _ in row} == {255}
    assert (row[0], row[-1]) == ((255, 0, 0), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_jpeg_of_any_mode_is_read(db, mode):
    assert opened(store(upload(picture(mode=mode, colour=0))).large).mode == "RGB"


def test_kind_is_told_by_content_not_by_name(db):
    assert store(upload(picture(), name="photo.heic", kind="PNG")).pk


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has that size, with hardly any data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a" + b"\0" * 100, photos.UNREADABLE),
        (b"", photos.UNREADABLE),
        (b"%PDF-1.7", photos.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", photos.UNREADABLE),
        (png_of(100, 100), photos.UNREADABLE),
        (png_of(9000, 9000), photos.TOO_MANY_PIXELS),
        (png_of(60000, 60000), photos.TOO_MANY_PIXELS),
        (b"\xff\xd8\xff" + b"\0" * photos.MAX_BYTES, photos.TOO_LARGE),
    ],
    ids=["gif", "empty", "pdf", "svg", "cut short", "81 megapixels", "bomb", "15 MB"],
)
def test_what_is_no_photo_is_refused_with_a_reason(db, content, message):
    with pytest.raises(ValidationError) as raised:
        store(SimpleUploadedFile("photo.jpg", content))
    assert raised.value.messages == [message]
    assert StoredFile.objects.count() == 0


def test_jpeg_that_is_cut_short_is_refused(db):
    whole = upload(Image.effect_noise((600, 600), 80).convert("RGB")).read()
    with pytest.raises(ValidationError):
        store(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))


def test_consent_names_person_and_scope(db):
    with pytest.raises(ValidationError) as raised:
        store(upload(picture()), shows_people=True, consent_on=timezone.localdate())
    assert set(raised.value.message_dict) == {"consent_by", "consent_scope"}


def test_a_withdrawal_outlasts_who_corrects_the_description_meanwhile(db):
    photo = store(upload(picture()), shows_people=True, **CONSENT)
    photos.withdraw_photo(Photo.objects.get(pk=photo.pk), by=None)
    corrected = photos.update_photo(photo, by=None, alt="花だんの水やり")
    assert (corrected.alt, corrected.withdrawn_on) == ("花だんの水やり", timezone.localdate())


def test_deleting_a_photo_erases_its_files(db):
    photos.delete_photo(store(upload(picture(1200, 800))), by=None)
    assert (Photo.objects.count(), StoredFile.objects.count()) == (0, 0)


# -- Showing --------------------------------------------------------------------------------------------------------


def test_public_photo_is_served_to_anybody_and_may_be_cached(client, organization):
    photo = add_photo(organization)
    response = client.get(f"/photos/{photo.pk}/small.webp")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=600"
    again = client.get(f"/photos/{photo.pk}/small.webp", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("fields", "resident_sees"),
    [
        ({"shows_people": True}, False),
        ({"shows_people": True, **CONSENT}, True),
        ({"shows_people": True, **CONSENT, "consent_scope": "paper"}, False),
        ({"shows_people": True, **CONSENT, "withdrawn_on": timezone.localdate()}, False),
        ({"shows_people": False, "withdrawn_on": timezone.localdate()}, False),
        ({"shows_people": False}, True),
    ],
    ids=["no consent", "consent", "only paper", "withdrawn", "no people, withdrawn", "no people"],
)
def test_photo_without_consent_is_shown_to_its_handlers_only(
    organization, client_of, coordinator, contact, city, stranger, fields, resident_sees
):
    photo = add_photo(organization, **fields)

    def status(user):
        return client_of(user).get(f"/photos/{photo.pk}/medium.webp").status_code

    expected = 200 if resident_sees else 404
    assert [status(user) for user in (None, stranger)] == [expected, expected]
    assert [status(user) for user in (coordinator, contact, city)] == [200, 200, 200]


def test_photo_of_a_hidden_organization_is_hidden(organization, client_of, coordinator, stranger):
    Organization.objects.update(is_public=False)
    photo = add_photo(organization)
    responses = [
        client_of(user).get(f"/photos/{photo.pk}/large.webp") for user in (None, stranger, coordinator)
    ]
    assert [response.status_code for response in responses] == [404, 404, 200]
    assert responses[2]["Cache-Control"] == "private, no-cache"


def test_unknown_photo_or_size_is_not_found(client, organization):
    photo = add_photo(organization)
    assert client.get(f"/photos/{photo.pk}/original.webp").status_code == 404
    assert client.get("/photos/999999/small.webp").status_code == 404


def test_photo_of_no_record_is_not_found(client, db):
    assert client.get(f"/photos/{store(upload(picture())).pk}/small.webp").status_code == 404


def test_queries_of_a_public_photo(client, organization, django_assert_max_num_queries):
    photo = add_photo(organization)
    with django_assert_max_num_queries(4):
        client.get(f"/photos/{photo.pk}/small.webp")
