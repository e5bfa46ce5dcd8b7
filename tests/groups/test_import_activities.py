"""Regular activities are read out of the words of a list, and what would have to be guessed is left out."""

from datetime import date, time

import pytest

from groups.imports.activities import activity_told, known_activities
from groups.models import Activity

A = Activity.Frequency
NAMED = "活動の名前がないため、「定例の活動」にしました。"


@pytest.mark.parametrize(
    "activity",
    [
        Activity(name="体操", frequency=A.WEEKLY, weekdays=[0, 2], starts_at=time(10), ends_at=time(11, 30)),
        Activity(name="お茶の会 その2", frequency=A.MONTHLY, weekdays=[3], weeks=[2, 4], place="第一集会所"),
        Activity(name="夜まわり", frequency=A.DAILY, ends_at=time(21), place="若葉 公園"),
        Activity(name="一斉清掃", frequency=A.YEARLY, weekdays=[5], starts_at=time(8, 30)),
        Activity(name="相談", frequency=A.IRREGULAR, place="電話で"),
        Activity(name="朗読", frequency=A.WEEKLY),
    ],
    ids=str,
)
def test_what_our_own_list_writes_is_read_again(activity):
    told = activity_told(activity.in_words)
    assert told is not None
    assert {name: getattr(activity, name) for name in told.fields} == told.fields


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("毎月第2木曜日", ["定例の活動 毎月 第2木曜日"], NAMED),
        ("第２、第４木曜　１３：３０～", ["定例の活動 毎月 第2・第4木曜日 13:30から"], NAMED),
        ("毎週月〜金曜日", ["定例の活動 毎週月・火・水・木・金曜日"], NAMED),
        ("月、水曜", ["定例の活動 毎週月・水曜日"], NAMED),
        ("茶話会 第1土曜 午後1時〜3時 会館", ["茶話会 毎月 第1土曜日 13:00〜15:00 会館"], ""),
        ("体操 毎週月曜日、茶話会 毎日", ["体操 毎週月曜日", "茶話会 毎日"], ""),
        ("なし", [], ""),
    ],
)
def test_what_rosters_write_is_put_into_the_same_words(cell, value, reason):
    assert known_activities(cell) == (value, reason, "")


@pytest.mark.parametrize(
    "cell",
    [
        "毎月15日",
        "隔週火曜",
        "隔月 第2木曜",
        "体操 奇数月 第2木曜日",
        "体操 毎週 土〜月曜",
        "茶話会 毎月第1月曜 偶数月のみ",
        "体操 毎週月曜 祝日休み",
        "体操 毎週月曜 (第3週を除く)",
        "毎月木曜日",
        "年2回",
        "読書会、朗読会 毎週土曜日",
        "第2木曜会 毎週月曜日",
        "第3日曜日 清掃",
        "体操 毎週月曜日 15:00〜10:00",
        "体操 毎週月曜日 25:00〜",
        "第6木曜日",
        "第2・第6木曜日",
        f"{'長' * 101} 毎週月曜日",
    ],
)
def test_what_would_have_to_be_guessed_is_left_out_and_told(cell):
    value, reason, doubt = known_activities(cell)
    assert (value, reason) == ([], "")
    assert doubt.startswith("活動ごとの名前・曜日・時刻に分けられないため取り込みません。")


def test_the_days_read_are_those_on_which_it_takes_place():
    told = activity_told("体操 毎月 第2・第4木曜日")
    assert told is not None
    activity = Activity(**told.fields)
    days = [day for day in range(1, 31) if activity.takes_place_on(date(2026, 4, day))]
    assert days == [9, 23]
