"""Which classes and cells are hidden, on tables small enough to think through."""

from collections import Counter

import pytest

from surveys.reports.raw_data import Variable, blank_until_anonymous, spss_syntax
from surveys.reports.suppression import hidden_classes, hidden_followup_rows, open_cells


@pytest.mark.parametrize(
    ("bases", "untold", "hidden"),
    [
        ([10, 20, 5], 0, set()),
        ([10, 20, 5], 5, set()),
        ([10, 20, 4], 0, {0, 2}),  # the smallest other one goes along
        ([10, 20, 0], 0, {0, 2}),  # nobody is like few
        ([10, 20, 4], 6, {2}),  # the untold, who stand in no row, are with them
        ([10, 20, 4], 1, {2}),  # 4 and 1 are 5
        ([10, 20, 3], 1, {0, 2}),
        ([10, 20, 30], 2, {0}),  # few untold are all minus the classes
        ([3, 20, 1], 0, {0, 1, 2}),  # 3 and 1 are not enough
        ([3, 20, 2], 0, {0, 2}),
    ],
)
def test_hidden_classes(bases: list[int], untold: int, hidden: set[int]) -> None:
    assert hidden_classes(bases, untold) == hidden


@pytest.mark.parametrize(
    ("asked", "untold", "hidden"),
    [
        ([8, 9, 7], 0, set()),
        ([8, 0, 7], 0, set()),  # that nobody was asked is a published zero
        ([8, 3, 7], 0, {1, 2}),
        ([8, 3, 7], 4, {1}),
        ([8, 3, 3], 0, {1, 2}),
    ],
)
def test_hidden_followups(asked: list[int], untold: int, hidden: set[int]) -> None:
    assert hidden_followup_rows(asked, untold, unknown=(), is_untold_unknown=False) == hidden


def test_a_zero_of_the_hidden_opens_a_swap() -> None:
    # Nobody of the hidden rows (2 and 3) gave the first answer: everybody could see that. So a shown row hides its
    # first answer, and one that the hidden gave: 4 + 2 are fewer people than 1 + 6 or 1 + 8.
    grid = [[4, 9, 2], [1, 6, 8], [0, 3, 1], [0, 2, 2]]
    assert open_cells(grid, {2, 3}) == {(0, 0), (0, 2)}
    assert open_cells([[4, 9], [1, 6], [1, 3], [0, 2]], {2, 3}) == set()
    # What nobody at all answered is known of everybody.
    assert open_cells([[0, 9], [0, 6], [0, 3], [0, 2]], {2, 3}) == set()


class TestRawData:
    def test_no_combination_is_of_few(self) -> None:
        rows = [[1, 1]] * 7 + [[2, 1]] * 2 + [[2, 2]] * 6 + [[3, 3]]
        rows = [list(row) for row in rows]
        blanked = blank_until_anonymous(rows)
        assert min(Counter(tuple(row) for row in rows).values()) >= 5
        assert len(rows) == 16 and sum(blanked) > 0

    def test_nothing_is_blanked_without_need(self) -> None:
        rows = [[1, 1]] * 5 + [[2, None]] * 5
        assert blank_until_anonymous([list(row) for row in rows]) == [0, 0]

    def test_syntax(self) -> None:
        variables = [
            Variable("age", "問1 あなたの年代", ((1, "10代"), (99, "答えたくない")), (99,)),
            Variable("n", "It's"),
        ]
        assert spss_syntax(variables) == [
            "VARIABLE LABELS",
            "  age '問1 あなたの年代'",
            "  n 'It''s'.",
            "VALUE LABELS age",
            "  1 '10代'",
            "  99 '答えたくない'.",
            "MISSING VALUES age (99).",
        ]
