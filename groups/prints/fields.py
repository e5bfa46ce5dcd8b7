"""Options that several documents share."""

from typing import Any

from django import forms

from portal.prints import ReportOptions


def furigana_field() -> forms.BooleanField:
    """Whether readings stand above the names of places and organisations."""
    return forms.BooleanField(label="ふりがなをつける", required=False)


def recipients_field(example: str) -> forms.CharField:
    """For whom an internal document is, such as 「委員 12名」."""
    return forms.CharField(
        label="配布先",
        required=False,
        max_length=200,
        help_text=f"内部用では必ず入力してください（例：{example}）。紙面と印刷の記録に残ります。",
    )


class TwofoldOptions(ReportOptions):
    """Base of the options of documents of two kinds: a `variant` for everybody, and an internal one, which is 取扱注意.

    The fields `variant` ("public" stands first, then "internal") and `recipients` are those of each document.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.access.can_read_internal:
            # What the person may not print is not offered; asked for all the same, it is refused as confidential.
            variant: Any = self.fields["variant"]
            variant.widget.choices = variant.choices[:1]
            self.fields["recipients"].widget = forms.HiddenInput()

    @property
    def is_confidential(self) -> bool:
        return self.data.get("variant") == "internal"
