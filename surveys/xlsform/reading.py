"""XLSForm as a questionnaire. What has no place here is told row by row, never dropped silently."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from surveys.models import Attribute, Kind
from surveys.xlsform.choices import ChoiceLists
from surveys.xlsform.conditions import Condition, read_condition, read_constraint
from surveys.xlsform.findings import Finding, Told, named
from surveys.xlsform.outline import ItemOutline, Outline, QuestionOutline, SectionOutline
from surveys.xlsform.sheets import SheetRow, Sheets
from surveys.xlsform.types import (
    CHOOSING,
    LOST_TYPES,
    METADATA,
    NUMBERS,
    RowType,
    is_true,
    row_type,
)
from surveys.xlsform.writing import LEAD, PURPOSE, THANKS

# Longer than this nobody writes on paper; XLSForm knows no limit of its own.
TEXT_LENGTH = 400
_OTHER = re.compile(r"その他|そのほか|ほか|other", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a workbook becomes here."""

    outline: Outline
    findings: tuple[Finding, ...]

    @property
    def lost(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_lost]

    @property
    def changed(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_lost]


def read_xlsform(sheets: Sheets) -> Reading:
    """Read the sheets of a workbook that pyxform has accepted."""
    return _Reader(sheets).read()


@dataclass
class _Group:
    """A group that is open: what its rows share."""

    row: SheetRow
    condition: Condition | None = None
    rows: list[SheetRow] | None = None  # of a table: its lines, gathered until it ends


@dataclass
class _Part:
    title: str
    text: str = ""
    questions: list[QuestionOutline] = field(default_factory=list)


