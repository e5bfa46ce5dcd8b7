"""What was decided and chosen once is kept: when a file is tried out again, and for the next file of a source."""

import pytest

from groups.models import Organization
from portal import bulk, history
from portal.imports import actions, cells
from portal.imports.preview import MOST_KINDS, gathered
from portal.imports.summaries import summary_of
from portal.models import ImportRow
from tests.groups.factory import make_organization

pytestmark = pytest.mark.django_db

GROUPS = "名称,電話番号\nサロンひだまり,000-1-1\nみみの会,000-2-2\n写真部,000-3-3\n"


@pytest.fixture
def decided(check, wakaba):
    """A file of three rows, two of which are like a record, and decided."""
    first = make_organization(wakaba, name="サロンひだまり")
    make_organization(wakaba, name="みみの会")
    record = check(GROUPS)
    assert actions.decide(record, {2: f"same:{first.pk}", 3: "create"}) == 2
    return record


def test_decisions_of_rows_that_are_as_they_were_stay(decided, coordinator):
    hidden = Organization.objects.get(name="サロンひだまり")
    hidden.issues = "担い手"
    history.save(hidden)  # of which the row says nothing
    actions.start_check(decided, by=coordinator)
    assert dict(decided.rows.values_list("number", "decision")) == {2: "same", 3: "create", 4: ""}
    assert summary_of(decided).reopened == []
    job = actions.start_commit(decided, by=coordinator)
    assert job.state == "done", job.message


def test_a_row_that_is_not_as_it_was_is_to_be_decided_anew(decided, coordinator):
    edited = Organization.objects.get(name="みみの会")
    edited.public_phone = "000-9-9"
    history.save(edited)
    for _ in range(2):  # it stays told until it is decided
        actions.start_check(decided, by=coordinator)
        assert dict(decided.rows.values_list("number", "decision")) == {2: "same", 3: "", 4: ""}
        assert summary_of(decided).reopened == [3]
    actions.decide(decided, {3: "skip"})
    assert summary_of(decided).reopened == []


def test_what_a_file_leaves_unsaid_is_remembered_for_its_source(check, receive):
    check(GROUPS, category="facility", base_date="2026-04-01")
    assert receive(GROUPS).options == {"category": "facility"}
    assert receive("名称,備考\nみみの会,x\n").options == {}


def test_mends_of_one_kind_are_told_together(check):
    rows = "".join(f"会{number},000-0-{number},135.5,34.3,{number}名\n" for number in range(1, 6))
    record = check(f"名称,電話番号,緯度,経度,会員数\n{rows}")
    first, second = gathered(record, "repaired")
    assert (first.column, first.count, len(first.examples)) == ("緯度", 5, 3)
    assert (second.column, second.count) == ("会員数", 5)
    assert second.examples[0] == {"number": 2, "before": "1名", "after": "1"}


def test_kinds_are_counted_in_the_database_and_the_page_costs_the_same(check, django_assert_num_queries):
    record = check("名称,会員数\nみみの会,1名\n")
    repair = {"column": "会員数", "before": "1名", "after": "1", "reason": "数字だけを取り出しました。"}
    doubt = {"column": "備考", "value": "x", "is_doubt": True}
    bulk.insert(
        [
            ImportRow(
                import_record=record,
                number=number,
                outcome="create",
                repairs=[repair],
                errors=[doubt | {"reason": f"ことば{number}のため取り込みません。"}],
            )
            for number in range(3, 10_003)
        ]
    )
    with django_assert_num_queries(1):
        (mended,) = gathered(record, "repaired")
    assert (mended.count, [example["number"] for example in mended.examples]) == (10_001, [2, 3, 4])
    with django_assert_num_queries(1):
        doubts = gathered(record, "doubtful")
    assert len(doubts) == MOST_KINDS
    assert doubts[0].examples == [{"number": 3, "before": "x", "after": ""}]


def test_mistakes_of_one_kind_are_told_together(check):
    record = check("名称,電話番号\n会1,なぞ\n会2,事務局まで\n,000-1-1\n")
    found = gathered(record, "doubtful")
    assert [(kind.column, kind.count) for kind in found] == [("電話番号", 2)]
    found = gathered(record, "error")
    assert [(kind.column, kind.count) for kind in found] == [("名称", 1)]


def test_cells_that_cannot_be_read_are_one_kind_whatever_they_say(check):
    record = check("名称\nみみの会\n")
    for number, word in ((3, "いつか"), (4, "そのうち")):
        with pytest.raises(ValueError, match=f"「{word}」を日付として読めません。") as error:
            cells.day(word)
        told = {"column": "確認日", "value": word, "reason": str(error.value), "is_doubt": True}
        record.rows.create(number=number, outcome="create", errors=[told])
    (kind,) = gathered(record, "doubtful")
    assert (kind.count, kind.reason.startswith("日付として読めません。")) == (2, True)


def test_all_that_the_rows_of_one_record_say_is_remembered(check, commit, wakaba):
    mine = make_organization(wakaba, name="みみの会", public_phone="000-678-0002")
    record = check("名称,電話番号,住所\nみみの会,000-678-0002,若葉2\nみみの会,000-678-0002,\n")
    actions.decide(record, {3: f"same:{mine.pk}"})
    commit(record)
    assert record.rows.last().imported == {
        "name": "みみの会",
        "phone": "000-678-0002",
        "address": "若葉2",
    }
    (row,) = check("名称,電話番号,住所\nみみの会,000-678-0002,若葉3\n").rows.all()
    assert (row.outcome, row.changes) == (ImportRow.Outcome.UPDATE, {"address": ["若葉2", "若葉3"]})
