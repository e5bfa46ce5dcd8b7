"""Forms about encounters with organisations (接触履歴)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.models import Encounter, Organization
from portal.forms.fields import RecordForm, TextField
from portal.listing import ANY, Filter
from portal.models import User


class EncounterForm(RecordForm):
    """A visit, a call, a meeting: short enough to be filled in on the way back."""

    frames = {
        "会った・話した": ("organization", "met_on", "way", "with_whom", "text"),
        "次の約束": ("promise", "promise_due_on", "promise_kept_on"),
    }

    class Meta(RecordForm.Meta):
        model = Encounter
        fields = [
            "organization",
            "met_on",
            "way",
            "with_whom",
            "text",
            "promise",
            "promise_due_on",
            "promise_kept_on",
        ]
        widgets = {"way": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "text": "個人の病気や家庭の事情は書かないでください。この記録は、担当者が代わっても引き継がれます。",
            "with_whom": "「施設長」「生活相談員」など。",
            "promise": "「10月の協議体の案内を届ける」など、こちらがすること。",
            "promise_due_on": "この日が来ると、担当者の机に出ます。",
        }

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        field.queryset = organizations
        field.empty_label = "選んでください"
        if not self.instance.has_open_promise and self.instance.promise_kept_on is None:
            del self.fields["promise_kept_on"]

    def clean_met_on(self) -> Any:
        day = self.cleaned_data["met_on"]
        if day > timezone.localdate():
            raise ValidationError("日付が先の日になっています。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("promise_due_on") and not cleaned.get("promise"):
            self.add_error("promise", "期限が入っています。約束の内容も入力してください。")
        return cleaned


class EncounterFilter(Filter):
    """What is looked for among encounters: an organisation, a way, a person, promises."""

    organization = forms.ModelChoiceField(
        label="団体・施設", queryset=None, required=False, empty_label="すべて"
    )
    way = forms.ChoiceField(label="方法", choices=ANY + Encounter.Way.choices, required=False)
    by = forms.ModelChoiceField(label="対応した人", queryset=None, required=False, empty_label="すべて")
    promise = forms.ChoiceField(
        label="約束",
        choices=[*ANY, ("open", "まだはたしていない"), ("due", "期限が来ている")],
        required=False,
    )
    q = TextField(label="ことば", required=False, max_length=100, widget=forms.SearchInput)

    def __init__(
        self, *args: Any, organizations: QuerySet[Organization], people: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["organization"].queryset = organizations
        choices["by"].queryset = people

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        for name, field in (("organization", "organization"), ("way", "way"), ("by", "met_by")):
            if name in chosen:
                queryset = queryset.filter(**{field: chosen[name]})
        if chosen.get("promise") == "open":
            queryset = queryset.open_promises()
        elif chosen.get("promise") == "due":
            queryset = queryset.promises_due(timezone.localdate())
        for word in chosen.get("q", "").split():
            queryset = queryset.filter(
                Q(text__icontains=word)
                | Q(promise__icontains=word)
                | Q(with_whom__icontains=word)
                | Q(organization__name__icontains=word)
            )
        return queryset
