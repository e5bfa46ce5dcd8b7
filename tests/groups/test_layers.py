"""層ごと・月ごとの実績: what was done on each layer in the months of a fiscal year."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from groups.actions import challenges, introductions
from groups.models import Attendance, Introduction, Meeting, Outcome
from groups.reports.layers import layer_table
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_organization
from tests.groups.tables import make_meeting, make_member, make_roundtable

LAST_YEAR = FiscalYear.of(date.today()).previous
JUNE = date(LAST_YEAR.year, 6, 6)
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def a_year(wakaba: District) -> None:
    """A meeting of the third layer in June with one who came, a step of a challenge, something done in July."""
    table = make_roundtable(wakaba, layer="3")
    meeting = make_meeting(table, held_on=JUNE, state=Meeting.State.HELD)
    make_meeting(table, held_on=JUNE, state=Meeting.State.CANCELLED)
    for name, state in (("石川 正子", "present"), ("青木 茂", "absent")):
        Attendance.objects.create(meeting=meeting, member=make_member(table, name), state=state)
    challenge = challenges.create_challenge(district=wakaba, title="ごみ出し", layer="2", on=JUNE)
    assert challenge.steps.count() == 1
    introduction = introductions.introduce(
        district=wakaba,
        giver=make_organization(wakaba, name="若葉の里"),
        taker=make_organization(wakaba, name="ひだまり"),
        subject="部屋",
        offered="部屋",
        needed="部屋",
        introduced_on=JUNE,
    )
    introduction.state = Introduction.State.SUCCEEDED
    introduction.save()
    introductions.save_outcome(
        Outcome(introduction=introduction, done_on=date(LAST_YEAR.year, 7, 1), text="体操")
    )


def test_months_are_counted_by_layer(wakaba: District, coordinator: User, a_year: None) -> None:
    table = layer_table(access_for(coordinator, wakaba), year=LAST_YEAR)
    counted = {
        (row.layer, row.what): [place for place, count in enumerate(row.counts) if count]
        for row in table.rows
        if row.total
    }
    june, july = 2, 3  # after April and May
    assert counted == {
        ("町内（第3層）", "会議"): [june],
        ("町内（第3層）", "会議に出た人"): [june],
        ("地区（第2層）", "課題の歩み"): [june],
        ("団体どうし", "成立・継続中の引合せ"): [june],
        ("団体どうし", "引合せから行ったこと"): [july],
    }
    assert all(row.total == 1 for row in table.rows if row.total)


def test_months_to_come_are_blank(wakaba: District, coordinator: User) -> None:
    table = layer_table(access_for(coordinator, wakaba), year=FiscalYear.of(date.today()).next)
    assert {count for row in table.rows for count in row.counts} == {None}


def test_groups_are_counted_on_each_layer_they_name(wakaba: District, coordinator: User) -> None:
    make_activity(make_organization(wakaba, name="みみの会", layers=["2", "3"]))
    make_organization(wakaba, name="ひだまり", layers=["3"])
    table = layer_table(access_for(coordinator, wakaba), year=LAST_YEAR)
    assert [(organizations, activities) for _, organizations, activities in table.groups] == [
        (0, 0),
        (1, 1),
        (2, 1),
    ]


def test_the_table_is_previewed_at_constant_cost(
    wakaba: District,
    coordinator: User,
    a_year: None,
    client_of: ClientOf,
    django_assert_max_num_queries: Any,
) -> None:
    page = client_of(coordinator).get(f"/wakaba/reports/layers/?year={LAST_YEAR.year}").content.decode()
    assert "引合せから行ったこと" in page
    with django_assert_max_num_queries(8):
        layer_table(access_for(coordinator, wakaba), year=LAST_YEAR)
