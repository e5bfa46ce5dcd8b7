"""The numbers of a survey as every page, PDF, CSV and XLSX draws them: already suppressed, so that none can leak more.

Shares are percent of the base, rounded half up to one decimal as city reports do (小数第2位を四捨五入). What may not
be shown is None, with `hidden` telling why; what was never asked does not stand here.
"""

from dataclasses import dataclass, field
from datetime import date

# Bases under 5 are hidden with their complements (DESIGN section 11); under 30 they are marked 「*参考」 (警察庁).
SMALLEST_BASE = 5
SMALL_BASE = 30
# Waves with fewer responses are told as a whole only: of a handful of people, several tables put together tell who is who.
SMALLEST_CROSSED = 50

HIDDEN_TEXT = "n<5のため非表示"
REFERENCE_MARK = "*参考"


@dataclass(frozen=True)
class Line:
    """A choice with its count and share; also 「無回答」 and 「答えたくない」 and groups (「そう思う計」)."""

    label: str
    count: int | None
    share: float | None
    code: int | None = None  # None of lines that are no choice
    weighted_share: float | None = None
    is_group: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Distribution:
    """How the answers to a question, or to one item of a table (MX), spread over the choices."""

    n: int | None  # the base: everybody who was asked; None where it is hidden
    lines: tuple[Line, ...]
    groups: tuple[Line, ...] = ()
    mean: float | None = None
    weighted_mean: float | None = None
    # N: middle, smallest and largest value are shown only of larger bases (n ≥ 30).
    median: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    hidden: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether the base is too small for more than a hint (n < 30)."""
        return self.n is not None and self.n < SMALL_BASE

    def line(self, code: int) -> Line | None:
        """The line of a choice by its code."""
        return next((line for line in self.lines if line.code == code), None)


@dataclass(frozen=True)
class ItemResult:
    """An item (line) of a table question."""

    code: int
    label: str
    distribution: Distribution


@dataclass(frozen=True)
class QuestionResult:
    """A question with its numbers. `distribution` of S, SC, M, N, T; `items` of MX."""

    key: str
    label: str  # 「問7」
    text: str
    kind: str
    condition: str = ""  # for whom a follow-up is
    distribution: Distribution | None = None
    items: tuple[ItemResult, ...] = ()
    summary: str = ""
    is_published: bool = True
    attribute: str = ""
    unit: str = ""  # of N
    wording_note: str = ""
    # Stands for all that a person read of the question; empty in numbers settled by older versions.
    wording: str = ""

    @property
    def distributions(self) -> tuple[tuple[str, Distribution], ...]:
        """(item or "", distribution): one, of MX one an item."""
        if self.distribution is not None:
            return (("", self.distribution),)
        return tuple((item.label, item.distribution) for item in self.items)


@dataclass(frozen=True)
class CrossRow:
    """A class of the other question (20代, 若葉一丁目, 紙 …) with its own distribution."""

    label: str
    code: int | None
    distribution: Distribution


@dataclass(frozen=True)
class CrossTable:
    """A question crossed with an attribute or with the channel; rows of small bases and their complements are hidden.

    Who did not tell the attribute stands in no row (属性不明は表から除く), so rows need not add up to the total.
    """

    key: str
    label: str
    text: str
    by_key: str  # "channel" for 回答方法
    by_label: str
    total: Distribution
    rows: tuple[CrossRow, ...]
    item: str = ""  # of MX: which item
    kind: str = "S"
    condition: str = ""
    within: str = ""  # of whom alone: 「町内：若葉一丁目」; empty for all
    # Why there are no rows: too few in some of them to show any.
    refused: str = ""


@dataclass(frozen=True)
class Change:
    """One choice over two waves; `difference` in ポイント (percentage points)."""

    label: str
    before: float | None
    after: float | None
    difference: float | None


@dataclass(frozen=True)
class Comparison:
    """The same question (key) in several waves, the earliest first; item by item of MX."""

    key: str
    label: str
    text: str
    waves: tuple[str, ...]  # 「第1回（2024年11月）」
    bases: tuple[int | None, ...]
    # One a choice: (label, share in each wave)
    shares: tuple[tuple[str, tuple[float | None, ...]], ...]
    changes: tuple[Change, ...]  # the last two waves
    wording_changed: bool = False
    earlier_text: str = ""
    wording_note: str = ""
    item: str = ""
    of_class: str = ""  # 「年代：30代」 where only this class is compared
    # Means of each wave (SC, N), and how the mean moved between the last two.
    means: tuple[float | None, ...] = ()
    mean_difference: float | None = None
    # Which of the labels are groups (「そう思う計」) of others.
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    """A line of the 回収表: a neighbourhood (or the whole) with what was handed out and what came back."""

    label: str
    distributed: int | None
    paper: int
    web: int
    phone: int
    rate: float | None  # percent; None where nobody told how many were handed out

    @property
    def total(self) -> int:
        return self.paper + self.web + self.phone


@dataclass(frozen=True)
class WaveResults:
    """All simple numbers of a wave."""

    title: str
    wave_label: str
    as_of: date
    n: int
    by_channel: tuple[Line, ...]
    returned: tuple[Returned, ...]
    returned_total: Returned
    questions: tuple[QuestionResult, ...] = field(default=())
    is_weighted: bool = False
    weighted_by: str = ""  # 「年代×町内（2025年4月1日 住民基本台帳）」
    effective_n: int | None = None  # of a weighted tabulation: Kish's effective sample size
    within: str = ""  # of whom alone: 「町内：若葉一丁目」; empty for all

    def question(self, key: str) -> QuestionResult | None:
        return next((question for question in self.questions if question.key == key), None)
