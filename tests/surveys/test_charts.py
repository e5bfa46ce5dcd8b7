"""Geometry of charts: lengths are true to the shares, words are broken, nothing hidden is drawn."""

from surveys.reports.charts import bar_chart, stacked_cross
from surveys.reports.figures import HIDDEN_TEXT, Change, Comparison, CrossRow, CrossTable, Distribution, Line
from surveys.reports.lettering import ems, with_note, wrapped
from surveys.reports.slopes import slope_chart

HALVES = Distribution(
    n=40, lines=(Line("はい", 30, 75.0, 1), Line("いいえ", 10, 25.0, 2), Line("無回答", 0, 0.0))
)
HIDDEN = Distribution(
    n=None,
    lines=tuple(Line(line.label, None, None, line.code, hidden=True) for line in HALVES.lines),
    hidden=True,
)


def test_bars_are_true() -> None:
    chart = bar_chart("参加しましたか", HALVES, before=HALVES)
    first, second, silent = chart.bars
    assert (first.width, second.width) == (228.8, 76.2)  # 75 and 25 of 80, of 244
    assert silent.width == 0 and silent.is_quiet
    assert first.before_x == first.width
    assert chart.description == "n=40。はい 75.0%（30）、いいえ 25.0%（10）、無回答 0.0%（0）"


def test_hidden_bars_say_so() -> None:
    assert {bar.value for bar in bar_chart("", HIDDEN).bars} == {HIDDEN_TEXT}
    assert {bar.width for bar in bar_chart("", HIDDEN).bars} == {0}


def test_stacked_rows() -> None:
    table = CrossTable(
        "q", "問1", "質問", "age", "年代", HALVES, (CrossRow("10代", 1, HIDDEN), CrossRow("20代", 2, HALVES))
    )
    total, teens, twenties = stacked_cross("", table).rows
    assert [segment.pattern for segment in total.segments] == [1, 2]
    assert [segment.width for segment in total.segments] == [269.2, 89.8]  # of 359
    assert teens.is_hidden and not teens.segments
    assert len(twenties.segments) == 2


def test_slope() -> None:
    shares = (("買い物", (38.0, 31.0)), ("通院", (36.0, 36.0)), ("ごみ", (None, 3.0)))
    changes = tuple(Change(label, *pair, None) for label, pair in shares)
    chart = slope_chart(
        "",
        Comparison("q", "問7", "", ("第1回（2024年11月）", "第2回（2025年11月）"), (40, 40), shares, changes),
    )
    assert [line.style for line in chart.lines] == [1, 2]  # what is not known of both waves is not drawn
    level, falling = chart.lines
    assert level.marks[0].y == level.marks[1].y
    assert falling.marks[0].y < falling.marks[1].y
    assert chart.wave_names[0][1] == ["第1回", "2024年11月"]


def test_long_labels_are_broken() -> None:
    lines = wrapped("災害のときの避難について、とても心配しています。", 8)
    assert lines == ["災害のときの避難", "について、とても", "心配しています。"]
    assert all(ems(line) <= 9 for line in lines)


def test_a_note_stands_behind_a_label_or_under_it() -> None:
    assert with_note("ごみ出し", "（n=600）", 14) == ["ごみ出し（n=600）"]
    assert with_note("子どもの一時あずかり", "（n=600）", 14) == ["子どもの一時あずかり", "（n=600）"]
