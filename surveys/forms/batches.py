"""Forms about batches: one of them, one for each neighbourhood, and how many were handed out."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.forms.fields import RecordForm
from portal.models import Neighborhood
from surveys.actions.batches import MOST_SHEETS
from surveys.models import Batch, Wave


class BatchForm(RecordForm):
    """A batch; once its sheets have their numbers, neither their kind nor how many there are can change."""

    class Meta(RecordForm.Meta):
        model = Batch
        fields = ["name", "neighborhood", "form", "size", "distributed", "handed_out_on", "note"]
        help_texts = {
            "neighborhood": "選んでおくと、町内ごとの回収率が出ます。",
            "size": f"予備の分も入れて、{MOST_SHEETS:,}部まで作れます。",
            "distributed": "ほんとうに配った数です。回収率は、この数で計算します。用紙と一緒に渡した案内は、0にします。",
        }

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["neighborhood"]
        field.queryset = Neighborhood.objects.filter(district=wave.district)
        field.empty_label = "町内を決めない（窓口など）"
        if self.instance.pk:
            del self.fields["form"], self.fields["size"]
        else:
            del self.fields["distributed"], self.fields["handed_out_on"]
            self.fields["size"].max_value = MOST_SHEETS
            self.fields["form"].choices = Batch.Form.choices


class BatchRowForm(forms.ModelForm):
    """How many of one batch were handed out, and when."""

    class Meta:
        model = Batch
        fields = ["distributed", "handed_out_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.instance.name
        self.fields["distributed"].widget.attrs |= {
            "aria-label": f"配った数（{name}）",
            "inputmode": "numeric",
            "autocomplete": "off",
            "max": self.instance.size,
        }
        self.fields["handed_out_on"].widget.attrs |= {"aria-label": f"配った日（{name}）"}

    def clean_distributed(self) -> int | None:
        distributed: int | None = self.cleaned_data["distributed"]
        if distributed is not None and distributed > self.instance.size:
            raise ValidationError(f"作った部数（{self.instance.size:,}部）より多くは配れません。")
        return distributed


class DistributedForm:
    """A row for each batch of a wave, on one page."""

    def __init__(self, data: Any, wave: Wave) -> None:
        self.rows = [
            BatchRowForm(data, instance=batch, prefix=f"b{batch.pk}")
            for batch in wave.batches.select_related("neighborhood")
        ]
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        return not [row for row in self.rows if not row.is_valid()]

    @property
    def counts(self) -> dict[int, dict[str, Any]]:
        """What `actions.batches.save_distributed` takes."""
        return {row.instance.pk: dict(row.cleaned_data) for row in self.rows if row.has_changed()}

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """What has to be corrected: (id of the box, name of the batch, message)."""
        return list(self._errors())

    def _errors(self) -> Iterator[tuple[str, str, str]]:
        for row in self.rows:
            for name, messages in row.errors.items():
                for message in messages:
                    yield row[name].id_for_label, row.instance.name, str(message)


class BatchesForm(forms.Form):
    """What to print for all neighbourhoods at once."""

    form = forms.ChoiceField(label="印刷するもの", choices=Batch.Form.choices, initial=Batch.Form.SHEET)
