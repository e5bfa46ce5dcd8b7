"""Forms of the lists below an organisation: one form a row, rows added and removed without JavaScript."""

from datetime import date
from typing import Any

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from groups.models import Activity, Contact, Need, Offer, Organization
from groups.models.activities import Resource, a_year_from_now
from portal.forms.fields import KanaField, PhoneField, RecordForm
from portal.models import Neighborhood

# More rows than that in one list are not taken.
MOST_ROWS = 200
WEEKS = [(week, f"第{week}") for week in range(1, 6)]


class ActivityForm(RecordForm):
    """A regular activity (ふだんの活動)."""

    weeks = forms.TypedMultipleChoiceField(
        label="第何週",
        choices=WEEKS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-short"}),
        help_text="「毎月」のときに選んでください。",
    )

    class Meta(RecordForm.Meta):
        model = Activity
        fields = [
            "name",
            "frequency",
            "weekdays",
            "weeks",
            "starts_at",
            "ends_at",
            "schedule_note",
            "place",
            "neighborhood",
            "audience",
            "cost",
            "drop_in",
        ]
        help_texts = {
            "schedule_note": "「8月はお休み」「4月の第2土曜」など。",
            "audience": "「どなたでも」「就学前の子どもと家族」など。",
            "cost": "「無料」「100円（お茶代）」など。",
        }

    def __init__(self, *args: Any, places: list[Neighborhood], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["neighborhood"]
        field.queryset = Neighborhood.objects.filter(pk__in=[place.pk for place in places])
        # Asked for once for all rows.
        field.choices = [
            ("", "選ばない"),
            *((place.pk, place.name) for place in places),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_monthly = cleaned.get("frequency") == Activity.Frequency.MONTHLY
        if is_monthly and cleaned.get("weekdays") and not cleaned.get("weeks") and "weeks" not in self.errors:
            self.add_error(
                "weeks",
                "第何週ですか。1つ以上選んでください。毎週のときは、「頻度」で「毎週」を選んでください。",
            )
        return cleaned


class EntryForm(RecordForm):
    """One of できること or してほしいこと."""

    class Meta(RecordForm.Meta):
        fields = ["kind", "text", "when", "place", "expires_on", "state"]
        help_texts = {
            "when": "「平日の昼」「第2土曜の午前」など。",
            "place": "「若葉会館」「地区の中ならどこでも」など。",
            "expires_on": "この日をすぎると掲示板からはずれます。空欄なら1年です。1年ごとに続けられます。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].required = self.fields["state"].required = False

    def clean_expires_on(self) -> date:
        return self.cleaned_data["expires_on"] or a_year_from_now()

    def clean_state(self) -> str:
        return self.cleaned_data["state"] or Resource.State.OPEN


class OfferForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Offer


class NeedForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Need


class InternalContactForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Contact
        fields = ["name", "kana", "title", "phone", "mobile", "fax", "email", "address", "note"]
        field_classes = {"kana": KanaField, "phone": PhoneField, "mobile": PhoneField, "fax": PhoneField}


class Rows(BaseInlineFormSet):
    """The rows of one list. A row that somebody else removed meanwhile is told, not silently made again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = 0 if self.is_bound or self.initial_form_count() else 1

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "この行を消す"
        form.fields[self._pk_field.name].error_messages["invalid_choice"] = (
            "この行は、入力している間にほかの人が消しました。「この行を消す」に印を付けるか、新しい行に入力し直してください。"
        )

    def add_row(self) -> None:
        """Show one more empty row below what was typed."""
        self.data = self.data.copy()
        key = self.management_form.add_prefix("TOTAL_FORMS")
        self.data[key] = str(min(self.total_form_count() + 1, self.absolute_max))
        # Both were computed from the data as it was before.
        for name in ("management_form", "forms"):
            self.__dict__.pop(name, None)

    def show_unchecked(self) -> None:
        """Show what was typed without checking it yet."""
        for form in self.forms:
            form.show_unchecked()
        self._errors = [form.errors for form in self.forms]
        self._non_form_errors = self.error_class()

    def changed_rows(self) -> list[dict[str, Any]]:
        """Values of the rows that are new or changed, as the actions take them."""
        rows = []
        for form in self.forms:
            if form.has_changed() and form not in self.deleted_forms:
                values = {name: form.cleaned_data[name] for name in form._meta.fields if name != self.fk.name}
                rows.append(values | ({"pk": form.instance.pk} if form.instance.pk else {}))
        return rows

    def removed_keys(self) -> list[int]:
        return [form.instance.pk for form in self.deleted_forms if form.instance.pk]


def _rows_of(model: type, form: type[RecordForm]) -> type[Rows]:
    return inlineformset_factory(Organization, model, form=form, formset=Rows, extra=0, max_num=MOST_ROWS)


ActivityRows = _rows_of(Activity, ActivityForm)
OfferRows = _rows_of(Offer, OfferForm)
NeedRows = _rows_of(Need, NeedForm)
ContactRows = _rows_of(Contact, InternalContactForm)
