"""Results as tables of a file: exactly the numbers that pages show, hidden ones in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from groups.reports.registry import issuer_of
from portal.japanese.calendar import long_date_with_era
from portal.tabular import Marks, Sheet
from surveys.models import Wave
from surveys.reports.figures import (
    HIDDEN_TEXT,
    REFERENCE_MARK,
    SMALL_BASE,
    Comparison,
    CrossTable,
    Distribution,
    Line,
    WaveResults,
)
from surveys.reports.results import as_of

SIMPLE_COLUMNS = ("問", "質問", "項目", "答え", "n", "件数", "割合（%）", "注")
CROSS_COLUMNS = ("問", "質問", "項目", "かけ合わせ", "区分", "n", "答え", "件数", "割合（%）", "注")

COMPARISON_COLUMNS = (
    "問",
    "質問",
    "項目",
    "区分",
    "答え",
    "回",
    "n",
    "割合（%）",
    "前回との差（ポイント）",
    "注",
)


def _note(distribution: Distribution, line: Line | None = None) -> str:
    if distribution.hidden or (line is not None and line.hidden):
        return HIDDEN_TEXT
    return REFERENCE_MARK if distribution.n is not None and distribution.n < SMALL_BASE else ""


def _cells(distribution: Distribution) -> Iterable[tuple[str, int | None, float | None, float | None, str]]:
    for line in (*distribution.lines, *distribution.groups):
        yield line.label, line.count, line.share, line.weighted_share, _note(distribution, line)
    for label, value in (
        ("平均", distribution.mean),
        ("中央値", distribution.median),
        ("最小", distribution.minimum),
        ("最大", distribution.maximum),
    ):
        if value is not None:
            weighted = distribution.weighted_mean if label == "平均" else None
            yield label, None, value, weighted, ""


def simple_rows(results: WaveResults) -> list[list[Any]]:
    """One line an answer, of all questions."""
    rows = []
    for question in results.questions:
        for item, distribution in question.distributions:
            for label, count, value, weighted, note in _cells(distribution):
                row = [question.label, question.text, item, label, distribution.n, count, value, note]
                if results.is_weighted:
                    row.insert(7, weighted)
                rows.append(row)
    return rows


def simple_columns(results: WaveResults) -> Sequence[str]:
    if not results.is_weighted:
        return SIMPLE_COLUMNS
    return (*SIMPLE_COLUMNS[:7], "重みづけ後（%）", SIMPLE_COLUMNS[7])


def cross_rows(tables: Iterable[CrossTable]) -> list[list[Any]]:
    """One line an answer of each class, the total first."""
    rows = []
    for table in tables:
        parts = [("全体", table.total), *((row.label, row.distribution) for row in table.rows)]
        for name, distribution in parts:
            for label, count, value, _weighted, note in _cells(distribution):
                rows.append(
                    [
                        table.label,
                        table.text,
                        table.item,
                        table.by_label,
                        name,
                        distribution.n,
                        label,
                        count,
                        value,
                        note,
                    ]
                )
    return rows


def comparison_rows(comparisons: Iterable[Comparison]) -> list[list[Any]]:
    """One line an answer and wave; the change of the last two waves beside the last."""
    rows = []
    for each in comparisons:
        changes = {change.label: change.difference for change in each.changes}
        for label, shares in each.shares:
            for place, (wave, n, value) in enumerate(zip(each.waves, each.bases, shares, strict=True)):
                difference = changes.get(label) if place == len(shares) - 1 else None
                note = "言い回しの変更あり" if each.wording_changed and place == len(shares) - 1 else ""
                rows.append(
                    [each.label, each.text, each.item, each.of_class, label, wave, n, value, difference, note]
                )
    return rows


def about_rows(results: WaveResults) -> list[list[Any]]:
    """What the numbers are of, and how they are to be read."""
    rows: list[list[Any]] = [
        ["アンケート", f"{results.title} {results.wave_label}"],
        ["基準日", results.as_of],
        ["有効回収数", results.n],
    ]
    if results.within:
        rows.append(["しぼりこみ", results.within])
    if results.is_weighted:
        rows += [["重みづけ", results.weighted_by], ["有効な標本の大きさ（Kish）", results.effective_n]]
    return rows + [
        ["n", "その質問をたずねた人の数（比率の母数）です。"],
        ["割合", "小数第2位を四捨五入しています。合計が100%にならないことがあります。"],
        ["複数回答", "いくつでも選べる質問は、合計が100%をこえます。"],
        [HIDDEN_TEXT, "5人に満たない区分と、それを計算で求められてしまう数は、のせていません。"],
        [REFERENCE_MARK, "nが30に満たないため、参考の数です。"],
        ["属性不明", "属性を答えていない方は、区分ごとの表から除いています。"],
    ]


def marks_of(wave: Wave) -> Marks:
    """What every printed page of a wave's numbers says: what they are, their 基準日 and 出典."""
    facts = f"基準日：{long_date_with_era(as_of(wave))}　出典：{issuer_of(wave.district)}「{wave}」"
    return Marks(title=f"{wave} 集計結果", facts=facts)


def workbook(
    results: WaveResults, tables: Sequence[CrossTable] = (), comparisons: Sequence[Comparison] = ()
) -> list[Sheet]:
    """About, simple tables, and tables by attribute and of waves where there are some."""
    sheets = [
        Sheet("はじめに", ("項目", "内容"), about_rows(results)),
        Sheet("単純集計", simple_columns(results), simple_rows(results)),
    ]
    if tables:
        sheets.append(Sheet("クロス集計", CROSS_COLUMNS, cross_rows(tables)))
    if comparisons:
        sheets.append(Sheet("経年比較", COMPARISON_COLUMNS, comparison_rows(comparisons)))
    return sheets
