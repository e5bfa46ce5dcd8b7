"""Forms that register an organisation, say its state, and note its consent."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from groups.models import Category, Organization
from portal.forms.fields import KanaField, PhoneField, RecordForm, TextField
from portal.imports.duplicates import DuplicateIndex, Entry, Likeness
from portal.models import User
from portal.permissions import Access


class RegisterForm(forms.Form):
    """The few things that a new record needs."""

    category = forms.ModelChoiceField(
        label="種別", queryset=Category.objects.all(), empty_label="選んでください"
    )
    name = TextField(label="名称", max_length=100)
    kana = KanaField(
        label="ふりがな",
        max_length=200,
        required=False,
        help_text="五十音順に並べるために使います。ひらがなで入力してください。",
    )
    public_phone = PhoneField(
        label="電話",
        max_length=30,
        required=False,
        help_text="団体の同意を記録するまで、住民には見えません。",
    )
    address = TextField(
        label="所在地",
        max_length=200,
        required=False,
        help_text="住民に公開されます。個人のお宅の場合は、入力しないでください。",
    )
    purpose = TextField(
        label="目的",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="何のための団体・施設か、住民に伝わる言葉で書いてください。",
    )
    city_wide = forms.BooleanField(label="市の全域で活動している（市域）", required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        if not access.is_city_staff:
            del self.fields["city_wide"]

    @property
    def is_confirmed(self) -> bool:
        """The person has seen the likely duplicates and says that this is another one."""
        return self.data.get("confirmed") == "1"

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        values = dict(self.cleaned_data)
        district = None if values.pop("city_wide", False) else self.access.district
        return values | {"district": district}

    @cached_property
    def duplicates(self) -> list[tuple[Organization, Likeness]]:
        """Records of the district that are likely the same, with why; dissolved ones are no longer compared."""
        values = self.cleaned_data | {"phone": self.cleaned_data["public_phone"]}
        return likely_duplicates(Entry.of(0, values), self.access)


def likely_duplicates(entry: Entry, access: Access) -> list[tuple[Organization, Likeness]]:
    """Organisations of the district that are likely the same as the entry, the likeliest first."""
    known = Organization.objects.in_district(access.district).visible_to(access.user).existing()
    by_key = {
        organization.pk: organization
        for organization in known.exclude(pk=entry.id).select_related("category")
    }
    index = DuplicateIndex.of(entry_of(organization) for organization in by_key.values())
    return [(by_key[likeness.id], likeness) for likeness in index.like(entry)]


def entry_of(organization: Organization) -> Entry:
    """An organisation as it is compared with others."""
    return Entry.of(
        organization.pk,
        {
            "name": organization.name,
            "kana": organization.kana,
            "phone": organization.public_phone,
            "address": organization.address,
        },
    )


class StatusForm(RecordForm):
    """Whether it is active, and whether residents see it."""

    class Meta(RecordForm.Meta):
        model = Organization
        fields = ["status", "is_public"]
        widgets = {"status": forms.RadioSelect}
        help_texts = {
            "status": "「解散」にすると、住民の一覧から消えます。記録は残ります。",
            "is_public": "印をはずすと、地区の担当者と市社協、この団体だけが見られます。",
        }


class ConsentForm(forms.Form):
    """Who agreed to publish the contact, when and how."""

    on = forms.DateField(label="同意を得た日", widget=forms.DateInput)
    consented_by = TextField(
        label="同意した人", max_length=50, help_text="「代表者」「施設長 ○○」など、団体を代表して答えた人。"
    )
    method = forms.ChoiceField(
        label="同意の方法", choices=Organization.ConsentMethod.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organization: Organization, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_own = organization.contacts.filter(pk=user.pk).exists()
        self.initial = {
            "on": organization.consent_on or timezone.localdate(),
            "consented_by": organization.consent_by or (user.name if is_own else ""),
            "method": organization.consent_method
            or (Organization.ConsentMethod.WEB if is_own else Organization.ConsentMethod.PAPER),
        }

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("今日までの日付を入力してください。")
        return on
