"""The three sheets of an XLSForm workbook as rows of {column: text}, whatever language its labels are in."""

import re
from dataclasses import dataclass, field

from portal.tabular import TabularError, read_table

_JAPANESE = re.compile(r"日本語|japanese|\bja\b|\(ja\)|\bjp\b", re.IGNORECASE)
# Columns that may stand in several languages.
TRANSLATED = ("label", "hint", "constraint_message", "guidance_hint", "required_message")
_SHORT = {"caption": "label", "relevance": "relevant", "list name": "list_name", "name ": "name"}


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheets:
    """A workbook. `languages` are those whose words are not taken over."""

    survey: list[SheetRow]
    choices: list[SheetRow]
    settings: dict[str, str]
    languages: list[str] = field(default_factory=list)


def read_sheets(content: bytes, name: str = "") -> Sheets:
    """Read a workbook. Raises TabularError, also where it is no XLSForm."""
    table = read_table(content, name, sheet="survey")
    if table.kind != "xlsx" or "survey" not in table.sheets:
        raise TabularError(
            "XLSFormのファイルではありません。",
            "「survey」という名前のシートがあるExcelファイル（.xlsx）をお選びください。",
        )
    left_out: dict[str, None] = {}
    survey = _rows(content, "survey", left_out)
    if not survey or "type" not in {column for row in survey for column in row.cells}:
        raise TabularError(
            "「survey」のシートに、質問（type の列）が見つかりません。",
            "KoboToolboxやODKで、XLSFormとして保存し直してください。",
        )
    choices = _rows(content, "choices", left_out) if "choices" in table.sheets else []
    settings = _rows(content, "settings", left_out) if "settings" in table.sheets else []
    return Sheets(survey, choices, settings[0].cells if settings else {}, list(left_out))


def _rows(content: bytes, sheet: str, left_out: dict[str, None]) -> list[SheetRow]:
    try:
        table = read_table(content, sheet=sheet)
    except TabularError as error:
        if "内容がありません" in error.message:
            return []
        raise
    if table.sheet != sheet or not table.rows:  # blank: another one was read instead
        return []
    columns = _columns(table.rows[0].cells, left_out)
    rows = []
    for row in table.rows[1:]:
        cells = {
            column: text.strip()
            for column, text in zip(columns, row.cells, strict=False)
            if column and text.strip()
        }
        if cells:
            rows.append(SheetRow(row.number, cells))
    return rows


def _columns(headings: list[str], left_out: dict[str, None]) -> list[str]:
    """The names of the columns: of several languages only Japanese, or the first one, keeps its name."""
    found: list[tuple[str, str]] = []
    for heading in headings:
        base, _, language = (part.strip() for part in heading.partition("::"))
        base = _SHORT.get(base.lower(), base.lower())
        if not language and base.startswith(("media", "bind", "instance", "body")):
            base = heading.strip().lower()
        if language and base not in TRANSLATED:
            base, language = heading.strip().lower(), ""
        found.append((base, language))
    languages = [language for base, language in found if base in TRANSLATED and language]
    has_plain = any(base == "label" and not language for base, language in found)
    first = "" if has_plain or not languages else languages[0]
    chosen = next((each for each in languages if _JAPANESE.search(each)), first)
    columns = []
    for base, language in found:
        is_chosen = language == chosen or (
            not language and not any(b == base and la == chosen for b, la in found)
        )
        if base in TRANSLATED and not is_chosen:
            if language:
                left_out[language] = None
            columns.append("")
        else:
            columns.append(base)
    return columns
