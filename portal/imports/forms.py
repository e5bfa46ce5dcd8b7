"""The wizard's forms: the file, how it is read, which column is which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from portal.imports.columns import Column
from portal.imports.importer import Importer, registered_importers
from portal.imports.words import FileWord
from portal.models import Import
from portal.tabular import ENCODINGS, MAX_BYTES, cell_name

_LONGEST_SAMPLE = 40


class UploadForm(forms.Form):
    """What is imported, and from which file."""

    importer = forms.ChoiceField(label="取り込むもの", widget=forms.RadioSelect)
    file = forms.FileField(
        label="ファイル",
        help_text=(
            "CSVファイル、またはExcelブック（.xlsx）をお選びください。"
            f"{MAX_BYTES // 1024 // 1024}MB・20,000行まで読み取れます。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"empty": "ファイルが空です。表が入っているファイルをお選びください。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        importers = registered_importers()
        choices = [(importer.key, importer.label) for importer in importers]
        self.fields["importer"].choices = choices
        if len(choices) == 1:
            self.fields["importer"].initial = choices[0][0]

    def clean_file(self) -> UploadedFile:
        """A file that is not too large to be read at all; what is in it, is seen when it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"ファイルが大きすぎます（{file.size / 1024 / 1024:.0f}MB）。{MAX_BYTES // 1024 // 1024}MBまでにしてください。"
                "必要な列と行だけを残すか、いくつかに分けて、順番に取り込んでください。"
            )
        return file


class ReadingForm(forms.Form):
    """How the file is read, where the guess is wrong."""

    encoding = forms.ChoiceField(
        label="文字コード",
        choices=[("", "自動で見分ける"), *ENCODINGS.items()],
        required=False,
        help_text="文字が化けているときに、ほかのものを選んでみてください。",
    )
    sheet = forms.ChoiceField(label="シート", required=False)
    header_row = forms.TypedChoiceField(
        label="見出しの行",
        coerce=int,
        help_text="「名称」や「住所」など、列の名前が書いてある行です。",
    )

    def __init__(self, *args: Any, record: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sample = record.sample
        self.initial = {
            "encoding": record.encoding,
            "sheet": record.sheet,
            "header_row": record.header_row,
        } | self.initial
        rows = [
            (number, f"{number}行目：{_shortened('、'.join(filter(None, cells)))}")
            for number, cells in sample["first_rows"]
        ]
        if record.header_row not in dict(rows) and record.header_row:
            rows.append((record.header_row, f"{record.header_row}行目"))
        self.fields["header_row"].choices = [(0, "見出しの行はない"), *rows]
        if sample["kind"] == "xlsx":
            del self.fields["encoding"]
        if len(sample["sheets"]) > 1:
            self.fields["sheet"].choices = [(name, name) for name in sample["sheets"]]
        else:
            del self.fields["sheet"]


@dataclass(frozen=True)
class FileColumn:
    """One column of the file: its place, its heading, some of what stands in it, and the field that says what it is.

    `is_hidden` in the workbook, where nobody may know that it is there.
    """

    letter: str
    heading: str
    sample: list[str]
    field: forms.BoundField
    is_hidden: bool


@dataclass(frozen=True)
class WordField:
    """A word of the file, and the field that says what it means."""

    word: FileWord
    field: forms.BoundField


class MappingForm(forms.Form):
    """Which column of the file is which column of the importer, and what those of its words mean that are not ours.

    One choice for each column of the file, and for each word.
    """

    def __init__(
        self,
        *args: Any,
        record: Import,
        importer: Importer,
        words: Sequence[FileWord],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sample = record.sample
        self.columns = importer.columns
        # For these the options of the import have a value where the file has none.
        self.given = set(importer.options.base_fields) if importer.options else set()
        choices = [("", "（使わない）")]
        choices += [
            (column.name, column.label + ("（必須）" if self._needs(column) else ""))
            for column in self.columns
        ]
        for position, heading in enumerate(self.sample["headers"]):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=heading or f"{_letter(position)}列（見出しなし）",
                choices=choices,
                required=False,
                initial=record.mapping.get(str(position), ""),
            )

        self.words = {word.field: word for word in words}
        # Asked for once, however many words there are.
        offers = {word.column.name: word.column.choices for word in words}
        offered = {name: choices() for name, choices in offers.items() if choices}
        for name, word in self.words.items():
            self.fields[name] = forms.ChoiceField(
                label=f"「{word.word}」",
                choices=[("", f"（{word.column.label}のない行と同じ）"), *offered[word.column.name]],
                required=False,
                initial=word.value,
            )

    def _needs(self, column: Column) -> bool:
        return column.required and column.name not in self.given

    @property
    def file_words(self) -> list[WordField]:
        """The words of the file that are not ours."""
        return [WordField(word, self[name]) for name, word in self.words.items()]

    @property
    def unanswered(self) -> int:
        """How many of them are not said to be any of ours."""
        return sum(not each.field.value() for each in self.file_words)

    @property
    def said(self) -> dict[str, dict[str, str | None]]:
        """What the words mean, as chosen, {column name: {word, folded: value}}; None where it is what was guessed."""
        said: dict[str, dict[str, str | None]] = {}
        for name, word in self.words.items():
            value = self.cleaned_data[name]
            said.setdefault(word.column.name, {})[word.key] = None if value == word.guess else value
        return said

    @property
    def file_columns(self) -> list[FileColumn]:
        """The columns of the file that hold anything."""
        found = []
        for position, heading in enumerate(self.sample["headers"]):
            cells = [cells[position] for cells in self.sample["rows"] if position < len(cells)]
            sample = list(dict.fromkeys(_shortened(" ".join(cell.split())) for cell in cells if cell.strip()))
            if heading or sample:
                field = self[f"column_{position}"]
                is_hidden = position in self.sample.get("hidden", [])
                found.append(FileColumn(_letter(position), heading, sample[:3], field, is_hidden))
        return found

    @property
    def mapping(self) -> dict[int, str]:
        """{position: column name}, as chosen."""
        return {
            int(name.removeprefix("column_")): column
            for name, column in self.cleaned_data.items()
            if column and name.startswith("column_")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        labels = {column.name: column.label for column in self.columns}
        chosen: dict[str, str] = {}
        for name, column in list(cleaned.items()):
            if not name.startswith("column_"):
                continue
            if column and column in chosen:
                first = self.fields[chosen[column]].label
                self.add_error(
                    name,
                    f"「{labels[column]}」は、「{first}」の列でも選ばれています。どちらか一つにしてください。",
                )
            elif column:
                chosen[column] = name
        for column in self.columns:
            if self._needs(column) and column.name not in chosen:
                self.add_error(None, f"「{column.label}」になる列を、一つ選んでください。")
        return cleaned


def options_form(
    importer: Importer, record: Import, data: Any = None, *, filled: Collection[str] = ()
) -> forms.Form | None:
    """The importer's own form for what the file does not say; not for columns that are `filled` in every row."""
    if importer.options is None:
        return None
    form = importer.options(data, initial=record.options)
    for name in filled:
        form.fields.pop(name, None)
    return form


def _letter(position: int) -> str:
    return cell_name(position, 0).removesuffix("0")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else f"{text[:_LONGEST_SAMPLE]}…"
