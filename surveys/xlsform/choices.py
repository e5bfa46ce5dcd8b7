"""The lists of choices of a workbook: names become codes, which answers are kept by."""

import re
from collections.abc import Iterable

from surveys.models import REFUSED, Kind
from surveys.questionnaire import REFUSED_TEXT
from surveys.xlsform.findings import LONGEST_CHOICE
from surveys.xlsform.outline import ChoiceOutline
from surveys.xlsform.sheets import SheetRow
from surveys.xlsform.types import is_true

OTHER_NAME, OTHER_TEXT = "other", "その他"


class ChoiceLists:
    """All lists by their names, and by question what its choices were called."""

    def __init__(self, rows: Iterable[SheetRow]) -> None:
        self._lists: dict[str, list[SheetRow]] = {}
        self._names: dict[str, dict[str, int]] = {}
        for row in rows:
            self._lists.setdefault(row["list_name"], []).append(row)

    def get(
        self, list_name: str, kind: str, *, or_other: bool = False
    ) -> tuple[tuple[ChoiceOutline, ...], dict[str, int], bool]:
        """The choices of a list, {name: code}, and whether it offers 「答えたくない」."""
        rows = self._lists.get(list_name, [])
        refused = [row for row in rows if row["name"] == str(REFUSED) and row["label"] == REFUSED_TEXT]
        rows = [row for row in rows if row not in refused]
        codes = _codes([row["name"] for row in rows])
        choices = [_choice(row, codes[row["name"]], kind) for row in rows]
        if or_other:
            codes[OTHER_NAME] = max(codes.values(), default=0) + 1
            choices.append(ChoiceOutline(codes[OTHER_NAME], OTHER_TEXT, takes_text=True))
        return tuple(choices), codes, bool(refused)

    def remember(self, question: str, names: dict[str, int]) -> None:
        self._names[question] = names

    def code_of(self, question: str, name: str) -> int | None:
        """The code of a question's choice."""
        return self._names.get(question, {}).get(name)


def _codes(names: list[str]) -> dict[str, int]:
    """Names that are numbers stay, others are numbered in a row."""
    numbers = [int(name) for name in names if re.fullmatch(r"[1-9]\d{0,3}", name)]
    if len(set(numbers)) == len(names) and REFUSED not in numbers:
        return dict(zip(names, numbers, strict=True))
    codes = (code for code in range(1, len(names) + 2) if code != REFUSED)
    return dict(zip(names, codes, strict=False))


def _choice(row: SheetRow, code: int, kind: str) -> ChoiceOutline:
    def number(column: str) -> int | None:
        return int(row[column]) if re.fullmatch(r"-?\d{1,4}", row[column]) else None

    return ChoiceOutline(
        code=code,
        text=(row["label"] or row["name"])[:LONGEST_CHOICE],
        is_exclusive=kind == Kind.M and is_true(row["tsunagari_exclusive"]),
        takes_text=is_true(row["tsunagari_text"]),
        is_outside=is_true(row["tsunagari_outside"]),
        score=number("tsunagari_score"),
        group=row["tsunagari_group"][:30],
        age_from=number("tsunagari_age_from"),
        age_to=number("tsunagari_age_to"),
        is_neighborhood=is_true(row["tsunagari_neighborhood"]),
    )
