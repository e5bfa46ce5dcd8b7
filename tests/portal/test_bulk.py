"""Many records written at once are what they would be if each had been saved."""

from datetime import date, time

import pytest
from django.db import IntegrityError, connection

from groups.models import Category, Facility, Organization
from portal import bulk, history
from portal.models import District, SearchEntry, User
from tests.groups.factory import make_organization


def unsaved(district: District, **fields: object) -> Organization:
    return Organization(district=district, category=Category.objects.get(slug="facility"), **fields)


def entry(record_id: int, title: str) -> SearchEntry:
    return SearchEntry(kind="organization", record_id=record_id, title=title, lexemes="'会'")


def test_each_kind_of_value_arrives_as_it_is(wakaba: District) -> None:
    texts = {"name": "会館 100%_'\\\"", "purpose": "一行目\n二行目\t😀", "note": ""}
    lists = {"consultations": ["家計,家事", '"健康"', "{暮らし}"], "fields": []}
    others = {"latitude": 35.61, "longitude": 139.7, "founded_year": None, "consent_on": date(2026, 4, 1)}
    source = {"attribution": "みどり野市", "code": None, "rows": [1, 2]}
    made = [unsaved(wakaba, source=source, **texts, **lists, **others), unsaved(wakaba, name="次の会")]
    bulk.insert(made)
    found = Organization.objects.get(pk=made[0].pk)
    for name, value in (
        texts | lists | others | {"source": source, "created_at": made[0].created_at}
    ).items():
        assert getattr(found, name) == value, name
    assert Organization.objects.get(pk=made[1].pk).name == "次の会"


def test_times_and_numbers_arrive_as_they_are(wakaba: District) -> None:
    facility = Facility(organization=make_organization(wakaba), opens_at=time(8, 30), weekdays=[0, 4])
    bulk.insert([facility])
    found = Facility.objects.get()
    assert (found.pk, found.opens_at, found.weekdays) == (facility.pk, time(8, 30), [0, 4])


def test_only_the_named_fields_are_written(wakaba: District) -> None:
    one, other = (
        make_organization(wakaba, name="甲", alias="A"),
        make_organization(wakaba, name="乙", alias="B"),
    )
    for record in (one, other):
        record.name, record.alias = f"新しい{record.name}", "x"
    bulk.update([one, other], ["name"])
    values = Organization.objects.order_by("pk").values_list("name", "alias")
    assert list(values) == [("新しい甲", "A"), ("新しい乙", "B")]


def test_history_is_kept_of_each(wakaba: District, coordinator: User) -> None:
    record = unsaved(wakaba, name="若葉の会")
    with history.by_user(coordinator):
        bulk.insert([record])
        record.name = "若葉会"
        bulk.update([record], ["name"])
    assert [(version.label, version.by) for version in history.versions_of(record)] == [
        ("変更", coordinator.name),
        ("登録", coordinator.name),
    ]


def test_what_is_there_already_is_overwritten_only_if_wanted(wakaba: District) -> None:
    bulk.insert([entry(1, "甲"), entry(2, "乙")])
    bulk.overwrite([entry(2, "新しい乙"), entry(3, "丙")], unique=["kind", "record_id"])
    titles = SearchEntry.objects.order_by("record_id").values_list("title", flat=True)
    assert list(titles) == ["甲", "新しい乙", "丙"]
    with pytest.raises(IntegrityError):
        bulk.insert([entry(3, "丁")])


def test_what_says_the_same_already_is_left_alone(wakaba: District) -> None:
    bulk.insert([entry(1, "甲"), entry(2, "乙")])
    before = row_versions()
    bulk.overwrite([entry(1, "甲"), entry(2, "新しい乙")], unique=["kind", "record_id"])
    after = row_versions()
    assert (after["甲"], len(after)) == (before["甲"], 2)


def row_versions() -> dict[str, str]:
    """Which version of its row the table holds of each entry: another one once it is written, be it with the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, ctid::text FROM portal_searchentry")
        return dict(cursor.fetchall())


def test_nothing_is_written_of_nothing(db: None) -> None:
    bulk.insert([])
    bulk.update([], ["name"])
    assert Organization.objects.count() == 0
