"""What of the results is looked at: of whom alone, by what, with which weights."""

from collections.abc import Sequence

from django import forms

from surveys.reports.axes import Within
from surveys.reports.settled import AxisChoice


def _within_choices(axes: Sequence[AxisChoice]) -> list[tuple[str, list[tuple[str, str]]] | tuple[str, str]]:
    groups: list[tuple[str, list[tuple[str, str]]] | tuple[str, str]] = [("", "全員")]
    for axis in axes:
        classes = [(f"{axis.key}:{code}", f"{axis.label}：{label}") for code, label in axis.classes]
        if classes:
            groups.append((axis.label, classes))
    return groups


class FiguresForm(forms.Form):
    """Of whom, and whether weighted shares stand beside the plain ones."""

    within = forms.ChoiceField(label="だれの答えを見るか", required=False)
    weighted = forms.BooleanField(label="年代×町内の人口で重みづけした割合も見る", required=False)

    def __init__(
        self, *args: object, axes: Sequence[AxisChoice], can_weight: bool = True, **more: object
    ) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["within"].choices = _within_choices(axes)  # type: ignore[attr-defined]
        if not can_weight:
            del self.fields["weighted"]

    @property
    def chosen(self) -> Within | None:
        """The filter, of a valid form."""
        return _read(self.cleaned_data.get("within", ""))


class CrossForm(FiguresForm):
    """Of one question: also by what it is crossed."""

    by = forms.ChoiceField(label="かけ合わせる項目", required=False)
    field_order = ("by", "within", "weighted")

    def __init__(self, *args: object, axes: Sequence[AxisChoice], key: str, **more: object) -> None:
        others = [axis for axis in axes if axis.key != key]
        super().__init__(*args, axes=others, **more)  # type: ignore[arg-type]
        self.fields["by"].choices = [("", "かけ合わせない"), *((a.key, a.label) for a in others)]  # type: ignore[attr-defined]


def _read(value: str) -> Within | None:
    key, _, code = value.rpartition(":")
    return Within(key, int(code)) if key and code.isdecimal() else None
