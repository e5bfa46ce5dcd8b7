"""Taking an import back gives every record as it stood before, field by field, and leaves what people did since."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups import actions as registry
from groups.actions.exchange import renew_entry
from groups.models import Category, Facility, Introduction, Offer, Organization
from groups.models.activities import a_year_from_now
from portal import search
from portal.imports import actions
from portal.imports.importer import importer_of
from portal.imports.undos import forecast
from portal.models import District, Import, ImportRow, Neighborhood, SearchEntry, User
from tests.groups.factory import make_activity, make_facility, make_need, make_offer, make_organization

pytestmark = pytest.mark.django_db

HEADINGS = "名称,電話番号,住所,定員,できること,してほしいこと,町内,ID,ふだんの活動,公開同意日,ふりがな,状態"
# Of no account: how often and when a record was written.
UNCOUNTED = {"version", "updated_at"}


def everything() -> dict[str, list[Any]]:
    """All rows of the registry and the search index, without history and without numbers of links and entries."""
    tables = {}
    models = [*apps.get_app_config("groups").get_models(include_auto_created=True), SearchEntry]
    for model in models:
        names = [field.attname for field in model._meta.concrete_fields]
        if "pgh_id" in names:
            continue
        is_link = model is SearchEntry or model._meta.auto_created
        left_out = UNCOUNTED | ({"id"} if is_link else set())
        kept = [name for name in names if name not in left_out]
        tables[model.__name__] = sorted(model._base_manager.values_list(*kept), key=repr)
    return tables


@pytest.fixture
def undo(coordinator: User) -> Callable[[Import], Import]:
    def take_back(record: Import) -> Import:
        job = actions.start_undo(record, by=coordinator)
        assert job.state == "done", job.message
        record.refresh_from_db()
        return record

    return take_back


@pytest.fixture
def rich(wakaba: District) -> Organization:
    """A record with something in every list that an import writes."""
    places = [
        Neighborhood.objects.create(district=wakaba, name=name, order=order)
        for order, name in enumerate(["川原", "若葉一丁目", "若葉二丁目"])
    ]
    made = make_organization(
        wakaba,
        kind="facility",
        name="みみの会",
        public_phone="000-678-0001",
        address="若葉1-1",
        consent_on=date(2025, 4, 1),
        consent_by="会長",
        source={"source_id": "17"},
    )
    made.neighborhoods.add(*places[:2])
    make_facility(made, capacity=20, opens_at=time(8, 30), services=["通所介護"])
    today = timezone.localdate()
    make_offer(
        made,
        "話し相手",
        order=1,
        renewed_on=today - timedelta(days=300),
        expires_on=today + timedelta(days=65),
    )
    make_offer(
        made, "会場", order=2, renewed_on=today - timedelta(days=100), expires_on=today + timedelta(days=265)
    )
    make_offer(
        made, "いす", order=3, renewed_on=today - timedelta(days=500), expires_on=today - timedelta(days=135)
    )
    make_offer(made, "車", order=4, state="resting", renewed_on=today - timedelta(days=40))
    make_need(made, "活動先", renewed_on=today - timedelta(days=10))
    make_activity(made, name="朗読")
    return made


def test_everything_is_as_before_field_by_field(
    bring: Callable[..., Import], undo: Callable[[Import], Import], wakaba: District, rich: Organization
) -> None:
    bare = make_organization(wakaba, kind="facility", name="茶話会", public_phone="000-678-0002")
    merged = make_organization(
        wakaba, kind="facility", name="ときわ会", public_phone="000-678-0003", address="川原3"
    )
    search.reindex()
    before = everything()
    rows = [
        "みみの会,000-678-0001,若葉9,25,話し相手;いす;車;机,手伝い,若葉二丁目,99,別の会 毎日,2026-01-01,みみのかい,休会中",
        "茶話会,000-678-0002,若葉2,30,お茶,急須,川原,A-1,茶話会 毎週月曜日,2026-02-02,,活動中",
        "ときわ会,000-678-9999,,,,将棋盤,,,将棋 毎日,2026-03-03,ときわかい,",
        "写真部,000-678-0004,若葉4,10,撮影,暗室,川原,A-4,撮影会 毎日,2026-04-04,しゃしんぶ,",
    ]
    record = bring("\r\n".join([HEADINGS, *rows]).encode(), commit=False)
    assert [row.outcome for row in record.rows.all()] == ["conflict", "update", "duplicate", "create"]
    by = record.imported_by
    actions.decide(record, {2: "overwrite", 4: f"same:{merged.pk}"})
    actions.start_commit(record, by=by)
    record.refresh_from_db()
    assert record.counts == {"updated": 3, "created": 1}
    assert Facility.objects.get(organization=bare).capacity == 30
    assert {offer.text: offer.state for offer in rich.offers.all()} == {
        "話し相手": "open",
        "会場": "resting",
        "いす": "open",
        "車": "open",
        "机": "open",
    }
    undo(record)
    assert record.counts == {"updated": 3, "created": 1, "restored": 3, "deleted": 1}
    after = everything()
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    assert after == before


BOARD = "名称,電話番号,できること\r\nみみの会,000-678-0001,{}\r\n"


@pytest.fixture
def board(wakaba: District) -> Organization:
    """An organisation with one entry on the board, for half a year still."""
    made = make_organization(wakaba, kind="facility", name="みみの会", public_phone="000-678-0001")
    make_offer(made, "会場", expires_on=timezone.localdate() + timedelta(days=180))
    return made


def overwrite(record: Import) -> Import:
    actions.decide_all(record, outcome="conflict", decision="overwrite")
    actions.start_commit(record, by=record.imported_by)
    record.refresh_from_db()
    assert record.state == Import.State.COMMITTED
    return record


LEFT = "あとから修正されたため、今の内容を残しました。"


def left(record: Import) -> list[str]:
    """The columns of which an undo told that something is left of the only row; with nothing left it is as before."""
    row = record.rows.get()
    told = [error["column"] for error in row.errors if error["reason"] == LEFT]
    assert row.result == (ImportRow.Result.LEFT if told else ImportRow.Result.RESTORED)
    return told


def offers() -> dict[str, tuple[str, str]]:
    return {offer.text: (offer.state, offer.when) for offer in Offer.objects.all()}


def test_an_entry_that_people_edited_since_is_left_and_told(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = overwrite(bring(BOARD.format("いす;机").encode(), commit=False))
    chair, _desk = Offer.objects.filter(text__in=["いす", "机"])
    rows = [{"pk": chair.pk, "when": "月曜"}, {"text": "傘"}]
    registry.save_offers(board, rows, by=record.imported_by)
    undo(record)
    assert offers() == {"会場": ("open", ""), "いす": ("open", "月曜"), "傘": ("open", "")}
    assert left(record) == ["できること"]


def test_an_entry_that_people_deleted_since_is_gone_as_it_was_before(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = overwrite(bring(BOARD.format("会場;いす").encode(), commit=False))
    chair = Offer.objects.get(text="いす")
    registry.save_offers(board, [], removed=[chair.pk], by=record.imported_by)
    undo(record)
    assert offers().keys() == {"会場"}
    assert left(record) == []


def test_an_entry_that_people_added_since_is_no_part_of_the_import(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = overwrite(bring(BOARD.format("いす").encode(), commit=False))
    registry.save_offers(board, [{"text": "傘"}], by=record.imported_by)
    undo(record)
    assert offers().keys() == {"会場", "傘"}
    assert left(record) == []


def test_an_entry_that_rested_and_was_renewed_by_people_stays_renewed(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = overwrite(bring(BOARD.format("いす").encode(), commit=False))
    renew_entry(Offer.objects.get(text="会場"), by=record.imported_by)
    undo(record)
    assert offers().keys() == {"会場"}
    assert Offer.objects.get().expires_on == a_year_from_now()
    assert left(record) == ["できること"]


def test_imports_into_the_board_are_taken_back_one_after_the_other(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    search.reindex()
    states = [everything()]
    records = []
    for texts in ("いす", "会場;机", "傘"):
        records.append(overwrite(bring(BOARD.format(texts).encode(), commit=False)))
        states.append(everything())
    for record, state in zip(reversed(records), reversed(states[:-1]), strict=True):
        undo(record)
        assert everything() == state
        assert left(record) == []


def test_two_imports_go_back_in_the_reverse_order_only(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    search.reindex()
    before = everything()
    first = overwrite(bring(BOARD.format("いす").encode(), commit=False))
    between = everything()
    second = overwrite(bring(BOARD.format("会場;机").encode(), "新しい名簿.csv", commit=False))
    after = everything()
    with pytest.raises(ValidationError, match="先に「新しい名簿.csv」を取り消してください。"):
        undo(first)
    assert everything() == after
    undo(second)
    assert everything() == between
    undo(first)
    assert everything() == before


def test_a_record_merged_since_is_left_and_told(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = bring(
        "名称,電話番号,できること\r\n茶話会,000-678-0002,お茶\r\n体操の会,000-678-0003,\r\n".encode()
    )
    tea, gym = Organization.objects.filter(name__in=["茶話会", "体操の会"]).order_by("-name")
    registry.merge_organizations(tea, into=board, by=record.imported_by)
    registry.delete_organization(registry.withdraw_consent(gym))
    undo(record)
    results = dict(record.rows.values_list("number", "result"))
    assert results == {2: ImportRow.Result.LEFT, 3: ImportRow.Result.DELETED}
    (told,) = record.rows.get(number=2).errors
    assert told["reason"] == "ほかの登録にまとめられたか、ほかへ移されたため、そのままにしました。"
    assert [offer.text for offer in board.offers.all()] == ["会場", "お茶"]
    assert Organization.objects.get(name="茶話会").merged_into == board


def test_a_place_that_people_moved_since_stays_one_place(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = bring("名称,電話番号,緯度,経度,備考\r\nみみの会,000-678-0001,35.61,139.61,新\r\n".encode())
    board.refresh_from_db()
    registry.update_organization(board, latitude=35.7, by=record.imported_by)
    undo(record)
    board.refresh_from_db()
    assert (board.latitude, board.longitude, board.note) == (35.7, 139.61, "")
    assert left(record) == ["緯度", "経度"]


def test_what_people_wrote_of_a_facility_that_an_import_made_stays(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization
) -> None:
    record = bring("名称,電話番号,定員,開始時間\r\nみみの会,000-678-0001,30,8:30\r\n".encode())
    registry.save_facility(board, visit_note="平日", opens_at=time(9), by=record.imported_by)
    undo(record)
    facility = Facility.objects.get()
    assert (facility.capacity, facility.opens_at, facility.visit_note) == (None, time(9), "平日")
    assert left(record) == ["開始時間"]


def test_an_entry_with_which_people_were_introduced_is_not_taken_away(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization, wakaba: District
) -> None:
    record = overwrite(bring(BOARD.format("会場;いす").encode(), commit=False))
    chair = Offer.objects.get(text="いす")
    Introduction.objects.create(district=wakaba, giver=board, taker=make_organization(wakaba), offer=chair)
    undo(record)
    assert offers().keys() == {"会場", "いす"}
    assert left(record) == ["できること"]


@pytest.mark.parametrize("count", [1, 6])
def test_what_an_undo_would_leave_is_told_before_with_links(
    bring: Callable[..., Import], undo: Callable[[Import], Import], board: Organization, count: int
) -> None:
    new = [f"新しい会{number},000-678-01{number:02},,若葉1" for number in range(count)]
    rows = ["名称,電話番号,備考,住所", "みみの会,000-678-0001,新,若葉2", "茶話会,000-678-0200,,若葉3", *new]
    record = bring("\r\n".join(rows).encode())
    board.refresh_from_db()
    registry.update_organization(board, note="直した", by=record.imported_by)
    edited = Organization.objects.filter(name__startswith="新しい会").order_by("pk")
    for each in edited:
        registry.update_organization(each, representative="会長", by=record.imported_by)
    with CaptureQueriesContext(connection) as queries:
        told = forecast(record, importer_of(record.importer))
    assert len(queries) == 18
    links = [f'<a href="/wakaba/groups/{each.pk}/">{each.name}</a>' for each in edited]
    assert told == [
        "登録した 1件を削除します。",
        "更新した 1件を元の内容に戻します。",
        f"登録したあとに直された {count}件は、削除せずに残します：{'、'.join(links[:5])}{' など' if count > 5 else ''}。",
        f'更新した中の 1件は、そのあと直されたところを残します：<a href="/wakaba/groups/{board.pk}/">みみの会</a>。',
    ]
    undo(record)
    assert record.counts == {"created": count + 1, "updated": 1, "deleted": 1, "left": count + 1}


def test_a_record_that_people_brought_back_as_imported_is_deleted(
    bring: Callable[..., Import], undo: Callable[[Import], Import]
) -> None:
    rows = ["名称,電話番号,定員", "茶話会,000-678-0002,30", "写真部,000-678-0003,", "将棋会,000-678-0004,"]
    record = bring("\r\n".join(rows).encode())
    by = record.imported_by
    for name in ("茶話会", "写真部", "将棋会"):
        made = Organization.objects.get(name=name)
        registry.update_organization(made, note="まちがい", by=by)
        if name == "写真部":
            make_offer(made, "撮影")
        if name != "将棋会":
            first = made.versions.order_by("pgh_id").first()
            registry.restore_version(made, record=made, version_id=first.pgh_id, by=by)
    undo(record)
    assert record.counts == {"created": 3, "deleted": 1, "left": 2}
    assert set(Organization.objects.values_list("name", flat=True)) == {"写真部", "将棋会"}


def test_a_kind_that_was_deleted_since_does_not_come_back_and_is_told(
    bring: Callable[..., Import], undo: Callable[[Import], Import]
) -> None:
    hobby = Category.objects.create(number=99, slug="hobby", name="愛好会", short_name="愛好")
    bring("名称,電話番号,種別\nか会,000-678-0001,愛好会\n".encode())
    record = bring("名称,電話番号,種別,住所\nか会,000-678-0001,自治会・町内会,若葉1\n".encode())
    hobby.delete()
    undo(record)
    organization = Organization.objects.get()
    assert (organization.category.slug, organization.address) == ("neighborhood", "")
    assert left(record) == ["種別"]


def test_what_was_only_remembered_is_forgotten_by_later_imports_too(
    bring: Callable[..., Import], undo: Callable[[Import], Import], wakaba: District
) -> None:
    make_organization(wakaba, name="みみの会", public_phone="000-678-0001", address="若葉1")
    first = bring("名称,電話番号,住所\nみみの会,000-678-0001,若葉1\n".encode())
    later = bring("名称,電話番号,備考\nみみの会,000-678-0001,毎週\n".encode())
    text = "名称,電話番号,住所,備考\nみみの会,000-678-0001,若葉2,毎月\n".encode()
    assert bring(text, commit=False).rows.get().conflicts == []
    undo(first)
    assert later.rows.get().imported == {"name": "みみの会", "phone": "000-678-0001", "note": "毎週"}
    assert bring(text, commit=False).rows.get().conflicts == ["address"]