class _Reader:
    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.lists = ChoiceLists(sheets.choices)
        self.words = {LEAD: "", PURPOSE: "", THANKS: ""}
        self.parts: list[_Part] = []
        self.groups: list[_Group] = []
        self.repeats = 0
        self.is_loose = True  # the next question outside of groups needs a section of its own
        self.pending = ""  # notes that go to the next question
        self.told = Told()
        self.by_name: dict[str, QuestionOutline] = {}
        self.keys: set[str] = set()

    # -- Rows ---------------------------------------------------------------------------------------------------------

    def read(self) -> Reading:
        for language in self.sheets.languages:
            self.told.lose(None, f"{language}の文は取り込みません。")
        self.told.lost_in_choices(self.sheets.choices)
        for row in self.sheets.survey:
            self.read_row(row)
        if self.pending:
            self.words[THANKS] = "\n".join(filter(None, [self.words[THANKS], self.pending]))
        sections = tuple(
            SectionOutline(part.title, part.text, tuple(part.questions))
            for part in self.parts
            if part.questions or part.text
        )
        outline = Outline(
            self.sheets.settings.get("form_title", "")[:100] or "取り込んだアンケート",
            self.words[LEAD],
            self.words[PURPOSE],
            self.words[THANKS],
            sections,
        )
        return Reading(outline, tuple(self.told.findings))

    def read_row(self, row: SheetRow) -> None:
        kind = row_type(row["type"])
        if kind.name in ("begin_repeat", "end_repeat"):
            self.repeats += 1 if kind.name == "begin_repeat" else -1
            if kind.name == "begin_repeat":
                self.told.lose(row, f"くり返し「{named(row)}」は使えません。")
        elif self.repeats:
            if kind.name != "note" and not kind.name.startswith(("begin", "end")):
                self.told.lose(row, f"くり返しの中の質問「{named(row)}」は取り込めません。")
        elif kind.name == "begin_group":
            self.begin_group(row)
        elif kind.name == "end_group":
            self.end_group()
        elif self.groups and self.groups[-1].rows is not None:
            self.groups[-1].rows.append(row)
        else:
            self.read_plain(row, kind)

    def read_plain(self, row: SheetRow, kind: RowType) -> None:
        if kind.name == "note":
            self.read_note(row)
        elif kind.name in METADATA:
            self.told.lose(
                row, f"「{kind.name}」（端末や日時などの自動の記録）は取りません。回答は無記名だからです。"
            )
        elif kind.name in CHOOSING | NUMBERS | {"text"}:
            self.read_question(row, kind)
        else:
            what = LOST_TYPES.get(kind.name, kind.name)
            self.told.lose(row, f"「{named(row)}」は取り込めません（{what}の質問は、ここにはありません）。")

    def read_note(self, row: SheetRow) -> None:
        text = row["label"]
        if row["name"] in self.words:
            self.words[row["name"]] = text
        elif self.groups and not self.parts[-1].questions:
            self.parts[-1].text = "\n".join(filter(None, [self.parts[-1].text, text]))
        elif not self.parts:
            self.words[LEAD] = "\n".join(filter(None, [self.words[LEAD], text]))
        else:
            self.pending = "\n".join(filter(None, [self.pending, text]))
        self.told.lost_columns(row)

    # -- Groups -------------------------------------------------------------------------------------------------------

    def begin_group(self, row: SheetRow) -> None:
        looks = row["appearance"].split()
        group = _Group(row, self.condition_of(row))
        if "table-list" in looks or self.is_matrix(row):
            group.rows = []
        else:
            if self.groups:
                self.told.change(
                    row, f"まとまりの中のまとまり「{named(row)}」は、ひとつのまとまりにしました。"
                )
            self.parts.append(_Part(self.told.shortened(row, row["label"] or "質問", "title")))
        self.groups.append(group)

    def is_matrix(self, row: SheetRow) -> bool:
        """The older way to write a table: a heading with the look `label`, below it lines without labels."""
        rows = self.sheets.survey
        looks: set[str] = set()
        for line in rows[rows.index(row) + 1 :]:
            kind = row_type(line["type"])
            if kind.name == "end_group":
                break
            looks.add(line["appearance"] if kind.name == "select_one" else kind.name)
        return "list-nolabel" in looks and looks <= {"label", "list-nolabel"}

    def end_group(self) -> None:
        group = self.groups.pop()
        if group.rows:  # a heading above the lines asks nothing
            group.rows = [line for line in group.rows if line["appearance"] != "label"]
        if group.rows is None:
            self.is_loose = True
            if self.groups:  # what follows belongs to the outer group again
                self.parts.append(_Part(self.groups[-1].row["label"] or "質問"))
            return
        kinds = [row_type(row["type"]) for row in group.rows]
        lists = {kind.list_name for kind in kinds}
        if group.rows and {kind.name for kind in kinds} == {"select_one"} and len(lists) == 1:
            self.read_table(group, lists.pop())
            return
        self.told.change(group.row, f"表「{named(group.row)}」は、1つずつの質問にしました。")
        if not self.groups:
            self.parts.append(_Part(self.told.shortened(group.row, group.row["label"] or "質問", "title")))
            self.is_loose = True
        self.groups.append(_Group(group.row, group.condition))
        for row, kind in zip(group.rows, kinds, strict=True):
            self.read_plain(row, kind)
        self.groups.pop()

    def read_table(self, group: _Group, list_name: str) -> None:
        choices, names, may_refuse = self.lists.get(list_name, Kind.MX)
        rows = group.rows or []
        required = [is_true(row["required"]) for row in rows]
        if any(required) and not all(required):
            self.told.lose(group.row, f"表「{named(group.row)}」の一部の項目だけの「必須」は、使えません。")
        codes = self.item_codes(group.row["name"], [row["name"] for row in rows])
        items = tuple(
            ItemOutline(code, self.told.shortened(row, row["label"] or row["name"], "item"))
            for code, row in zip(codes, rows, strict=True)
        )
        for row in rows:
            self.told.lost_columns(row, also=("relevant", "constraint", "hint"))
        question = QuestionOutline(
            **self.shared(group.row),
            kind=Kind.MX,
            is_required=bool(required) and all(required),
            choices=choices,
            items=items,
        )
        if may_refuse:
            question = replace(question, may_refuse=True)
        self.add(group.row, question, names, group.condition)

    @staticmethod
    def item_codes(key: str, names: list[str]) -> list[int]:
        """Codes that stand in the names (`q8_1`, `q8_2`), else in a row."""
        found = [re.fullmatch(rf"{re.escape(key)}_(\d{{1,4}})", name) for name in names]
        codes = [int(match[1]) for match in found if match]
        return codes if len(set(codes)) == len(names) and 0 not in codes else list(range(1, len(names) + 1))

    # -- Questions ----------------------------------------------------------------------------------------------------

    def read_question(self, row: SheetRow, kind: RowType) -> None:
        if kind.name == "text" and self.is_bracket(row):
            return
        values: dict[str, Any] = self.shared(row)
        names: dict[str, int] = {}
        if kind.name in CHOOSING:
            values["kind"] = self.kind_of_choosing(row, kind)
            choices, names, may_refuse = self.lists.get(
                kind.list_name, values["kind"], or_other=kind.or_other
            )
            values["choices"] = choices
            values["may_refuse"] = values["may_refuse"] or may_refuse
        elif kind.name in NUMBERS:
            values["kind"] = Kind.N
            if kind.name == "integer":
                self.told.once("整数だけの質問にも、小数を書けるようになります。")
        else:
            values["kind"] = Kind.T
            values["max_length"] = TEXT_LENGTH
        values["is_required"] = self.required_of(row)
        question = self.limited(row, QuestionOutline(**values), names, kind)
        self.told.lost_columns(row)
        self.add(row, question, names, self.condition_of(row))

    @staticmethod
    def kind_of_choosing(row: SheetRow, kind: RowType) -> Kind:
        if kind.name == "select_multiple":
            return Kind.M
        return Kind.SC if row["tsunagari_kind"] == Kind.SC or "likert" in row["appearance"] else Kind.S

    def shared(self, row: SheetRow) -> dict[str, Any]:
        """What questions of all kinds have."""
        if "${" in row["label"]:
            self.told.lose(row, f"「{named(row)}」の中に、ほかの答えをはさむこと（${{…}}）はできません。")
        hint = "\n".join(filter(None, [self.pending, row["hint"]]))
        if self.pending:
            self.told.change(row, f"説明「{self.pending[:20]}」は、次の質問の補足にしました。")
            self.pending = ""
        if not row["label"]:
            self.told.change(row, f"質問の文がないため、名前「{row['name']}」を質問にしました。")
        return {
            "key": self.key_of(row),
            "text": self.told.shortened(row, row["label"] or row["name"], "text"),
            "help": self.told.shortened(row, hint, "help"),
            "attribute": row["tsunagari_attribute"] if row["tsunagari_attribute"] in Attribute.values else "",
            "may_refuse": is_true(row["tsunagari_refuse"]),
            "unit": row["tsunagari_unit"][:10],
        }

    def key_of(self, row: SheetRow) -> str:
        """The name as a key: small letters, and no other question's."""
        key = re.sub(r"[^a-z0-9_]+", "_", row["name"].lower()).strip("_")[:36]
        if not re.match(r"[a-z]", key):
            key = f"q_{key}".rstrip("_")
        base, number = key, 1
        while key in self.keys:
            number += 1
            key = f"{base}_{number}"
        if key != row["name"]:
            self.told.change(row, f"名前「{row['name']}」は、設問キー「{key}」になります。")
        self.keys.add(key)
        return key

    def required_of(self, row: SheetRow) -> bool:
        if row["required"] and row["required"].lower().strip("()") not in _PLAIN_TRUTH:
            self.told.lose(row, f"「{named(row)}」の、条件つきの「必須」は使えません。")
            return False
        return is_true(row["required"])

    def limited(
        self, row: SheetRow, question: QuestionOutline, names: dict[str, int], kind: RowType
    ) -> QuestionOutline:
        """The question with what its constraint allows."""
        limits = read_constraint(row["constraint"])
        rest = list(limits.rest)
        changes: dict[str, Any] = {}
        if question.kind == Kind.N:
            low, high = _range_of(row) if kind.name == "range" else (None, None)
            changes["minimum"] = limits.minimum if limits.minimum is not None else low
            changes["maximum"] = limits.maximum if limits.maximum is not None else high
        elif limits.minimum is not None or limits.maximum is not None:
            rest.append(row["constraint"])
        if question.kind == Kind.T and limits.max_length:
            changes["max_length"] = min(max(limits.max_length, 10), 2000)
        elif question.kind == Kind.T:
            self.told.once(f"文を書く質問は、{TEXT_LENGTH}字までにしました（あとで変えられます）。")
        if question.kind == Kind.M:
            changes["max_choices"] = limits.max_choices
            alone = {names[name] for name in limits.alone if name in names}
            changes["choices"] = tuple(
                replace(choice, is_exclusive=choice.is_exclusive or choice.code in alone)
                for choice in question.choices
            )
        if rest:
            self.told.lose(row, f"「{named(row)}」の、答えの条件「{' and '.join(rest)}」は使えません。")
        return replace(question, **changes)

    def is_bracket(self, row: SheetRow) -> bool:
        """Whether a text is what is written beside 「その他」 of the question before; then it belongs there."""
        if not self.parts or not self.parts[-1].questions:
            return False
        last = self.parts[-1].questions[-1]
        condition = read_condition(row["relevant"]) if row["relevant"] else None
        if condition is None or len(condition.values) != 1 or last.kind == Kind.MX:
            return False
        if self.by_name.get(condition.name, last).key != last.key or condition.name not in self.by_name:
            return False
        code = self.lists.code_of(condition.name, condition.values[0])
        choice = next((each for each in last.choices if each.code == code), None)
        is_ours = row["tsunagari_part"] == "other"
        if choice is None or not (is_ours or _OTHER.search(choice.text)):
            return False
        choices = tuple(replace(each, takes_text=each.takes_text or each is choice) for each in last.choices)
        self.put_last(replace(last, choices=choices), condition.name)
        if not is_ours:
            self.told.change(row, f"「{named(row)}」は、選択肢「{choice.text}」の（　）にまとめました。")
        return True

    def put_last(self, question: QuestionOutline, name: str) -> None:
        self.parts[-1].questions[-1] = question
        self.by_name[name] = question

    def add(
        self, row: SheetRow, question: QuestionOutline, names: dict[str, int], condition: Condition | None
    ) -> None:
        """Put a question into its section, asked of whom its condition says."""
        self.lists.remember(row["name"], names)
        if not self.groups and (self.is_loose or not self.parts):
            self.parts.append(_Part("質問"))
        self.is_loose = bool(self.groups)
        question = self.conditioned(row, question, condition)
        self.parts[-1].questions.append(question)
        self.by_name[row["name"]] = question

    # -- Conditions ---------------------------------------------------------------------------------------------------

    def condition_of(self, row: SheetRow) -> Condition | None:
        if not row["relevant"]:
            return None
        condition = read_condition(row["relevant"])
        if condition is None:
            self.told.lose(row, f"「{named(row)}」の条件「{row['relevant']}」は使えません。全員に聞きます。")
        return condition

    def conditioned(
        self, row: SheetRow, question: QuestionOutline, condition: Condition | None
    ) -> QuestionOutline:
        outer = [group.condition for group in self.groups if group.condition and group.row is not row]
        for each in reversed(outer):
            if condition is None:
                condition = each
            elif not self.hangs_on(condition, each):
                self.told.lose(row, f"「{named(row)}」の、まとまりにかかる条件は使えません。")
        if condition is None:
            return question
        parent = self.by_name.get(condition.name)
        codes = {self.lists.code_of(condition.name, value) for value in condition.values} - {None}
        if parent is None or parent.kind not in (Kind.S, Kind.SC, Kind.M) or not codes:
            self.told.lose(row, f"「{named(row)}」の条件のもとになる質問がないため、全員に聞きます。")
            return question
        known = sorted(code for code in codes if code is not None)
        if len(known) < len(set(condition.values)):
            self.told.lose(row, f"「{named(row)}」の条件のうち、選択肢にない答えははずしました。")
        return replace(question, shown_if=parent.key, shown_codes=tuple(known))

    def hangs_on(self, inner: Condition, outer: Condition) -> bool:
        """Whether who meets the inner condition has met the outer one: its question is asked only then."""
        if inner == outer:
            return True
        parent = self.by_name.get(inner.name)
        origin = self.by_name.get(outer.name)
        while parent is not None and origin is not None and parent.shown_if:
            if parent.shown_if == origin.key:
                return True
            parent = next((each for each in self.by_name.values() if each.key == parent.shown_if), None)
        return False


_PLAIN_TRUTH = {"yes", "no", "true", "false", "1", "0", "true(", "false("}


def _range_of(row: SheetRow) -> tuple[int | None, int | None]:
    """Start and end of a range."""
    found = dict(re.findall(r"(start|end)\s*=\s*(-?\d+)", row["parameters"]))
    return tuple(int(found[name]) if name in found else None for name in ("start", "end"))  # type: ignore[return-value]
