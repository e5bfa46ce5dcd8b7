"""What is odd about a whole row is told of it, and stops it where it cannot be taken."""

import pytest

from portal.imports import Existing
from portal.imports.plan import WHOLE_ROW, Planner
from portal.models import ImportRow
from portal.tabular import Row, find_layout, read_table
from portal.tabular.faults import MISSING, SURPLUS, TOTAL
from tests.portal.imports.importer import OrganizationImporter

MAPPING = {0: "name", 1: "address", 2: "phone"}


def planned(*lines: str) -> list[ImportRow]:
    text = "\n".join(["名称,住所,電話番号", *lines])
    rows = find_layout(read_table(text.encode()), header_row=1).rows
    planner = Planner(OrganizationImporter(), mapping=MAPPING, existing={}, imported={}, defaults={})
    return planner.plan(rows)


def test_a_row_that_ends_early_is_taken_and_doubted():
    (row,) = planned("ひだまり,若葉1")
    assert (row.outcome, row.values) == ("create", {"name": "ひだまり", "address": "若葉1"})
    assert row.errors == [{"column": WHOLE_ROW, "value": "若葉1", "reason": MISSING, "is_doubt": True}]


@pytest.mark.parametrize(
    ("line", "value", "reason"),
    [("ひだまり,若葉1,2番地,なぞ", "なぞ", SURPLUS), ("合計,,20", "合計", TOTAL)],
)
def test_a_row_that_is_shifted_or_a_sum_is_stopped_and_nothing_else_told_of_it(line, value, reason):
    (row,) = planned(line)
    assert row.outcome == "error"
    assert row.errors == [{"column": WHOLE_ROW, "value": value, "reason": reason}]


def test_a_mend_of_what_the_record_says_already_is_none():
    record = {"name": "ひだまり", "phone": "087-881-4531", "members": 20, "note": ""}
    mapping = {0: "name", 1: "phone", 2: "members", 3: "note"}

    def mends(*cells: str) -> tuple[str, list[str]]:
        existing = {7: Existing(record, version=1)}
        planner = Planner(
            OrganizationImporter(), mapping=mapping, existing=existing, imported={7: record}, defaults={}
        )
        planned = planner.plan_row(Row(2, list(cells)))
        return planned.outcome, [repair["column"] for repair in planned.repairs]

    assert mends("ひだまり", "87-881-4531", "20名", "") == ("unchanged", [])
    assert mends("ひだまり", "87-881-4531", "２５名", "ｱ") == ("update", ["会員数", "備考"])
