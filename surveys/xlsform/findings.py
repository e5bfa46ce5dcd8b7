"""What of a workbook is not taken over as it was, told in words, row by row."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.xlsform.sheets import SheetRow
from surveys.xlsform.types import LOST_COLUMNS, row_type

# What fits into our fields.
LONGEST_CHOICE = 100
LONGEST = {"text": 300, "help": 300, "title": 100, "item": 100}


@dataclass(frozen=True)
class Finding:
    """Something of the workbook that is not as it was: left out (`is_lost`), or taken over differently."""

    text: str
    row: int | None = None  # of the sheet "survey"
    is_lost: bool = True


def named(row: SheetRow) -> str:
    """A row as people know it: by its words, else by its name."""
    return (row["label"] or row["name"])[:40]


class Told:
    """Gathers the findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def lose(self, row: SheetRow | None, text: str) -> None:
        """Something is left out."""
        self.findings.append(Finding(text, row.number if row else None))

    def change(self, row: SheetRow | None, text: str) -> None:
        """Something is taken over differently."""
        self.findings.append(Finding(text, row.number if row else None, is_lost=False))

    def once(self, text: str) -> None:
        """The same, told once for all rows."""
        finding = Finding(text, is_lost=False)
        if finding not in self.findings:
            self.findings.append(finding)

    def shortened(self, row: SheetRow, text: str, what: str) -> str:
        """The text as far as it fits; that something was cut off is told."""
        longest = LONGEST[what]
        if len(text) > longest:
            self.lose(row, f"「{text[:20]}…」は長いため、{longest}字までにしました。")
        return text[:longest]

    def lost_columns(self, row: SheetRow, *, also: Iterable[str] = ()) -> None:
        """Tell what stands in columns that mean nothing here."""
        is_range = row_type(row["type"]).name == "range"
        for column in row.cells:
            what = LOST_COLUMNS.get(column)
            if column == "parameters" and is_range:
                continue
            if column in also:
                what = {"relevant": "条件", "constraint": "答えの条件", "hint": "補足"}[column]
            if what:
                self.lose(row, f"「{named(row)}」の{what}は使えません。")

    def lost_in_choices(self, rows: Iterable[SheetRow]) -> None:
        """Tell what of choices is cut off or left out."""
        for row in rows:
            if len(row["label"]) > LONGEST_CHOICE:
                self.lose(
                    None, f"選択肢「{row['label'][:20]}…」は長いため、{LONGEST_CHOICE}字までにしました。"
                )
            for column in row.cells:
                if column in LOST_COLUMNS:
                    self.lose(None, f"選択肢「{named(row)}」の{LOST_COLUMNS[column]}は使えません。")
