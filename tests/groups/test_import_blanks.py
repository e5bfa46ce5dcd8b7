"""What a list fills only where a record has nothing: consent and regular activities."""

from collections.abc import Callable
from datetime import date

from groups import actions as registry
from groups.models import Activity, Organization
from portal.imports import actions
from portal.models import District, Import, SearchEntry, User
from tests.groups.factory import make_activity, make_organization
from tests.portal.imports.outcomes import outcomes

PUBLISHES = "この日付を取り込むと、電話・FAX・メール・ホームページを住民に公開します。公開に同意をいただいた日か、確かめてください。"


def test_a_consent_that_was_taken_back_does_not_come_back_with_an_older_list(
    bring: Callable[..., Import], wakaba: District
) -> None:
    heading = "名称,電話番号,公開同意日\r\n"
    given = {"consent_on": date(2024, 4, 1), "consent_by": "会長"}
    taken_back = make_organization(wakaba, name="みみの会", public_phone="000-678-0001", **given)
    registry.withdraw_consent(taken_back)
    make_organization(wakaba, name="茶話会", public_phone="000-678-0003")
    make_organization(wakaba, name="ときわ会", public_phone="000-678-0004", **given)
    content = heading + "".join(
        f"{name},000-678-000{number},2025-04-01\r\n"
        for number, name in enumerate(["みみの会", "写真部", "茶話会", "ときわ会"], start=1)
    )
    record = bring(content.encode(), is_published=False)
    assert [row.outcome for row in record.rows.all()] == ["unchanged", "create", "update", "unchanged"]
    assert {each.name: (each.consent_on, each.consent_by) for each in Organization.objects.all()} == {
        "みみの会": (None, ""),
        "写真部": (date(2025, 4, 1), "取り込んだ一覧から"),
        "茶話会": (date(2025, 4, 1), "取り込んだ一覧から"),
        "ときわ会": (date(2024, 4, 1), "会長"),
    }
    told = {row.name: row.errors[0]["reason"] for row in record.rows.doubtful()}
    assert told["みみの会"].startswith("公開の同意が前に取り下げられているため")
    assert told["写真部"] == told["茶話会"] == PUBLISHES
    assert (
        told["ときわ会"] == "「2024-04-01」は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。"
    )


def test_a_consent_that_an_undone_import_brought_was_not_taken_back(
    bring: Callable[..., Import], wakaba: District, coordinator: User
) -> None:
    made = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    content = "名称,電話番号,公開同意日\r\nみみの会,000-678-0001,2025-04-01\r\n".encode()
    actions.start_undo(bring(content), by=coordinator)
    made.refresh_from_db()
    assert (made.consent_on, made.consent_by) == (None, "")
    bring(content)
    made.refresh_from_db()
    assert made.consent_on == date(2025, 4, 1)


def test_a_row_that_tells_unclearly_what_is_public_is_not_taken(bring: Callable[..., Import]) -> None:
    record = bring(
        "名称,電話番号,公開,公開同意日\r\n"
        "みみの会,000-678-0001,公開しない,\r\n"
        "写真部,000-678-0002,,同意なし\r\n"
        "茶話会,000-678-0003,非公開,\r\n".encode(),
        is_published=True,
    )
    assert outcomes(record) == {"error": 2, "create": 1}
    assert Organization.objects.get().is_public is False
    first, second = record.rows.filter(outcome="error")
    assert first.errors == [
        {"column": "公開", "value": "公開しない", "reason": "「公開」か「非公開」で入力してください。"}
    ]
    assert [(told["column"], told.get("is_doubt")) for told in second.errors] == [("公開同意日", None)]


def test_a_day_of_a_list_is_not_told_as_confirmed_by_whoever_did_it_before(
    bring: Callable[..., Import], wakaba: District, coordinator: User
) -> None:
    who = {"verified_on": date(2024, 4, 1), "verified_by": "山田"}
    made = make_organization(wakaba, name="みみの会", public_phone="000-678-0001", **who)
    record = bring("名称,電話番号,最終確認日\r\nみみの会,000-678-0001,2026-04-01\r\n".encode(), commit=False)
    actions.decide_all(record, outcome="conflict", decision="overwrite")
    actions.start_commit(record, by=coordinator)
    made.refresh_from_db()
    assert (made.verified_on, made.verified_by) == (date(2026, 4, 1), "")
    actions.start_undo(record, by=coordinator)
    made.refresh_from_db()
    assert (made.verified_on, made.verified_by) == (date(2024, 4, 1), "山田")


def test_activities_come_where_there_are_none(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    known = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    make_activity(known, name="朗読", weekdays=[0])
    bare = make_organization(wakaba, name="茶話会", public_phone="000-678-0002")
    other = make_organization(wakaba, name="体操の会", public_phone="000-678-0003")
    heading = "名称,電話番号,ふだんの活動\r\n"
    text = "体操 毎月 第2・第4木曜日 10:00〜11:30 集会所、茶話会 毎週月曜日"
    content = (
        f"{heading}みみの会,000-678-0001,別の会 毎日\r\n写真部,,{text}\r\n"
        f"茶話会,000-678-0002,{text}\r\n体操の会,000-678-9999,{text}\r\n"
    ).encode()
    record = bring(content, commit=False)
    actions.decide(record, {5: f"same:{other.pk}"})
    actions.start_commit(record, by=coordinator)
    record.refresh_from_db()
    assert outcomes(record) == {"unchanged": 1, "create": 1, "update": 1, "duplicate": 1}
    assert [row.errors for row in record.rows.doubtful()] == [
        [
            {
                "column": "ふだんの活動",
                "value": "別の会 毎日",
                "reason": "「朗読 毎週月曜日」は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。",
                "is_doubt": True,
            }
        ]
    ]
    assert [activity.name for activity in known.activities.all()] == ["朗読"]
    for each in (Organization.objects.get(name="写真部"), bare, other):
        assert [activity.in_words for activity in each.activities.all()] == text.split("、")
        assert SearchEntry.objects.filter(kind="organization", record_id=each.pk).exists()
    assert outcomes(bring(content, commit=False)) == {"unchanged": 4}
    actions.start_undo(record, by=coordinator)
    assert [activity.name for activity in Activity.objects.all()] == ["朗読"]


def test_what_stays_of_a_record_that_is_said_to_be_the_same_is_told(
    bring: Callable[..., Import], wakaba: District
) -> None:
    known = make_organization(
        wakaba, name="みみの会", public_phone="000-678-0001", consent_on=date(2024, 4, 1), consent_by="会長"
    )
    make_activity(known, name="朗読", weekdays=[0])
    content = "名称,電話番号,活動日,公開同意日\r\nみみの会,000-678-9999,体操 毎日,2025-04-01\r\n"
    (row,) = bring(content.encode(), commit=False).rows.all()
    assert row.candidates[0]["changes"].keys() == {"phone"}
    kept = "は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。"
    assert [(told["column"], told["reason"]) for told in row.errors] == [
        ("公開同意日", PUBLISHES),  # where it is made a record of its own
        ("ふだんの活動", f"「朗読 毎週月曜日」{kept}"),
        ("公開同意日", f"「2024-04-01」{kept}"),
    ]
