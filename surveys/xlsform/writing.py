"""A questionnaire as XLSForm. What XLSForm has no word for stands in columns `tsunagari_…`, which others pass over."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.styles import Font

from surveys.models import REFUSED, Kind
from surveys.questionnaire import LONGEST_OTHER, REFUSED_TEXT
from surveys.xlsform.outline import ChoiceOutline, Outline, QuestionOutline

LANGUAGE = "日本語 (ja)"
LABEL, HINT, MESSAGE = (f"{name}::{LANGUAGE}" for name in ("label", "hint", "constraint_message"))
SURVEY_COLUMNS = (
    "type",
    "name",
    LABEL,
    HINT,
    "required",
    "relevant",
    "constraint",
    MESSAGE,
    "appearance",
    "tsunagari_kind",
    "tsunagari_attribute",
    "tsunagari_refuse",
    "tsunagari_unit",
    "tsunagari_part",
)
CHOICE_COLUMNS = (
    "list_name",
    "name",
    LABEL,
    "tsunagari_exclusive",
    "tsunagari_text",
    "tsunagari_outside",
    "tsunagari_score",
    "tsunagari_group",
    "tsunagari_age_from",
    "tsunagari_age_to",
    "tsunagari_neighborhood",
)
SETTINGS_COLUMNS = ("form_title", "form_id", "version", "default_language")
YES = "yes"
# Names of notes and of what is written into brackets, beside the questions' keys.
LEAD, PURPOSE, THANKS = "tsunagari_lead", "tsunagari_purpose", "tsunagari_thanks"


@dataclass
class Workbook:
    """The rows of the three sheets, each {column: value}."""

    settings: dict[str, str]
    survey: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)

    def as_xlsx(self) -> bytes:
        """The workbook as a file."""
        book = openpyxl.Workbook()
        sheets: tuple[tuple[str, tuple[str, ...], list[dict[str, Any]]], ...] = (
            ("survey", SURVEY_COLUMNS, self.survey),
            ("choices", CHOICE_COLUMNS, self.choices),
            ("settings", SETTINGS_COLUMNS, [self.settings]),
        )
        book.remove(book.worksheets[0])
        for name, columns, rows in sheets:
            sheet = book.create_sheet(name)
            sheet.append(columns)
            for cell in sheet[1]:
                cell.font = Font(bold=True)
            sheet.freeze_panes = "A2"
            for row in rows:
                sheet.append([row.get(column, "") for column in columns])
                for cell in sheet[sheet.max_row]:
                    if cell.data_type == "f":  # a text that begins with "=" is a text
                        cell.data_type = "s"
            for letter, width in (("A", 24), ("B", 24), ("C", 60)):
                sheet.column_dimensions[letter].width = width
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


def write_xlsform(outline: Outline, *, form_id: str, version: str) -> Workbook:
    """The workbook of a questionnaire. `losses_of` tells what other programs will not do with it."""
    book = Workbook(
        {
            "form_title": outline.title,
            "form_id": form_id,
            "version": version,
            "default_language": LANGUAGE,
        }
    )
    for name, text in ((LEAD, outline.lead), (PURPOSE, outline.purpose)):
        if text:
            book.survey.append({"type": "note", "name": name, LABEL: _plain(text)})
    for number, section in enumerate(outline.sections, start=1):
        book.survey.append({"type": "begin_group", "name": f"section_{number}", LABEL: _plain(section.title)})
        if section.text:
            note = {"type": "note", "name": f"section_{number}_text", LABEL: _plain(section.text)}
            book.survey.append(note | {"tsunagari_part": "section"})
        for question in section.questions:
            parent = next((each for each in outline.questions if each.key == question.shown_if), None)
            _write_question(book, question, _relevant(question, parent))
        book.survey.append({"type": "end_group", "name": f"section_{number}"})
    if outline.thanks:
        book.survey.append({"type": "note", "name": THANKS, LABEL: _plain(outline.thanks)})
    return book


def _plain(text: str) -> str:
    """`${` would be read as the name of a question."""
    return text.replace("${", "$ {")


def _relevant(question: QuestionOutline, parent: QuestionOutline | None) -> str:
    if parent is None:
        return ""
    pattern = "selected(${{{}}}, '{}')" if parent.kind == Kind.M else "${{{}}} = '{}'"
    return " or ".join(pattern.format(parent.key, code) for code in question.shown_codes)


_TYPES = {
    Kind.S: ("select_one", ""),
    Kind.SC: ("select_one", "likert"),
    Kind.M: ("select_multiple", ""),
    Kind.N: ("decimal", ""),
    Kind.T: ("text", "multiline"),
}


def _write_question(book: Workbook, question: QuestionOutline, relevant: str) -> None:
    shared = {
        LABEL: _plain(question.text),
        HINT: _plain(question.help),
        "relevant": relevant,
        "tsunagari_kind": question.kind,
        "tsunagari_attribute": question.attribute,
        "tsunagari_refuse": YES if question.may_refuse else "",
        "tsunagari_unit": question.unit,
    }
    _write_choices(book, question)
    required = YES if question.is_required else ""
    if question.kind == Kind.MX:
        head = {"type": "begin_group", "name": question.key, "appearance": "table-list"}
        book.survey.append(shared | head)
        for item in question.items:
            row = {"type": f"select_one {question.key}", "name": f"{question.key}_{item.code}"}
            book.survey.append(row | {LABEL: _plain(item.text), "required": required})
        book.survey.append({"type": "end_group", "name": question.key})
        return
    kind, appearance = _TYPES[Kind(question.kind)]
    constraint, message = _constraint(question)
    book.survey.append(
        shared
        | {
            "type": f"{kind} {question.key}" if kind.startswith("select") else kind,
            "name": question.key,
            "required": required,
            "constraint": constraint,
            MESSAGE: message,
            "appearance": appearance,
        }
    )
    for choice in question.choices:
        if choice.takes_text:
            book.survey.append(_other(question, choice))


def _other(question: QuestionOutline, choice: ChoiceOutline) -> dict[str, Any]:
    """What is written into the brackets of a choice: a question of its own elsewhere."""
    pattern = "selected(${{{}}}, '{}')" if question.kind == Kind.M else "${{{}}} = '{}'"
    return {
        "type": "text",
        "name": f"{question.key}_{choice.code}_text",
        LABEL: f"「{_plain(choice.text)}」の内容",
        "relevant": pattern.format(question.key, choice.code),
        "constraint": f"string-length(.) <= {LONGEST_OTHER}",
        MESSAGE: f"{LONGEST_OTHER}字までにしてください。",
        "tsunagari_part": "other",
    }


def _constraint(question: QuestionOutline) -> tuple[str, str]:
    """The constraint of a question, and what is told where it is broken."""
    conditions: list[tuple[str, str]] = list(_conditions(question))
    return " and ".join(each for each, _ in conditions), "".join(message for _, message in conditions)


def _conditions(question: QuestionOutline) -> Iterator[tuple[str, str]]:
    if question.max_choices:
        yield f"count-selected(.) <= {question.max_choices}", f"{question.max_choices}つまで選べます。"
    if question.kind == Kind.M:
        alone = [(str(choice.code), choice.text) for choice in question.choices if choice.is_exclusive]
        if question.may_refuse:
            alone.append((str(REFUSED), REFUSED_TEXT))
        for code, text in alone:
            yield (
                f"not(selected(., '{code}') and count-selected(.) > 1)",
                f"「{text}」は、ほかの答えと一緒に選べません。",
            )
    if question.minimum is not None:
        yield f". >= {question.minimum}", f"{question.minimum}{question.unit}以上の数にしてください。"
    if question.maximum is not None:
        yield f". <= {question.maximum}", f"{question.maximum}{question.unit}以下の数にしてください。"
    if question.kind == Kind.T:
        yield f"string-length(.) <= {question.max_length}", f"{question.max_length}字までにしてください。"


def _write_choices(book: Workbook, question: QuestionOutline) -> None:
    for choice in question.choices:
        book.choices.append(
            {
                "list_name": question.key,
                "name": str(choice.code),
                LABEL: _plain(choice.text),
                "tsunagari_exclusive": YES if choice.is_exclusive else "",
                "tsunagari_text": YES if choice.takes_text else "",
                "tsunagari_outside": YES if choice.is_outside else "",
                "tsunagari_score": "" if choice.score is None else choice.score,
                "tsunagari_group": choice.group,
                "tsunagari_age_from": "" if choice.age_from is None else choice.age_from,
                "tsunagari_age_to": "" if choice.age_to is None else choice.age_to,
                "tsunagari_neighborhood": YES if choice.is_neighborhood else "",
            }
        )
    if question.may_refuse and question.choices and question.kind != Kind.MX:
        book.choices.append({"list_name": question.key, "name": str(REFUSED), LABEL: REFUSED_TEXT})


def losses_of(outline: Outline) -> list[str]:
    """What the form does here and will not do in KoboToolbox or ODK, in words; one line each."""
    found = []
    for question in outline.questions:
        if question.may_refuse and question.kind in (Kind.MX, Kind.N, Kind.T):
            found.append(
                f"「{question.text}」の「答えたくない」は選べなくなります（空けて進むことはできます）。"
            )
        if question.unit:
            found.append(
                f"「{question.text}」の単位（{question.unit}）は出ません。必要なら補足に書いてください。"
            )
    if any(choice.group or choice.score is not None for each in outline.questions for choice in each.choices):
        found.append("選択肢の「点」と「まとめ」は、集計のための設定なので、ほかのソフトでは使われません。")
    if any(question.attribute for question in outline.questions):
        found.append("「属性」（年代・町内など）の印は、ほかのソフトでは使われません。")
    if "${" in "".join(question.text for question in outline.questions):
        found.append("文の中の「${」は、間に空白を入れました。")
    return found
