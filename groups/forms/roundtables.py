"""Forms about round tables (協議体) and their members (委員)."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.models import Member, Organization, Roundtable
from portal.forms.fields import KanaField, PhoneField, RecordForm
from portal.japanese.calendar import FiscalYear


class RoundtableForm(RecordForm):
    """A series of meetings."""

    class Meta(RecordForm.Meta):
        model = Roundtable
        fields = ["name", "layer", "purpose", "place", "meetings_a_year", "greeting", "is_active"]
        help_texts = {
            "name": "「若葉地区 第2層協議体」「買い物を考える会」など。",
            "is_active": "印をはずすと、住民のページの一覧からはずれます。記録は残ります。",
        }


class MemberForm(RecordForm):
    """A member, for an organisation of the registry or for one that is typed in."""

    frames = {
        "だれが": ("name", "kana", "organization", "affiliation", "role"),
        "連絡先（内部だけ）": ("email", "phone"),
        "任期": ("started_on", "ended_on"),
    }

    class Meta(RecordForm.Meta):
        model = Member
        fields = [
            "name",
            "kana",
            "organization",
            "affiliation",
            "role",
            "email",
            "phone",
            "started_on",
            "ended_on",
        ]
        field_classes = {"kana": KanaField, "phone": PhoneField}
        help_texts = {
            "name": "名字と名前の間を空けてください。会議録に名前を書いてしまったときに、気づけます。",
            "organization": "住民のページには、お名前ではなく団体・施設の名前がのります。",
            "affiliation": "「公募の住民」「市社協 地区担当」など。住民のページにのります。",
            "role": "「座長」「記録」など。",
            "email": "招集のお知らせと、宿題のお知らせを送ります。",
            "phone": "メールのない方に、電話で知らせるときに使います。",
            "ended_on": "空欄なら、ずっと続きます。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        there = Organization.objects.in_district(self.instance.roundtable.district).existing()
        field.queryset = there | Organization.objects.filter(pk=self.instance.organization_id)
        field.empty_label = "団体名簿にない"

    def clean(self) -> dict[str, Any]:
        """Said once: what is typed counts only where no organisation is chosen."""
        cleaned = super().clean()
        if cleaned.get("organization"):
            cleaned["affiliation"] = ""
        return cleaned


class MemberChoiceField(forms.ModelMultipleChoiceField):
    """Members to tick, told by organisation and name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Member.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class CopyMembersForm(forms.Form):
    """Which members go on in the next 年度."""

    members = MemberChoiceField(
        label="続けてお願いする委員",
        error_messages={"required": "続けてお願いする委員を、1人以上選んでください。"},
    )
    ended_on = forms.DateField(label="新しい任期の終わり", help_text="ふつうは、次の年度の3月31日です。")

    def __init__(self, *args: Any, members: QuerySet[Member], year: FiscalYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        field: Any = self.fields["members"]
        field.queryset = members
        field.initial = members
        self.fields["ended_on"].initial = year.end

    def clean_ended_on(self) -> Any:
        day = self.cleaned_data["ended_on"]
        if day < self.year.start:
            raise forms.ValidationError(f"{self.year.label}より後の日にしてください。")
        return day
