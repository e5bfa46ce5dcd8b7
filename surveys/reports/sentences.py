"""Results in words that residents read: proposals for the coordinator, and what changed since the last wave.

Only what is shown may be said: a hidden figure has no sentence, a small base none either (n < 30 is only a hint), and of a
question that was worded differently no change is claimed.
"""

from surveys.models import Kind
from surveys.reports.figures import Change, Comparison, Distribution, Line, QuestionResult

# Smaller differences are no news: they may be chance or rounding.
SMALLEST_NEWS = 3.0


def proposal(result: QuestionResult) -> str:
    """A first sentence for a question's result, for a person to go on from; empty where nothing can be said."""
    if result.kind == Kind.MX:
        return _of_items(result)
    distribution = result.distribution
    if distribution is None or not _may_be_told(distribution):
        return ""
    if result.kind == Kind.T:
        return ""
    if result.kind == Kind.N:
        if distribution.mean is None:
            return ""
        return f"平均は{distribution.mean:.1f}{result.unit}でした。"
    if distribution.groups and all(group.share is not None for group in distribution.groups):
        said = "、".join(f"「{group.label}」は{group.share:.1f}%" for group in distribution.groups)
        return f"{said}でした。"
    first, *others = _largest(distribution)
    second = f"、次が「{others[0].label}」（{others[0].share:.1f}%）" if others else ""
    return f"いちばん多かったのは「{first.label}」（{first.share:.1f}%）{second}でした。"


def _may_be_told(distribution: Distribution) -> bool:
    return not distribution.hidden and not distribution.is_reference and bool(_largest(distribution))


def _largest(distribution: Distribution) -> list[Line]:
    """The two choices with the largest shares; 「無回答」 and 「答えたくない」 are none."""
    told = [line for line in distribution.lines if line.code is not None and line.share]
    return sorted(told, key=lambda line: -(line.share or 0))[:2]


def _of_items(result: QuestionResult) -> str:
    """Of a table: the item with the largest share of its first choice (助かる、できる、内容まで知っている)."""
    told = [
        (item.label, item.distribution.lines[0])
        for item in result.items
        if item.distribution.lines and _may_be_told(item.distribution) and item.distribution.lines[0].share
    ]
    if not told:
        return ""
    label, line = max(told, key=lambda pair: pair[1].share or 0)
    return f"「{line.label}」がいちばん多かったのは、「{label}」（{line.share:.1f}%）でした。"


def change_of(comparison: Comparison) -> str:
    """What changed most since the last wave, in one sentence; empty where nothing may be claimed."""
    if comparison.wording_changed or any(n is None or n < 30 for n in comparison.bases[-2:]):
        return ""
    moved = [
        change
        for change in comparison.changes
        if change.difference is not None
        and not change.label.startswith(("無回答", "答えたくない", "答えない"))
    ]
    if not moved:
        return ""
    most = max(moved, key=lambda change: abs(change.difference or 0))
    if abs(most.difference or 0) < SMALLEST_NEWS:
        return "前の回から、大きな変化はありませんでした。"
    return _in_words(most)


def _in_words(change: Change) -> str:
    difference = change.difference or 0
    turn = "増えました" if difference > 0 else "減りました"
    return (
        f"前の回とくらべて、「{change.label}」が{abs(difference):.1f}ポイント{turn}"
        f"（{change.before:.1f}% → {change.after:.1f}%）。"
    )
