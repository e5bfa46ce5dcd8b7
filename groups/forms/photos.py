"""Forms of photos: the file, its description, and the consent of the people on it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal import photos
from portal.forms.fields import RecordForm
from portal.models import Photo


class PhotoForm(RecordForm):
    """Description and consent of a photo."""

    frames = {
        "説明": ("upload", "alt", "taken_on"),
        "写っている人の同意": ("shows_people", "consent_on", "consent_by", "consent_scope"),
    }

    class Meta(RecordForm.Meta):
        model = Photo
        fields = ["alt", "taken_on", "shows_people", "consent_on", "consent_by", "consent_scope"]
        help_texts = {
            "shows_people": "だれか分かる人が写っている写真は、同意を得るまで住民に公開されません。",
            "consent_scope": "「紙だけ」の写真は、このサイトには出ません。",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            photos.check_consent(cleaned)
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class NewPhotoForm(PhotoForm):
    """The same with the file. It is read when the photo is stored, which tells what is wrong with it."""

    upload = forms.FileField(
        label="写真",
        widget=forms.FileInput(attrs={"accept": photos.ACCEPT}),
        help_text="JPEG・PNG・WebP・HEICの写真を1枚、15MBまで。撮影場所などの情報は、取り除いて保存します。",
    )

    def clean_upload(self) -> UploadedFile:
        upload = self.cleaned_data["upload"]
        if upload.size > photos.MAX_BYTES:
            raise ValidationError(photos.TOO_LARGE)
        return upload
