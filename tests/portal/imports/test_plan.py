"""What each row would do is worked out before anything is written."""

from portal.imports import Existing
from portal.imports.plan import Planner, read_row
from portal.models import ImportRow
from portal.tabular import Row
from tests.portal.imports.importer import OrganizationImporter

HIDAMARI = {"name": "サロンひだまり", "phone": "000-678-0001", "address": "みどり野市けやき台1-2"}
MAPPING = {0: "name", 1: "phone", 2: "address", 3: "note", 4: "members"}
Outcome = ImportRow.Outcome


def planner(existing=None, imported=None, defaults=None, mapping=None) -> Planner:
    return Planner(
        OrganizationImporter(),
        mapping=MAPPING if mapping is None else mapping,
        existing={
            pk: Existing({"kana": "", "note": ""} | values, version=3)
            for pk, values in (existing or {}).items()
        },
        imported=imported or {},
        defaults=defaults or {},
    )


def row(*cells: str, number: int = 2) -> Row:
    return Row(number, list(cells))


def test_a_new_row_is_to_be_created():
    planned = planner().plan_row(row("サロンひだまり", "０００－６７８－０００１", "", "", "20名"))
    assert planned.outcome == Outcome.CREATE
    assert planned.values == {"name": "サロンひだまり", "phone": "000-678-0001", "members": 20}
    assert [(repair["column"], repair["before"], repair["after"]) for repair in planned.repairs] == [
        ("電話番号", "０００－６７８－０００１", "000-678-0001"),
        ("会員数", "20名", "20"),
    ]


def test_what_the_file_does_not_say_is_filled_for_new_records_only():
    defaults = {"note": "名簿から", "unknown": "x", "address": ""}
    assert planner(defaults=defaults).plan_row(row("みみの会")).values == {
        "name": "みみの会",
        "note": "名簿から",
    }
    existing = {7: HIDAMARI}
    planned = planner(existing, defaults=defaults).plan_row(row("サロンひだまり", "000-678-0001"))
    assert (planned.outcome, planned.values.get("note")) == (Outcome.UNCHANGED, None)


def test_errors_name_column_value_and_reason():
    planned = planner().plan_row(row("", "", "", "", "大勢"))
    assert planned.outcome == Outcome.ERROR
    assert planned.errors[-1:] == [
        {"column": "名称", "value": "", "reason": "名称がありません。入力してください。"},
    ]


def test_an_unreadable_cell_is_left_out_of_its_row_and_told():
    planned = planner({7: HIDAMARI | {"members": 20}}).plan_row(
        row("サロンひだまり", "000-678-0001", "", "毎週", "大勢")
    )
    assert (planned.outcome, planned.changes) == (Outcome.UPDATE, {"note": ["", "毎週"]})
    reason = "数として読めません。数字だけで入力してください。直さないときは、この欄だけ取り込みません（登録ずみの内容は残ります）。"
    assert planned.errors == [{"column": "会員数", "value": "大勢", "reason": reason, "is_doubt": True}]


def test_a_coordinate_is_not_taken_without_the_other():
    mapping = {0: "name", 1: "latitude", 2: "longitude"}
    planned = planner(mapping=mapping).plan_row(row("みみの会", "35.61", "東経"))
    assert (planned.outcome, planned.values) == (Outcome.CREATE, {"name": "みみの会"})
    assert [(told["column"], told["value"], told["is_doubt"]) for told in planned.errors] == [
        ("経度", "東経", True),
        ("緯度", "35.61", True),
    ]


def test_a_doubt_is_told_and_does_not_stop_the_row():
    planned = planner().plan_row(row("みみの会", "087-12-34"))
    assert (planned.outcome, planned.values["phone"]) == (Outcome.CREATE, "087-12-34")
    (doubt,) = planned.errors
    assert (doubt["column"], doubt["value"], doubt["is_doubt"]) == ("電話番号", "087-12-34", True)
    assert doubt["reason"].startswith("「087-12-34」は、電話番号として読めません。いま7桁ですが")
    planned = planner().plan_row(row("みみの会", "087-12-34", "", "", "大勢"))
    assert (planned.outcome, len(planned.errors)) == (Outcome.CREATE, 2)


def test_too_long_texts_and_the_importers_own_rules_are_errors():
    planned = planner().plan_row(row("長" * 101))
    assert planned.errors[0]["reason"] == "長すぎます（101文字）。100文字までにしてください。"
    assert len(planned.errors) == 1
    planned = planner().plan_row(row("だめな名称"))
    assert planned.errors == [{"column": "名称", "value": "だめな名称", "reason": "この名称は使えません。"}]


def test_rows_that_say_nothing_in_the_matched_columns_are_left_out():
    rows = [row("", "", "", number=2), row("みみの会", number=3), row(*[""] * 5, "合計", number=4)]
    assert [planned.number for planned in planner().plan(rows)] == [3]


def test_progress_is_told():
    told = []
    planner().plan(
        [row("ひだまり"), row("みみの会", number=3)], lambda done, total: told.append((done, total))
    )
    assert told == [(1, 2), (2, 2)]


def test_the_same_name_and_number_is_the_same_record():
    same = planner({7: HIDAMARI}).plan_row(row("サロン　ひだまり", "000(678)0001"))
    assert (same.outcome, same.record_id, same.record_version) == (Outcome.UNCHANGED, 7, 3)


