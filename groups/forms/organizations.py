"""Forms of the sections of an organisation's page."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from groups.models import Facility, Organization
from groups.models.readings import likely_reading
from portal.forms.fields import KanaField, PhoneField, PostcodeField, RecordForm
from portal.japanese import postcode
from portal.models import District, Neighborhood


def places_of(organization: Organization) -> QuerySet[Neighborhood]:
    """The neighbourhoods in which it can be active: those of its districts, of all districts for a city-wide one."""
    if organization.district_id is None:
        return Neighborhood.objects.filter(district__is_active=True).select_related("district")
    served = organization.served_districts.values("pk")
    return Neighborhood.objects.filter(Q(district=organization.district_id) | Q(district__in=served))


class BasicForm(RecordForm):
    """Name, place and the like (基本)."""

    frames = {
        "名前": ("category", "name", "kana", "alias"),
        "場所": ("postcode", "address", "building", "access", "neighborhoods", "latitude", "longitude"),
        "そのほか": ("fields", "founded_year", "members"),
    }

    class Meta(RecordForm.Meta):
        model = Organization
        fields = [
            "category",
            "name",
            "kana",
            "alias",
            "postcode",
            "address",
            "building",
            "access",
            "neighborhoods",
            "latitude",
            "longitude",
            "fields",
            "founded_year",
            "members",
        ]
        field_classes = {"kana": KanaField, "postcode": PostcodeField}
        widgets = {"neighborhoods": forms.CheckboxSelectMultiple}
        help_texts = {
            "alias": "ふだん呼ばれている短い名前があれば入力してください。",
            "address": "住民に公開されます。個人のお宅の場合は、ここには入力しないでください。",
            "access": "バス停からの道順や、目じるしなど。",
            "latitude": "地図に印を出すために使います。分からなければ空欄でかまいません。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].empty_label = None
        self.fields["neighborhoods"].queryset = places_of(self.instance)
        if self.instance.district_id is None:  # the whole city
            del self.fields["neighborhoods"]

    # The address of the postcode, offered beside another that was typed.
    address_found = ""

    def fill_address(self, *, over_typed: bool = False) -> str:
        """Write the address of the typed postcode into the form; returns what to tell.

        An address that was typed stays, and `address_found` offers the other, unless it is to be written `over_typed`.
        """
        typed = self.data.get("postcode", "")
        found = postcode.address_of(typed)
        if found is None:
            return f"郵便番号「{typed}」の住所が見つかりませんでした。番号を確かめてください。"
        self.data = self.data.copy()
        self.data["postcode"] = found.postcode
        if self.data.get("address", "").strip() and not over_typed:
            self.address_found = str(found)
            return f"入力してある所在地は、そのままにしました。郵便番号 {found.postcode} の住所は「{found}」です。"
        self.data["address"] = str(found)
        if found.towns:
            return f"町の名前を続けて入力してください（{'、'.join(found.towns[:5])} など）。"
        return "番地を続けて入力してください。"

    def fill_kana(self) -> None:
        """Write the reading of the typed name into the form."""
        self.data = self.data.copy()
        self.data["kana"] = likely_reading(self.data.get("name", ""))

    @property
    def kana_proposal(self) -> str:
        """A likely reading where none is given; a proposal only, for names are often read otherwise."""
        name, kana = self["name"].value(), self["kana"].value()
        return likely_reading(name) if name and not kana else ""


class PurposeForm(RecordForm):
    """What it is for (目的・役割)."""

    class Meta(RecordForm.Meta):
        model = Organization
        fields = ["purpose", "role", "values", "limits", "consultations", "issues"]
        help_texts = {
            "role": "地区の中で、どんなことを受け持っていますか。",
            "limits": "ほかの団体が知っておくとよい、できないこと・苦手なこと。",
            "consultations": "住民から相談を受けられることを、1行に1つずつ、3つまで入力してください。",
            "issues": "この団体と、地区の担当者・市社協だけが見られます。住民には公開されません。",
        }


class ContactForm(RecordForm):
    """Whom residents may call (連絡先・公開用)."""

    frames = {
        "住民からの連絡先": (
            "public_contact_name",
            "public_phone",
            "public_fax",
            "public_email",
            "public_contact_hours",
            "website",
        ),
        "代表者": ("representative_title", "representative", "representative_is_public"),
    }

    class Meta(RecordForm.Meta):
        model = Organization
        fields = [
            "public_contact_name",
            "public_phone",
            "public_fax",
            "public_email",
            "public_contact_hours",
            "website",
            "representative_title",
            "representative",
            "representative_is_public",
        ]
        field_classes = {"public_phone": PhoneField, "public_fax": PhoneField}
        help_texts = {
            "public_contact_name": "「事務局」「生活相談員 岡田」など。",
            "public_contact_hours": "「平日 9時から17時」など。",
            "representative_is_public": "連絡先の公開に同意があるときだけ、住民に見えます。",
        }


class FacilityForm(RecordForm):
    """What a facility has beyond an organisation (施設)."""

    frames = {
        "事業": ("corporation", "corporate_number", "office_number", "services", "capacity"),
        "利用できる日時": ("weekdays", "opens_at", "closes_at", "hours_note"),
        "地域とのつながり": (
            "community_officer",
            "accepts_visits",
            "visit_note",
            "accepts_trainees",
            "disaster_cooperation",
        ),
    }

    class Meta(RecordForm.Meta):
        model = Facility
        exclude = ["organization"]
        help_texts = {
            "services": "1行に1つずつ入力してください。",
            "community_officer": "連絡先の公開に同意があるときだけ、住民に見えます。",
        }


class ParticipationForm(RecordForm):
    """How easily one takes part, and what it lends (参加しやすさ・貸し出し)."""

    frames = {
        "参加しやすさ": ("accessibility",),
        "貸し出し": ("lends_venue", "lends_equipment", "lends_vehicle", "lending_note"),
    }

    class Meta(RecordForm.Meta):
        model = Organization
        fields = ["accessibility", "lends_venue", "lends_equipment", "lends_vehicle", "lending_note"]


class InternalForm(RecordForm):
    """What only the district's coordinators and the city's staff know (内部用)."""

    class Meta(RecordForm.Meta):
        model = Organization
        fields = ["term_ends_on", "layers", "served_districts", "note"]
        widgets = {"served_districts": forms.CheckboxSelectMultiple}
        help_texts = {"served_districts": "ここに選んだ地区の一覧にも出ます。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = District.objects.active().exclude(pk=self.instance.district_id)
        self.fields["served_districts"].queryset = others
        if self.instance.district_id is None or not others.exists():
            del self.fields["served_districts"]
