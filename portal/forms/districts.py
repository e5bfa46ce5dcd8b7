"""Forms about the city council, its districts, their neighbourhoods and their figures."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from portal.forms.fields import KanaField, PhoneField, PostcodeField, TextField, kana
from portal.history import VersionedForm
from portal.japanese import text
from portal.models import Council, District, Figure, Invitation, Neighborhood, Role, Statistic

MFA_CHOICES = [
    *Role.choices,
    (Invitation.CITY_STAFF, "市社協職員"),
    (Invitation.ADMINISTRATOR, "システム管理者"),
]


class PlaceForm(VersionedForm):
    """A record with a name and a place; what was typed in full-width is stored as people search for it."""

    class Meta:
        field_classes = {
            "name": TextField,
            "kana": KanaField,
            "city_kana": KanaField,
            "postcode": PostcodeField,
            "phone": PhoneField,
            "fax": PhoneField,
        }


class CouncilForm(PlaceForm):
    """The city council and the rules that hold for all."""

    mfa_roles = forms.MultipleChoiceField(
        label="安全なログイン（二段階認証）を必須にする役割",
        choices=MFA_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ役割の方は、次にページを開いたときに設定をお願いされ、終わるまで先へ進めません。",
    )

    class Meta(PlaceForm.Meta):
        model = Council
        fields = [
            "name",
            "city",
            "city_kana",
            "prefecture",
            "code",
            "district_term",
            "postcode",
            "address",
            "phone",
            "fax",
            "email",
            "mfa_roles",
        ]

    @property
    def fieldsets(self) -> list[tuple[str, list[BoundField]]]:
        return [
            ("市社協", [self[name] for name in self.Meta.fields[:6]]),
            ("連絡先", [self[name] for name in self.Meta.fields[6:11]]),
            ("安全", [self["mfa_roles"]]),
        ]


class DistrictForm(PlaceForm):
    """A district as the administrator opens it."""

    class Meta(PlaceForm.Meta):
        model = District
        fields = ["name", "kana", "slug", "council_name", "order"]
        help_texts = {"slug": "英小文字・数字・ハイフンで入力してください（例：wakaba）。"}


class DistrictProfileForm(PlaceForm):
    """What the district's own people write about it."""

    class Meta(PlaceForm.Meta):
        model = District
        fields = [
            "council_name",
            "introduction",
            "postcode",
            "address",
            "phone",
            "fax",
            "email",
            "office_hours",
        ]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "introduction": "どんな地区か、何を大切にしているかを、住民に伝わる言葉で書いてください。",
            "office_hours": "例：平日 9:00〜16:00",
        }


class NeighborhoodLinesForm(forms.Form):
    """Many neighbourhoods at once, one a line: name, kana, households; as typed, or pasted from a spreadsheet."""

    lines = forms.CharField(
        label="町内の一覧",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="1行に1つ、「町内の名称、ふりがな、世帯数」の順に書いてください。例：川原、かわら、120。"
        "ふりがなと世帯数は、なくてもかまいません。Excelの3つの列を、そのまま貼りつけることもできます。",
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district = district

    def clean_lines(self) -> list[Neighborhood]:
        """The neighbourhoods, not saved yet. Raises ValidationError that names the lines."""
        found: list[Neighborhood] = []
        errors = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                found.append(self._read(line, taken={neighborhood.name for neighborhood in found}))
            except ValidationError as error:
                errors += [f"{number}行目：{message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return found

    def _read(self, line: str, *, taken: set[str]) -> Neighborhood:
        parts = [text.clean(part) for part in re.split("\t" if "\t" in line else "[,，、]", line)]
        if len(parts) == 2 and _households(parts[1]) is not None:
            parts.insert(1, "")
        if len(parts) > 3 and any(parts[3:]):
            raise ValidationError("「町内の名称、ふりがな、世帯数」の3つだけを書いてください。")
        name, reading, households = (parts + ["", ""])[:3]
        if not name:
            raise ValidationError("町内の名称を書いてください。")
        if name in taken:
            raise ValidationError(f"「{name}」が2回あります。")
        if households and _households(households) is None:
            raise ValidationError(f"「{name}」の世帯数「{households}」を、数字で書いてください。")
        found = Neighborhood(
            district=self.district,
            name=name,
            kana=kana(reading),
            households=_households(households),
        )
        found.full_clean(exclude=["order"])
        return found


def _households(written: str) -> int | None:
    """「1,200世帯」 → 1200; None where it is no number."""
    digits = written.removesuffix("世帯").replace(",", "").strip()
    return int(digits) if re.fullmatch("[0-9]{1,7}", digits) else None


class NeighborhoodForm(PlaceForm):
    class Meta(PlaceForm.Meta):
        model = Neighborhood
        fields = ["name", "kana", "households"]


class StatisticForm(VersionedForm):
    """The figures of a district (or one neighbourhood) on a base date; an empty field is unknown, not 0."""

    class Meta:
        model = Statistic
        fields = ["base_date", "source", "neighborhood", "population", "households"]
        widgets = {"base_date": forms.DateInput(format="%Y-%m-%d")}
        help_texts = {
            "source": "例：住民基本台帳（○○市）",
            "neighborhood": "地区全体の数字のときは、選ばないでください。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighborhood"].queryset = self.instance.district.neighborhoods.all()  # type: ignore[attr-defined]
        self.fields["neighborhood"].empty_label = "地区全体"  # type: ignore[attr-defined]
        for figure in Figure:
            self.fields[figure.value] = forms.IntegerField(
                label=figure.label,
                min_value=0,
                required=False,
                initial=self.instance.figures.get(figure.value),
            )

    @property
    def fieldsets(self) -> Iterator[tuple[str, list[BoundField]]]:
        yield "いつの、どこの数字か", [self["base_date"], self["source"], self["neighborhood"]]
        yield "人口と世帯", [self["population"], self["households"]]
        yield "そのほかの数字（わかるものだけ）", [self[figure.value] for figure in Figure]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = {figure.value: cleaned.get(figure.value) for figure in Figure}
        others = {key: value for key, value in self.instance.figures.items() if key not in known}
        self.instance.figures = others | {key: value for key, value in known.items() if value is not None}
        return cleaned
