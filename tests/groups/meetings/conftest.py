"""A round table and its next meeting; a meeting of last week, and one whose minutes are final."""

from datetime import date

import pytest

from groups.actions import meetings, minutes
from groups.actions.homework import save_homework
from groups.models import Challenge, Homework, Meeting, Organization, Roundtable
from portal.models import District
from tests.groups.meetings.records import items_of, make_challenge
from tests.groups.tables import make_meeting, make_member, make_roundtable


@pytest.fixture
def table(wakaba: District) -> Roundtable:
    return make_roundtable(wakaba)


@pytest.fixture
def meeting(table: Roundtable) -> Meeting:
    return make_meeting(table, 10, topic="買い物に困らないまちに", place="若葉会館")


@pytest.fixture
def challenge(wakaba: District) -> Challenge:
    return make_challenge(wakaba)


@pytest.fixture
def held(table: Roundtable, challenge: Challenge) -> Meeting:
    """A meeting of last week with two points, the first about a challenge."""
    held = make_meeting(table, -7, topic="買い物")
    minutes.add_challenge(held, challenge)
    minutes.add_item(held, title="夏まつりの準備")
    return held


@pytest.fixture
def finished(held: Meeting, table: Roundtable, organization: Organization) -> Meeting:
    """Minutes with all that they can have, published; one point and all names are not for everybody."""
    okada = make_member(table, "岡田 恵", organization, role="記録")
    ishikawa = make_member(table, "石川 正子", affiliation="けやき台自治会")
    kubo = make_member(table, "久保 千代", affiliation="")
    meetings.save_attendance(
        held,
        states={okada: ("proxy", "生活相談員の森"), ishikawa: ("absent", ""), kubo: ("present", "")},
        values={"visitors": 4, "guests": "市社協 地区担当\n市 高齢福祉課"},
    )
    first, second = items_of(held)
    secret = minutes.add_item(held, title="個人の相談", is_internal=True)
    piece = Homework(meeting=held, item=first, text="保険を調べる", owner=okada, due_on=date(2027, 1, 15))
    hidden = Homework(meeting=held, item=secret, text="本人に会う", owner_name="久保 千代")
    save_homework(Homework(meeting=held, text="行き先のない宿題", owner_name="山田 太郎"))
    minutes.save_minutes(
        held,
        values={
            "summary": "買い物の話が進みました。",
            "materials": "地区カルテ",
            "next_on": date(2027, 2, 20),
            "next_note": "テーマ決定会",
        },
        items={
            first: {"remarks": "車が空いている。", "decision": "月2回ためす。"},
            second: {"remarks": "屋台を出す。"},
            secret: {"remarks": "秘密の話", "decision": "秘密の決定"},
        },
        homework=[piece, hidden],
    )
    minutes.confirm_minutes(held, is_public=True, steps={})
    return held
