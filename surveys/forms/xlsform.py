"""Taking in an XLSForm workbook: the file, then where it goes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.tabular import TabularError
from surveys.xlsform.checking import Check, check_xlsform, refusal_of
from surveys.xlsform.reading import Reading, read_xlsform
from surveys.xlsform.sheets import read_sheets

LARGEST = 2 * 1024 * 1024


class XlsformFileForm(forms.Form):
    """A workbook; `reading` and `check` are what is in it."""

    file = forms.FileField(
        label="調査ソフトのフォームのファイル（XLSForm、.xlsx）",
        help_text="KoboToolbox（コボ・ツールボックス）やODKでつくったフォームを、XLSFormとして保存したファイルです。",
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )
    reading: Reading
    check: Check

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("ファイルが大きすぎます。2MBまでのファイルをお選びください。")
        content = file.read()
        try:
            sheets = read_sheets(content, file.name)
        except TabularError as error:
            raise ValidationError(f"{error.message}{error.advice}") from error
        if refusal := refusal_of(sheets):
            raise ValidationError(refusal)
        self.check = check_xlsform(content)
        if self.check.error:
            raise ValidationError(
                "フォームにまちがいがあるため、取り込めません。KoboToolboxやODKで直してから、もう一度お選びください。"
                f"検査（pyxform）の知らせ：{self.check.error}"
            )
        self.reading = read_xlsform(sheets)
        if not self.reading.outline.questions:
            raise ValidationError("取り込める質問がありませんでした。ファイルの中身を確かめてください。")
        return file
