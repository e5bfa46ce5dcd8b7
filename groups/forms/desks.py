"""Forms about consultation desks and situations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.models import Desk, Situation
from portal.forms.districts import PlaceForm
from portal.history import VersionedForm
from portal.listing import Filter


class DeskForm(PlaceForm):
    """A desk, and the situations that lead to it."""

    situations = forms.ModelMultipleChoiceField(
        Situation.objects.none(),
        label="どんな困りごとの窓口ですか",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ困りごとの「困ったら」のページに、この窓口が出ます。",
    )

    website = forms.URLField(label="ホームページ", required=False, assume_scheme="https")

    class Meta(PlaceForm.Meta):
        model = Desk
        fields = [
            "name",
            "kana",
            "about",
            "audience",
            "phone",
            "fax",
            "hours",
            "address",
            "email",
            "website",
            "is_urgent",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["situations"]
        field.queryset = Situation.objects.leaves()
        field.label_from_instance = lambda situation: situation.path
        if self.instance.pk:
            field.initial = self.instance.situations.all()


class SituationForm(VersionedForm):
    """A situation in a resident's words."""

    class Meta:
        model = Situation
        fields = ["text", "parent", "order", "desks"]
        widgets = {"desks": forms.CheckboxSelectMultiple}
        help_texts = {
            "text": "住民の言葉で、短く書いてください（例：介護のことで困っている）。",
            "parent": "空欄にすると、最初のページに出る大きな分け方になります。",
            "desks": "大きな分け方には、窓口をつけなくてもかまいません。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = Situation.objects.top().exclude(pk=self.instance.pk)
        desks: Any = self.fields["desks"]
        desks.queryset = Desk.objects.filter(district=None).active()

    def clean_parent(self) -> Situation | None:
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance.children.exists():
            raise forms.ValidationError("下に細かい分け方があるので、ほかの分け方の下には入れられません。")
        return parent


class DeskFilter(Filter):
    """The words by which a desk is looked for."""

    q = forms.CharField(label="ことば", required=False, max_length=50)

    def apply(self, queryset: QuerySet) -> QuerySet:
        words = self.chosen.get("q", "").split()
        return queryset.matching(words) if words else queryset
