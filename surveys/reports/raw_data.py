"""Answers one by one, made anonymous, with a code book: for who works on with them in other programs.

No free text, no serial, no day, in an order of chance. Values of age, sex, neighbourhood and household are blanked until
every combination of them that stands in the file is of at least 5 people (k-anonymity by local suppression).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from portal.tabular import Sheet
from surveys.models import REFUSED, Answer, Attribute, Kind, Response, Wave
from surveys.questionnaire import REFUSED_TEXT, Asked, questionnaire_of
from surveys.reports.figures import SMALLEST_BASE
from surveys.reports.results import wave_label

QUASI_IDENTIFYING = (Attribute.AGE, Attribute.SEX, Attribute.NEIGHBORHOOD, Attribute.HOUSEHOLD)

# Words of SPSS that no variable may be called.
_RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
_CHANNELS = {Response.Channel.WEB: 1, Response.Channel.PAPER: 2, Response.Channel.PHONE: 3}


@dataclass(frozen=True)
class Variable:
    """A column of the file: its name (valid in SPSS), its label, what its values mean; `missing` values."""

    name: str
    label: str
    values: tuple[tuple[int, str], ...] = ()
    missing: tuple[int, ...] = ()


@dataclass(frozen=True)
class RawData:
    title: str
    variables: tuple[Variable, ...]
    rows: list[list[Any]]
    # Label of the attribute → how many values were blanked.
    blanked: dict[str, int]

    @property
    def blanked_total(self) -> int:
        return sum(self.blanked.values())


@dataclass(frozen=True)
class _Column:
    variable: Variable
    asked: Asked
    item_id: int | None = None
    choice_id: int | None = None  # of M: 1 where it was chosen


def raw_data_of(wave: Wave) -> RawData:
    """The answers of a closed wave, made anonymous. Raises ValidationError where fewer than 5 people answered."""
    if not wave.is_closed or wave.disposed_on is not None:
        raise ValidationError(
            "一人ひとりの回答の表（個票データ）は、締め切ったあと、原票を消すまでの間だけ作れます。"
        )
    people = list(wave.responses.counted().order_by("pk").values_list("pk", "channel"))
    if len(people) < SMALLEST_BASE:
        raise ValidationError("回答が5人に満たないため、一人ひとりの回答の表（個票データ）は作れません。")
    random.SystemRandom().shuffle(people)
    columns = _columns(questionnaire_of(wave).questions)
    marks = _marks(columns)
    rows = [
        [_value(column, marks[pk][column.asked.question.pk]) for column in columns] for pk, _channel in people
    ]
    blanked = _anonymise(rows, columns)
    channel = Variable("kaito_hoho", "回答方法", tuple((n, c.label) for c, n in _CHANNELS.items()))
    number = Variable("no", "並び順だけの番号（調査票の番号ではありません）")
    filled = [
        [at, _CHANNELS[Response.Channel(person[1])], *row]
        for at, (person, row) in enumerate(zip(people, rows, strict=True), start=1)
    ]
    return RawData(
        title=f"{wave.survey.title} {wave_label(wave)}",
        variables=(number, channel, *(column.variable for column in columns)),
        rows=filled,
        blanked=blanked,
    )


# -- Variables --------------------------------------------------------------------------------------------------------


def _columns(questions: Iterable[Asked]) -> list[_Column]:
    taken = {"no", "kaito_hoho"}
    columns = []
    for asked in questions:
        label = f"{asked.label} {asked.question.text}"
        codes = tuple((choice.code, choice.text) for choice in asked.choices)
        refused = ((REFUSED, REFUSED_TEXT),) if asked.question.may_refuse else ()
        missing = (REFUSED,) if asked.question.may_refuse else ()
        if asked.kind == Kind.M:
            for choice in asked.choices:
                name = _name(f"{asked.key}_{choice.code}", taken)
                values = ((0, "選ばなかった"), (1, "選んだ"), *refused)
                variable = Variable(name, f"{label}：{choice.text}", values, missing)
                columns.append(_Column(variable, asked, choice_id=choice.pk))
        elif asked.kind == Kind.MX:
            for item in asked.items:
                name = _name(f"{asked.key}_{item.code}", taken)
                variable = Variable(name, f"{label}：{item.text}", codes + refused, missing)
                columns.append(_Column(variable, asked, item_id=item.pk))
        elif asked.kind == Kind.N:
            columns.append(_Column(Variable(_name(asked.key, taken), label), asked))
        elif asked.kind != Kind.T:
            variable = Variable(_name(asked.key, taken), label, codes + refused, missing)
            columns.append(_Column(variable, asked))
    return columns


def _name(wanted: str, taken: set[str]) -> str:
    """A name that SPSS takes: a letter first, at most 64 characters, no word of its own, used once."""
    name = wanted.lower()[:60]
    if name in _RESERVED or name.endswith("_"):
        name += "v"
    number = 2
    base = name
    while name in taken:
        name = f"{base}v{number}"
        number += 1
    taken.add(name)
    return name


def _marks(columns: Sequence[_Column]) -> dict[int, dict[int, list[tuple[Any, ...]]]]:
    """{response: {question: [(item, choice, number, refused, invalid)]}}"""
    marks: dict[int, dict[int, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    answers = Answer.objects.filter(
        question__in={column.asked.question.pk for column in columns}, response__is_test=False
    ).order_by()
    names = ("response_id", "question_id", "item_id", "choice_id", "number", "is_refused", "is_invalid")
    for response, question, *mark in answers.values_list(*names).iterator(chunk_size=20_000):
        marks[response][question].append(tuple(mark))
    return marks


def _value(column: _Column, marks: list[tuple[Any, ...]]) -> Any:
    if not marks or marks[0][4]:
        return None
    if marks[0][3]:
        return REFUSED
    if column.choice_id is not None:
        return int(any(choice == column.choice_id for _item, choice, *_rest in marks))
    if column.asked.kind == Kind.N:
        return marks[0][2]
    codes = {choice.pk: choice.code for choice in column.asked.choices}
    return next((codes[choice] for item, choice, *_rest in marks if item == column.item_id), None)


# -- Anonymity --------------------------------------------------------------------------------------------------------


def _anonymise(rows: list[list[Any]], columns: Sequence[_Column]) -> dict[str, int]:
    """Blank values in place until every combination is of at least 5 people; how many of each attribute."""
    places = [at for at, column in enumerate(columns) if column.asked.question.attribute in QUASI_IDENTIFYING]
    told = [[row[at] for at in places] for row in rows]
    hidden = blank_until_anonymous(told)
    for row, values in zip(rows, told, strict=True):
        for at, value in zip(places, values, strict=True):
            row[at] = value
    return {columns[at].variable.label: count for at, count in zip(places, hidden, strict=True)}


def blank_until_anonymous(rows: list[list[Any]], k: int = SMALLEST_BASE) -> list[int]:
    """Set values to None, as few as a simple search finds, until each combination stands in at least k rows (or there
    are fewer rows). A blank is a value like others here. Returns how many values of each column were blanked.

    In each round the rows of small combinations lose the value without which most other rows are like them. What is
    left at the end loses all values, together with the smallest of the other combinations where it is still too small.
    """
    width = len(rows[0]) if rows else 0
    blanked = [0] * width
    for _round in range(width):
        _blank_one_each(_in_small_combinations(rows, k), rows, blanked)
    while small := {tuple(row) for row in _in_small_combinations(rows, k)}:
        empty = (None,) * width
        if small == {empty}:
            others = Counter(tuple(row) for row in rows if tuple(row) != empty)
            if not others:
                break
            small = {min(others, key=lambda combination: others[combination])}
        for row in rows:
            if tuple(row) in small:
                _blank(row, range(width), blanked)
    return blanked


def _in_small_combinations(rows: list[list[Any]], k: int) -> list[list[Any]]:
    counts = Counter(tuple(row) for row in rows)
    return [row for row in rows if counts[tuple(row)] < k]


def _blank_one_each(small: list[list[Any]], rows: list[list[Any]], blanked: list[int]) -> None:
    """Blank in each small row the value without which most of all rows are like it."""
    if not small:
        return
    without = [Counter(_without(row, at) for row in rows) for at in range(len(blanked))]
    for row in small:
        told = [at for at, value in enumerate(row) if value is not None]
        if told:
            _blank(row, [max(told, key=lambda at: (without[at][_without(row, at)], at))], blanked)


def _blank(row: list[Any], places: Iterable[int], blanked: list[int]) -> None:
    for at in places:
        blanked[at] += row[at] is not None
        row[at] = None


def _without(row: Sequence[Any], at: int) -> tuple[Any, ...]:
    return (at, *row[:at], None, *row[at + 1 :])


# -- The file ---------------------------------------------------------------------------------------------------------


def sheets_of(data: RawData) -> list[Sheet]:
    """What it is, the data, the code book, and the syntax for SPSS; all but the first as other programs read them."""
    about = [
        ["アンケート", data.title],
        ["件数", len(data.rows)],
        ["取扱い", "取扱注意。印刷・提供の記録に残っています。集計が終わったら消してください。"],
        ["のせていないもの", "調査票の番号、回答した日、自由記述（「その他」の中の文も）"],
        ["並び順", "でたらめに並べかえています。"],
        [
            "かくした値",
            f"年代・性別・町内・世帯の組み合わせが{SMALLEST_BASE}人以上になるまで、{data.blanked_total}個の値を空欄にしました。",
        ],
        *([f"　{label}", f"{count}個"] for label, count in data.blanked.items()),
        ["空欄", "無回答、無効、たずねていない、または上の理由でかくした値です。"],
    ]
    book = [
        [each.name, each.label, code, meaning, "欠損値" if code in each.missing else ""]
        for each in data.variables
        for code, meaning in (each.values or ((None, "数"),))
    ]
    return [
        Sheet("はじめに", ("項目", "内容"), about),
        Sheet("個票データ", [each.name for each in data.variables], data.rows, for_programs=True),
        Sheet("コードブック", ("変数名", "質問", "値", "意味", "扱い"), book, for_programs=True),
        Sheet(
            "SPSSシンタックス",
            ("シンタックス",),
            [[line] for line in spss_syntax(data.variables)],
            for_programs=True,
        ),
    ]


def spss_syntax(variables: Iterable[Variable]) -> list[str]:
    """VARIABLE LABELS, VALUE LABELS and MISSING VALUES, to paste into a syntax window of SPSS (or PSPP)."""
    variables = list(variables)
    lines = ["VARIABLE LABELS"]
    lines += [f"  {each.name} {_quoted(each.label)}" for each in variables]
    lines[-1] += "."
    for each in variables:
        if each.values:
            lines.append(f"VALUE LABELS {each.name}")
            lines += [f"  {code} {_quoted(meaning)}" for code, meaning in each.values]
            lines[-1] += "."
    for each in variables:
        if each.missing:
            lines.append(f"MISSING VALUES {each.name} ({', '.join(str(code) for code in each.missing)}).")
    return lines


def _quoted(text: str) -> str:
    """In single quotes; at most 120 bytes of UTF-8, as SPSS takes of a value's label."""
    short = text.replace("\n", " ").encode()[:118].decode(errors="ignore")
    return "'" + short.replace("'", "''") + "'"
