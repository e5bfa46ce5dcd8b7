"""Forms of double entry: how large a sample, and which keying was right."""

from collections.abc import Sequence
from typing import Any

from django import forms

from surveys.actions.rechecks import Verdict
from surveys.reports.rechecks import SHARES, USUAL_SHARE, Difference


class SampleForm(forms.Form):
    """Which sample; in the query string, so that everybody can be sent the same one."""

    share = forms.TypedChoiceField(
        label="調べる割合",
        choices=[(share, f"{share}%") for share in SHARES],
        coerce=int,
        initial=USUAL_SHARE,
        required=False,
        empty_value=USUAL_SHARE,
    )
    seed = forms.IntegerField(
        label="くじの番号",
        required=False,
        min_value=0,
        max_value=999_999,
        help_text="同じ番号からは、いつも同じ用紙が選ばれます。",
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """Share and seed; what was sent wrong is passed over."""
        self.is_valid()
        return {"share": self.cleaned_data.get("share") or USUAL_SHARE, "seed": self.cleaned_data.get("seed")}


class VerdictForm(forms.Form):
    """For each difference, which keying agrees with the sheet."""

    def __init__(self, data: Any = None, *, sides: Sequence[Difference]) -> None:
        super().__init__(data)
        self.sides = sides
        for side in sides:
            self.fields[side.asked.key] = forms.ChoiceField(
                label=f"{side.asked.label} {side.asked.question.text}",
                choices=[
                    (Verdict.FIRST, f"1回目：{side.first}"),
                    (Verdict.SECOND, f"2回目：{side.second}"),
                    (Verdict.NEITHER, "どちらもちがう（あとで用紙のとおりに直します）"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "用紙を見て、どれが正しいかを選んでください。"},
            )

    @property
    def has_neither(self) -> bool:
        return Verdict.NEITHER in self.cleaned_data.values()
