"""A file is tried out, committed and undone as a whole; what people edited is never overwritten silently."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.models import Organization
from portal import history, jobs
from portal.imports import actions
from portal.imports.undos import later_imports
from portal.models import Import, ImportMapping, ImportRow, Job, StoredFile
from tests.groups.factory import make_organization
from tests.portal.imports.importer import OrganizationImporter
from tests.portal.imports.outcomes import outcomes

pytestmark = pytest.mark.django_db

GROUPS = """名称,電話番号,住所,備考
サロンひだまり,000-678-0001,みどり野市けやき台1-2,第2・4木曜
傾聴ボランティアみみの会,000-678-0002,みどり野市若葉1-1,
若葉自主防災会,000-678-0003,みどり野市若葉四丁目,
"""
MOVED = GROUPS.replace("けやき台1-2", "けやき台9")


def edit(name: str, **fields: object) -> Organization:
    """What a coordinator does in the browser."""
    organization = Organization.objects.get(name=name)
    for field, value in fields.items():
        setattr(organization, field, value)
    history.save(organization)
    return organization


# -- Uploading and matching ----------------------------------------------------------------------------------------


def test_a_file_is_received_with_guesses(receive):
    record = receive("linked_facilities.csv")
    assert (record.state, record.encoding, record.header_row) == (Import.State.UPLOADED, "utf-8", 7)
    assert record.mapping == {
        "1": "name",
        "2": "address",
        "3": "phone",
        "4": "website",
        "5": "note",
        "6": "location",
    }
    assert record.source["attribution"] == "みどり野市"
    assert record.sample["count"] == 6
    assert record.sample["rows"][0][1] == "特別養護老人ホーム\u3000若葉の里"


def test_the_mapping_of_a_source_is_remembered(receive, check):
    record = receive("linked_facilities.csv")
    mapping = {int(position): name for position, name in record.mapping.items()}
    del mapping[5]
    mapping[10] = "description"
    actions.settle_columns(record, mapping=mapping, options={})
    again = receive("linked_facilities.csv")
    assert again.mapping == {str(position): name for position, name in mapping.items()}
    other = receive("linked_centres.csv")
    assert other.mapping["5"] == "note"


def test_the_mapping_of_a_file_without_a_source_is_known_by_its_headings(receive):
    record = receive(GROUPS)
    actions.settle_columns(record, mapping={0: "name", 3: "description"}, options={})
    assert receive(GROUPS).mapping == {"0": "name", "3": "description"}
    assert receive("名称,備考\nみみの会,x\n").mapping == {"0": "name", "1": "note"}
    assert ImportMapping.objects.count() == 1


def test_a_file_can_be_read_in_another_way(receive):
    record = receive("題\n名称,電話番号\nひだまり,000-1-1\n")
    assert record.header_row == 2
    actions.reread_file(record, encoding="utf-8", sheet="", header_row=0)
    assert (record.header_row, record.sample["count"], record.mapping) == (0, 3, {})


# -- Trying out ----------------------------------------------------------------------------------------------------


def test_trying_out_writes_no_record(check):
    record = check("linked_facilities.csv")
    assert record.state == Import.State.CHECKED
    assert outcomes(record) == {"create": 6}
    assert Organization.objects.count() == 0
    assert record.rows.get(number=13).values["latitude"] == 35.6177
    assert {repair["reason"] for row in record.rows.repaired() for repair in row.repairs} == {
        "1つの欄に入っていた緯度と経度を分けました。",
        "緯度と経度が逆になっていたため、入れ替えました。",
        "全角の英数字・半角のカナを、ふつうの文字にしました。",
    }
    (doubtful,) = record.rows.doubtful()
    assert [error["reason"] for error in doubtful.errors] == ["日本の中の位置ではないため取り込みません。"]


def test_trying_out_again_replaces_the_rows(check, coordinator):
    record = check(GROUPS)
    actions.start_check(record, by=coordinator)
    assert outcomes(record) == {"create": 3}


def test_a_file_without_a_useful_row_says_so(receive, coordinator):
    record = receive(GROUPS)
    actions.settle_columns(record, mapping={}, options={})
    job = actions.start_check(record, by=coordinator)
    assert (job.state, job.message) == (
        Job.State.FAILED,
        "取り込む内容のある行がありません。列の対応を見直してください。",
    )


# -- Committing ----------------------------------------------------------------------------------------------------


def test_a_commit_creates_records_and_says_how_many(commit):
    record = commit("linked_facilities.csv")
    assert (record.state, record.counts) == (Import.State.COMMITTED, {"created": 6})
    organization = Organization.objects.get(name="特別養護老人ホーム 若葉の里")
    assert (organization.public_phone, organization.latitude) == ("000-123-4501", 35.612345)
    assert organization.source["attribution"] == "みどり野市"
    assert record.rows.get(number=10).record_id == organization.pk


def test_the_same_file_again_changes_nothing(check, commit):
    commit(GROUPS)
    assert outcomes(check(GROUPS)) == {"unchanged": 3}


def test_a_file_of_another_kind_finds_the_records_of_the_first(check, commit):
    commit("linked_facilities.csv")
    other = (
        "施設名,電話,所在地,定員\n"
        "特別養護老人ホーム若葉の里,０００（１２３）４５０１,みどり野市若葉2丁目3番1号,80\n"
        "けやき苑,000-123-4502,みどり野市けやき台22-9,70\n"
    )
    record = check(other)
    assert outcomes(record) == {"conflict": 0, "update": 1, "duplicate": 1} or outcomes(record) == {
        "update": 1,
        "duplicate": 1,
    }
    assert record.rows.get(number=3).candidates[0]["reasons"] == ["電話番号が同じ", "住所が同じ"]


def test_rows_with_mistakes_are_left_out(commit):
    record = commit(GROUPS + ",000-1-1,,名称なし\n")
    assert record.counts == {"created": 3, "skipped": 1}


def test_changes_of_the_source_update_the_records(check, commit):
    commit(GROUPS)
    record = check(MOVED)
    assert outcomes(record) == {"unchanged": 2, "update": 1}
    assert commit(record).counts == {"kept": 2, "updated": 1}
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台9"
    assert outcomes(check(MOVED)) == {"unchanged": 3}


def test_local_edits_are_kept_unless_the_person_says_otherwise(check, commit):
    commit(GROUPS)
    edit("サロンひだまり", address="みどり野市けやき台3")
    record = check(MOVED)
    assert outcomes(record) == {"conflict": 1, "unchanged": 2}
    commit(record)
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台3"
    # Kept is not forgotten: the next import asks again.
    record = check(MOVED)
    assert outcomes(record) == {"conflict": 1, "unchanged": 2}
    assert actions.decide(record, {2: "overwrite"}) == 1
    assert commit(record).counts == {"updated": 1, "kept": 2}
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台9"
    assert outcomes(check(MOVED)) == {"unchanged": 3}


def test_what_is_not_in_conflict_is_updated_all_the_same(check, commit):
    commit(GROUPS)
    edit("サロンひだまり", address="みどり野市けやき台3")
    commit(MOVED.replace("第2・4木曜", "毎週木曜"))
    organization = Organization.objects.get(name="サロンひだまり")
    assert (organization.address, organization.note) == ("みどり野市けやき台3", "毎週木曜")


def test_what_people_typed_in_themselves_is_not_overwritten(check, commit, wakaba):
    make_organization(wakaba, name="サロンひだまり", public_phone="000-678-0001", address="みどり野市駅前1")
    record = check(GROUPS)
    row = record.rows.get(number=2)
    assert (row.outcome, row.conflicts) == ("conflict", ["address"])
    commit(record)
    organization = Organization.objects.get(name="サロンひだまり")
    assert (organization.address, organization.note) == ("みどり野市駅前1", "第2・4木曜")


def test_likely_duplicates_wait_for_a_decision(check, commit, wakaba):
    mine = make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = check(GROUPS)
    assert outcomes(record) == {"create": 2, "duplicate": 1}
    assert commit(record).counts == {"created": 2, "skipped": 1}
    assert Organization.objects.get(name="サロンひだまり") == mine


def test_a_likely_duplicate_can_be_created(check, commit, wakaba):
    make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = check(GROUPS)
    assert actions.decide_all(record, outcome="duplicate", decision="create") == 1
    assert commit(record).counts == {"created": 3}
    assert Organization.objects.filter(name="サロンひだまり").count() == 2


def test_a_likely_duplicate_can_be_the_same(check, commit, wakaba):
    mine = make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = check(GROUPS)
    assert actions.decide(record, {2: f"same:{mine.pk}"}) == 1
    assert commit(record).counts == {"created": 2, "updated": 1}
    mine.refresh_from_db()
    assert (mine.public_phone, mine.note) == ("000-678-0001", "第2・4木曜")
    assert outcomes(check(GROUPS)) == {"unchanged": 3}


def test_foolish_decisions_are_ignored(check, wakaba):
    mine = make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = check(GROUPS)
    assert actions.decide(record, {2: "overwrite", 3: "create", 99: "skip"}) == 0
    assert actions.decide(record, {2: "same:999999"}) == 0
    assert actions.decide(record, {2: "same:x"}) == 0
    assert actions.decide_all(record, outcome="duplicate", decision="same") == 0
    assert actions.decide_all(record, outcome="create", decision="skip") == 0
    assert record.rows.filter(decided_record=mine.pk).count() == 0


def test_two_rows_cannot_update_one_record(check, coordinator, wakaba):
    mine = make_organization(wakaba, name="サロンひだまり")
    record = check("名称,電話番号\nサロンひだまり,000-1-1\nサロンひだまり,000-2-2\n")
    actions.decide(record, {2: f"same:{mine.pk}", 3: f"same:{mine.pk}"})
    job = actions.start_commit(record, by=coordinator)
    assert job.message.startswith(
        "2・3行目が、同じ登録「サロンひだまり」を更新しようとしています。何も取り込んでいません。"
    )


def test_records_edited_since_the_preview_stop_the_commit(check, commit, coordinator):
    commit(GROUPS)
    record = check(MOVED)
    edit("若葉自主防災会", note="直しました")
    job = actions.start_commit(record, by=coordinator)
    assert job.state == Job.State.FAILED
    assert "1件の登録が修正されました（4行目「若葉自主防災会」など）" in job.message
    record.refresh_from_db()
    assert record.state == Import.State.CHECKED
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台1-2"


def test_two_imports_of_one_file_make_its_records_once(check, commit, coordinator):
    first, second = check(GROUPS), check(GROUPS)
    commit(first)
    job = actions.start_commit(second, by=coordinator)
    assert job.message.startswith(
        "内容を確認したあとに、似た登録が加わりました（2行目「サロンひだまり」など3行）。"
    )
    assert Organization.objects.count() == 3
    actions.start_check(second, by=coordinator)
    assert commit(second).counts == {"kept": 3}


def test_what_people_typed_in_since_the_preview_is_not_made_again(check, commit, coordinator, wakaba):
    seen = make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = check(GROUPS)
    actions.decide(record, {2: "create"})
    typed = make_organization(wakaba, name="サロンひだまり", public_phone="000-222-2222")
    job = actions.start_commit(record, by=coordinator)
    assert job.message.startswith("内容を確認したあとに、似た登録が加わりました（2行目")
    assert set(Organization.objects.all()) == {seen, typed}
    typed.delete()
    assert commit(record).counts == {"created": 3}


def test_a_failure_in_the_middle_writes_nothing(check, coordinator, monkeypatch):
    record = check(GROUPS)

    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(OrganizationImporter, "existing", fail_second(OrganizationImporter.existing, fail))
    job = actions.start_commit(record, by=coordinator)
    assert job.state == Job.State.FAILED
    assert Organization.objects.count() == 0
    record.refresh_from_db()
    assert record.state == Import.State.CHECKED
    assert set(record.rows.values_list("result", flat=True)) == {""}


def fail_second(first, then):
    """A method that works once."""
    methods = iter([first])
    return lambda *args, **options: next(methods, then)(*args, **options)


def test_an_import_is_committed_once(commit, coordinator):
    record = commit(GROUPS)
    job = actions.start_commit(record, by=coordinator)
    assert job.message == "この取り込みは、すでに「取り込み済み」です。"
    assert Organization.objects.count() == 3
    assert actions.start_check(record, by=coordinator).message == "この取り込みは、すでに終わっています。"


# -- Undoing -------------------------------------------------------------------------------------------------------


def undo(record: Import, by) -> Import:
    job = actions.start_undo(record, by=by)
    assert job.state == "done", job.message
    record.refresh_from_db()
    return record


def test_undo_deletes_what_was_created_and_restores_what_was_changed(commit, coordinator):
    commit(GROUPS)
    record = commit(MOVED + "桑原子ども会,000-678-0004,,\n")
    undo(record, coordinator)
    assert (record.state, record.counts) == (
        Import.State.UNDONE,
        {"created": 1, "updated": 1, "kept": 2, "deleted": 1, "restored": 1},
    )
    assert not Organization.objects.filter(name="桑原子ども会").exists()
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台1-2"


def test_undo_leaves_what_people_edited_since(commit, coordinator):
    commit(GROUPS)
    record = commit(
        MOVED.replace("第2・4木曜", "毎週木曜").replace("若葉1-1", "若葉2")
        + "桑原子ども会,000-678-0004,,毎月\n桑原女性会,000-678-0005,,\n桑原将棋会,000-678-0006,,\n"
    )
    edit("桑原子ども会", note="会長が替わった")
    edit("サロンひだまり", address="みどり野市けやき台7")
    edit("桑原将棋会", purpose="将棋を指す")
    Organization.objects.get(name="傾聴ボランティアみみの会").delete()
    undo(record, coordinator)
    assert Organization.objects.filter(name="桑原子ども会").exists()
    assert not Organization.objects.filter(name="桑原女性会").exists()
    organization = Organization.objects.get(name="サロンひだまり")
    assert (organization.address, organization.note) == ("みどり野市けやき台7", "第2・4木曜")
    left = record.rows.filter(result=ImportRow.Result.LEFT)
    assert {row.number: [(told["column"], told["reason"]) for told in row.errors] for row in left} == {
        2: [("住所", "あとから修正されたため、今の内容を残しました。")],
        5: [("登録", "取り込んだあとに、備考が修正されたため、削除せずに残しました。")],
        7: [
            (
                "登録",
                "取り込んだあとに、ファイルにない内容が修正されたか、ほかの記録が結びつけられたため、削除せずに残しました。",
            )
        ],
        3: [("登録", "取り込んだあとに登録が削除されたため、元の内容には戻していません。")],
    }


def test_imports_are_taken_back_one_after_the_other(commit, coordinator):
    first, second, third = commit(GROUPS), commit(MOVED), commit(MOVED.replace("けやき台9", "けやき台10"))
    undo(third, coordinator)
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台9"
    undo(second, coordinator)
    assert Organization.objects.get(name="サロンひだまり").address == "みどり野市けやき台1-2"
    undo(first, coordinator)
    assert first.counts == {"created": 3, "deleted": 3}
    assert not Organization.objects.exists()


def test_an_import_is_taken_back_only_after_those_that_wrote_its_records_since(commit, coordinator):
    first = commit(GROUPS)
    elsewhere = commit("名称,電話番号\n桑原子ども会,000-678-0004\n")
    before = sorted(Organization.objects.values_list("name", "address", "note"))
    second = commit(MOVED)
    refused = "先に「list.csv」を取り消してください。"
    with pytest.raises(ValidationError, match=refused):
        actions.start_undo(first, by=coordinator)
    # The worker refuses too: the later import may have come in between.
    job = jobs.start(
        "import_undo", title="取り消し", by=coordinator, district=first.district, import_id=first.pk
    )
    assert (job.state, refused in job.message) == (Job.State.FAILED, True)
    first.refresh_from_db()
    assert (first.state, Organization.objects.count()) == (Import.State.COMMITTED, 4)
    assert list(later_imports(elsewhere)) == list(later_imports(second)) == []
    undo(second, coordinator)
    assert sorted(Organization.objects.values_list("name", "address", "note")) == before
    undo(first, coordinator)
    assert first.counts == {"created": 3, "deleted": 3}
    assert Organization.objects.get().name == "桑原子ども会"


def test_an_edit_between_two_imports_is_still_an_edit_when_both_are_taken_back(commit, coordinator):
    first = commit(GROUPS)
    edit("サロンひだまり", note="会長が替わった")
    second = commit(MOVED.replace("第2・4木曜", ""))
    undo(second, coordinator)
    undo(first, coordinator)
    assert first.counts == {"created": 3, "deleted": 2, "left": 1}
    assert Organization.objects.get().note == "会長が替わった"


def test_after_an_undo_the_import_before_counts_again(check, commit, coordinator):
    commit(GROUPS)
    record = commit(MOVED)
    undo(record, coordinator)
    assert outcomes(check(MOVED)) == {"unchanged": 2, "update": 1}


def test_undo_passes_over_records_that_are_gone(commit, coordinator):
    record = commit(GROUPS)
    Organization.objects.filter(name="サロンひだまり").delete()
    undo(record, coordinator)
    assert record.counts == {"created": 3, "deleted": 3}
    assert (
        actions.start_undo(record, by=coordinator).message == "この取り込みは、すでに「取り消し済み」です。"
    )


def test_restored_blanks_are_blank_again(commit, coordinator, wakaba):
    make_organization(
        wakaba, name="若葉自主防災会", public_phone="000-678-0003", verified_on=date(2025, 1, 1)
    )
    record = commit("名称,電話番号,住所,会員数\n若葉自主防災会,000-678-0003,みどり野市若葉4,30\n")
    undo(record, coordinator)
    organization = Organization.objects.get()
    assert (organization.address, organization.members, organization.verified_on) == (
        "",
        None,
        date(2025, 1, 1),
    )


def test_history_names_the_person(commit, coordinator):
    commit(GROUPS)
    versions = history.versions_of(Organization.objects.get(name="サロンひだまり"))
    assert [(version.label, version.by) for version in versions] == [("登録", coordinator.name)]


def test_an_open_import_can_be_discarded(check):
    record = check(GROUPS)
    actions.discard_import(record)
    assert (Import.objects.count(), ImportRow.objects.count()) == (0, 0)


# -- Forgetting ----------------------------------------------------------------------------------------------------


def test_unfinished_imports_are_forgotten_after_a_month(check):
    check(GROUPS)
    today = timezone.localdate()
    assert actions.purge_imports(today + timedelta(days=29)) == 0
    assert actions.purge_imports(today + timedelta(days=30)) == 1
    assert (Import.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_files_are_forgotten_after_a_year_and_what_is_needed_for_the_next_import_stays(check, commit):
    record = commit(GROUPS + ",000-1-1,,名称なし\n")
    later = timezone.localdate() + timedelta(days=365)
    assert actions.purge_imports(later - timedelta(days=1)) == 0
    assert actions.purge_imports(later) == 1
    assert actions.purge_imports(later) == 0
    assert bytes(StoredFile.objects.get().content) == b""
    assert list(record.rows.values_list("number", flat=True)) == [2, 3, 4]
    assert outcomes(check(GROUPS)) == {"unchanged": 3}


def test_what_was_imported_meanwhile_is_neither_read_anew_nor_forgotten(check, commit):
    record = check(GROUPS)
    commit(Import.objects.get(pk=record.pk))
    actions.settle_columns(record, mapping={0: "name"}, options={})
    actions.reread_file(record, encoding="utf-8", sheet="", header_row=0)
    actions.discard_import(record)
    stored = Import.objects.get(pk=record.pk)
    assert (stored.state, stored.header_row, stored.rows.count()) == (Import.State.COMMITTED, 1, 3)
    assert len(stored.mapping) == 4
