"""Photos: read safely, stored re-encoded in three widths, with the consent of the people on them.

Nothing of the uploaded file is kept but its pixels: no EXIF (place, time, camera), no name, no hidden payload.
"""

import hashlib
import io
import warnings
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageCms, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from portal import history
from portal.models import District, Photo, StoredFile, User

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
# The longest side of the stored versions, in pixels; a smaller photo is never enlarged.
WIDTHS = {"small": 400, "medium": 1000, "large": 2000}
# Told by the file's content, never by its name. HEIF (HEIC) is how iPhones keep photos; browsers that may send it do.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# For the file's field; computers that do not know HEIC go by its endings.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"

TOO_LARGE = "写真が大きすぎます。15MBまでの写真を選んでください。"
TOO_MANY_PIXELS = "写真の画素が多すぎます。5,000万画素までの写真を選んでください。"
UNREADABLE = "写真として読めません。JPEG・PNG・WebP・HEICの写真を選んでください。"
# What Pillow raises for files that are broken, cut short or made to do harm.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, RuntimeError)

# The photo alone is unpacked, not the pictures that its file may hold besides (previews, depth).
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def read_image(upload: File) -> Image.Image:
    """The picture in an uploaded file: upright, in sRGB, no larger than needed, without any of the file's metadata.

    Raises ValidationError, with a message for the user, for what is too large or no photo.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    # WeasyPrint lets Pillow fill up pictures that are cut short, for its whole process; an upload is refused instead.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that unpacks to a huge one.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise ValidationError(TOO_MANY_PIXELS)
                # A JPEG decodes straight to about the size needed: a fraction of time and memory.
                image.draft("RGB", (WIDTHS["large"], WIDTHS["large"]))
                return _pixels(_shrunk(image))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise ValidationError(UNREADABLE) from error


def _shrunk(image: Image.Image) -> Image.Image:
    """The picture upright and no larger than needed: before all else, as each step costs memory by the pixel."""
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):  # palettes and the like cannot be averaged
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((WIDTHS["large"], WIDTHS["large"]), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(image)


def _pixels(image: Image.Image) -> Image.Image:
    """A new picture with the same pixels in sRGB, on white where it was transparent, and nothing else."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    elif profile and image.mode in ("RGB", "CMYK"):
        image = _in_srgb(image, profile)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours of a wide-gamut camera as browsers show them without a profile; unchanged if the profile is broken."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image


def encode(image: Image.Image, longest_side: int) -> bytes:
    """The picture as WebP, made smaller where a side is longer than `longest_side` pixels."""
    copy = image.copy()
    copy.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    copy.save(buffer, "WEBP", quality=80, method=4)
    return buffer.getvalue()


@transaction.atomic
def store_photo(
    upload: File, *, district: District | None, by: User | None, alt: str, **fields: Any
) -> Photo:
    """Read, re-encode and store a photo. `fields` are the consent's (taken_on, shows_people, consent_on …).

    Raises ValidationError for a file that is no photo, or consent that contradicts itself.
    """
    image = read_image(upload)
    check_consent(fields)
    files: dict[bytes, StoredFile] = {}
    versions = {}
    for size, longest_side in WIDTHS.items():
        content = encode(image, longest_side)
        if content not in files:  # a small photo is the same in all widths
            files[content] = StoredFile.objects.create(
                sha256=hashlib.sha256(content).hexdigest(),
                content_type="image/webp",
                name=f"photo-{size}.webp",
                content=content,
            )
        versions[size] = files[content]
    photo = Photo(
        district=district,
        alt=alt,
        width=image.width,
        height=image.height,
        uploaded_by=by,
        **fields,
        **versions,
    )
    with history.by_user(by):
        history.save(photo)
    return photo


def check_consent(fields: Mapping[str, Any]) -> None:
    """Consent names its day, its person and its scope together. Raises ValidationError naming what is missing."""
    if not fields.get("consent_on"):
        return
    missing = {}
    if not fields.get("consent_by"):
        missing["consent_by"] = "だれが同意したかを入力してください。"
    if not fields.get("consent_scope"):
        missing["consent_scope"] = "使ってよい範囲を選んでください。"
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def update_photo(photo: Photo, *, by: User | None, **fields: Any) -> Photo:
    """Change description or consent; what another person changed meanwhile stays, a withdrawal above all."""
    photo = Photo.objects.locked().get(pk=photo.pk)
    for name, value in fields.items():
        setattr(photo, name, value)
    check_consent({name: getattr(photo, name) for name in ("consent_on", "consent_by", "consent_scope")})
    with history.by_user(by):
        history.save(photo)
    return photo


def withdraw_photo(photo: Photo, *, by: User | None, on: date | None = None) -> Photo:
    """Note that consent was taken back: from now on the photo is shown to nobody outside."""
    return update_photo(photo, by=by, withdrawn_on=on or timezone.localdate())


@transaction.atomic
def delete_photo(photo: Photo, *, by: User | None) -> None:
    """Remove a photo and its files for good."""
    files = {photo.small_id, photo.medium_id, photo.large_id}
    with history.by_user(by):
        photo.delete()
    StoredFile.objects.filter(pk__in=files).delete()
