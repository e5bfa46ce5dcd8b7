"""The same value written in another way changes nothing, and edits of people are told apart from imports."""

import pytest

from portal.imports import Existing
from portal.imports.differences import as_kept, changes, conflicts, is_same


@pytest.mark.parametrize(
    ("old", "imported", "is_conflict"),
    [
        ("手入力", {}, True),
        ("", {}, False),
        (None, {}, False),
        ("前回", {"note": "前回"}, False),
        ("直した", {"note": "前回"}, True),
        ("", {"note": "前回"}, True),
    ],
)
def test_conflicts_are_edits_since_the_last_import(old, imported, is_conflict):
    record = Existing({"note": old}, 1)
    assert conflicts({"note": [old, "今回"]}, imported, record) == (["note"] if is_conflict else [])


@pytest.mark.parametrize(
    ("old", "new", "imported", "is_conflict"),
    [
        ([], ["会場"], ["会場"], False),
        ([], ["会場"], None, False),
        (["いす"], ["いす", "会場"], None, False),
        (["いす"], ["机"], ["会場", "いす"], False),
        (["傘"], ["いす"], ["会場", "いす"], True),
        (["いす"], ["机"], None, True),
        ([], ["車"], None, True),
        ([], ["車"], [], True),
        (["車"], ["車", "いす"], ["車"], False),
    ],
)
def test_what_left_a_list_when_its_time_ran_out_was_taken_out_by_nobody(old, new, imported, is_conflict):
    record = Existing({"offers": old}, 1, lapsed={"offers": ["会場"]}, rested={"offers": ["車"]})
    known = {} if imported is None else {"offers": imported}
    assert conflicts({"offers": [old, new]}, known, record) == (["offers"] if is_conflict else [])


def test_changes_are_old_and_new():
    assert changes(Existing({"name": "若葉の里"}, 1), {"name": "若葉 の里"}) == {}
    record = Existing({"name": "a", "members": 3}, 1)
    assert changes(record, {"name": "a", "members": 4, "note": "b"}) == {
        "members": [3, 4],
        "note": [None, "b"],
    }


def test_what_our_own_export_says_in_another_way_changes_nothing():
    record = Existing({"code": "", "note": "a"}, 1, exported={"code": "992011", "note": "b"})
    assert changes(record, {"code": "992011"}) == {}
    assert changes(record, {"code": "372013", "note": "b"}) == {"code": ["", "372013"]}
    assert changes(record, {"note": "c"}) == {"note": ["a", "c"]}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("｜緑野《みどりの》の会", "緑野の会", True),
        ("緑野《みどりの》の会", "緑野の会", True),
        ("緑野（みどりの）の会", "緑野（みどりの）の会", True),
        ("緑野の会", "｜緑野《みどりの》の会", False),
        ("𠮷野会〜若葉", "〓野会～若葉", True),
        ("高野会", "〓野会", True),
        ("野会", "〓野会", False),
        ("１０人　まで", "10人 まで", True),
        (["｜緑野《みどりの》の話", "会場"], ["緑野の話", "会場"], True),
        (["会場"], ["会場", "いす"], False),
        (["会場", "いす"], ["いす", "会場"], True),
        (["会場", "会場"], ["会場", "いす"], False),
        (3, 3, True),
        (None, "", False),
    ],
)
def test_a_value_is_the_same_however_our_exports_have_to_write_it(old, new, same):
    assert is_same(old, new) is same


def test_entries_of_a_list_stay_as_the_record_has_them():
    old = ["｜緑野《みどりの》の話", "話し相手、見守り", "会場（月・水）"]
    new = ["緑野の話", "話し相手", "見守り", "いす"]
    assert as_kept(old, new) == ["｜緑野《みどりの》の話", "話し相手、見守り", "いす"]
    assert as_kept([1, 2], [2, 3]) == [2, 3]
    record = Existing({"offers": old[:2]}, 1)
    assert changes(record, {"offers": new[:3]}) == {}
    assert changes(record, {"offers": new}) == {"offers": [old[:2], [*old[:2], "いす"]]}
