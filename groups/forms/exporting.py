"""What is written as open data, and how."""

from typing import Any

from django import forms

from groups.models import Category
from portal.exports import OpenDataSet


class ExportForm(forms.Form):
    """The data set, the kinds in it, and the encoding of the file."""

    data_set = forms.ChoiceField(label="形式", widget=forms.RadioSelect)
    kinds = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label="種別",
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、公共施設一覧には福祉施設と専門機関を、"
        "介護サービス事業所一覧にはサービスの登録があるものをのせます。",
    )
    encoding = forms.ChoiceField(
        label="文字コード",
        choices=[("utf-8-sig", "UTF-8（BOMつき）"), ("cp932", "シフトJIS（Windowsの日本語）")],
        initial="utf-8-sig",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, data_sets: dict[str, OpenDataSet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["data_set"]
        field.choices = [(name, data_set.label) for name, data_set in data_sets.items()]
        field.initial = next(iter(data_sets))