def test_blank_cells_erase_nothing():
    planned = planner({7: HIDAMARI}).plan_row(row("サロンひだまり", "000-678-0001", "", "－"))
    assert (planned.outcome, planned.changes) == (Outcome.UNCHANGED, {})


def test_blanks_of_a_record_are_filled():
    planned = planner({7: HIDAMARI}).plan_row(row("サロンひだまり", "000-678-0001", "", "第2・4木曜"))
    assert (planned.outcome, planned.changes) == (Outcome.UPDATE, {"note": ["", "第2・4木曜"]})


def test_what_the_last_import_wrote_is_updated():
    imported = {7: HIDAMARI}
    planned = planner({7: HIDAMARI}, imported).plan_row(
        row("サロンひだまり", "000-678-0001", "みどり野市けやき台9")
    )
    assert planned.outcome == Outcome.UPDATE
    assert planned.changes == {"address": ["みどり野市けやき台1-2", "みどり野市けやき台9"]}


def test_what_people_wrote_since_is_a_conflict():
    edited = HIDAMARI | {"address": "みどり野市けやき台3"}
    planned = planner({7: edited}, {7: HIDAMARI}).plan_row(
        row("サロンひだまり", "000-678-0001", "みどり野市けやき台1-2", "新しい備考")
    )
    assert planned.outcome == Outcome.CONFLICT
    assert planned.conflicts == ["address"]
    assert planned.changes == {
        "address": ["みどり野市けやき台3", "みどり野市けやき台1-2"],
        "note": ["", "新しい備考"],
    }


def test_a_likely_duplicate_is_asked_about_with_reasons_and_differences():
    planned = planner({7: HIDAMARI}).plan_row(row("サロンひだまり", "000-999-9999"))
    assert planned.outcome == Outcome.DUPLICATE
    assert planned.record_id is None
    assert planned.candidates == [
        {
            "record": 7,
            "version": 3,
            "name": "サロンひだまり",
            "reasons": ("名称が同じ",),
            "changes": {"phone": ["000-678-0001", "000-999-9999"]},
            "taken_by": None,
        }
    ]


def test_two_certain_records_are_asked_about():
    planned = planner({7: HIDAMARI, 8: HIDAMARI}).plan_row(row("サロンひだまり", "000-678-0001"))
    assert (planned.outcome, [each["record"] for each in planned.candidates]) == (Outcome.DUPLICATE, [7, 8])


def test_a_record_with_a_name_only_is_known_again_from_the_same_row():
    existing, imported = {7: {"name": "いこいの家"}, 8: {"name": "いこいの家"}}, {7: {"name": "いこいの家"}}
    planned = planner(existing, imported).plan_row(row("いこいの家"))
    assert (planned.outcome, planned.record_id) == (Outcome.UNCHANGED, 7)


def test_a_repeated_row_is_asked_about():
    first, second, third = planner().plan(
        [
            row("サロンひだまり", "000-678-0001", number=2),
            row("サロン ひだまり", "000-678-0001", number=3),
            row("サロンひだまり", number=4),
        ]
    )
    assert first.outcome == Outcome.CREATE
    assert second.outcome == Outcome.DUPLICATE
    assert second.candidates == [
        {"row": 2, "name": "サロン ひだまり", "reasons": ("名称が同じ", "電話番号が同じ")}
    ]
    assert third.outcome == Outcome.CREATE


def test_two_rows_cannot_mean_the_same_record_without_asking():
    first, second = planner({7: HIDAMARI}).plan(
        [
            row("サロンひだまり", "000-678-0001", number=2),
            row("サロンひだまり", "000-678-0001", "", "別", number=3),
        ]
    )
    assert first.outcome == Outcome.UNCHANGED
    assert (second.outcome, second.candidates[0]["taken_by"], second.candidates[1]["row"]) == (
        Outcome.DUPLICATE,
        2,
        2,
    )


def test_read_row_leaves_out_columns_that_the_importer_does_not_know():
    columns = {column.name: column for column in OrganizationImporter().columns}
    planned = read_row(9, {"name": "みみの会", "location": "35.61,139.51", "odd": "x"}, columns)
    assert planned.values == {"name": "みみの会", "latitude": 35.61, "longitude": 139.51}
    assert planned.repairs[0]["column"] == "緯度と経度"


def test_rows_of_other_districts_are_left_out_even_with_mistakes():
    made = planner()
    made.adapt = lambda values: None if values.get("name") == "よそ" else values | {"note": "名簿から"}
    assert made.plan_row(row("みみの会")).values == {"name": "みみの会", "note": "名簿から"}
    planned = made.plan_row(row("よそ", "", "", "", "大勢"))
    assert (planned.outcome, planned.errors, planned.repairs) == (Outcome.ELSEWHERE, [], [])


def test_where_people_moved_a_place_a_file_moves_neither_of_its_coordinates():
    place = HIDAMARI | {"latitude": 35.61, "longitude": 139.61}
    mapping = {0: "name", 1: "phone", 2: "latitude", 3: "longitude", 4: "note"}
    given = planner({7: place | {"latitude": 35.7}}, imported={7: place}, mapping=mapping)
    planned = given.plan_row(row("サロンひだまり", "000-678-0001", "35.62", "139.62", "新しい"))
    assert (planned.outcome, planned.conflicts) == (Outcome.CONFLICT, ["latitude", "longitude"])
    assert planned.changes.keys() == {"latitude", "longitude", "note"}
