"""Forms about cases (取り組み事例) and 「うちでもやりたい」."""

from typing import Any

from django import forms
from django.db.models import Q

from groups.models import Case, Challenge, Field, Interest, Theme
from portal.forms.fields import RecordChoiceField, RecordForm, TextField
from portal.listing import ANY, Filter
from portal.models import District


class CaseForm(RecordForm):
    """Why, what, and what changed: three things that others need to do the same."""

    frames = {
        "取り組み": ("title", "why", "what", "change", "tips"),
        "さがしやすく": ("fields", "challenge", "theme"),
        "公開": ("is_public",),
    }

    class Meta(RecordForm.Meta):
        model = Case
        fields = ["title", "why", "what", "change", "tips", "fields", "challenge", "theme", "is_public"]
        help_texts = {
            "why": "どんな声や困りごとがあったか。",
            "what": "だれが、いつ、どこで、何をしたか。かかったお金や人数も書くと役立ちます。",
            "change": "人数だけでなく、参加した人の声や、始める前とのちがいも。",
            "tips": "うまくいった工夫、つまずいたところ。",
            "is_public": "印を付けると、ほかの地区と住民のページにのります。個人のお名前は書かないでください。",
        }

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        challenge: Any = self.fields["challenge"]
        challenge.queryset = Challenge.objects.filter(district=district)
        challenge.empty_label = "選ばない"
        theme: Any = self.fields["theme"]
        theme.queryset = Theme.objects.approved().filter(district=district)
        theme.empty_label = "選ばない"


class CaseFilter(Filter):
    """What people look for among the cases of all districts."""

    q = TextField(
        label="ことば",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": "買い物、見守り など"}),
    )
    field = forms.ChoiceField(label="分野", choices=ANY + Field.choices, required=False)
    district = RecordChoiceField(
        label="地区", queryset=None, to_field_name="slug", required=False, empty_label="すべての地区"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.queryset = District.objects.active()

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        found = queryset.matching(chosen["q"]) if "q" in chosen else queryset
        if "field" in chosen:
            within = [chosen["field"]]
            found = found.filter(Q(fields__contains=within) | Q(challenge__fields__contains=within))
        return found.filter(district=chosen["district"]) if "district" in chosen else found


class InterestForm(RecordForm):
    """「うちでもやりたい」 with what the district would like to know."""

    class Meta(RecordForm.Meta):
        model = Interest
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"note": "「送迎の保険のことを聞きたい」など。相手の地区と、地区担当の職員が読みます。"}


class FollowForm(RecordForm):
    """How far an interest has come."""

    class Meta(RecordForm.Meta):
        model = Interest
        fields = ["state", "note"]
        widgets = {"state": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
