"""つながり図: ties from meetings and introductions, who stands alone, what nobody touched, and the picture."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import pytest

from groups.models import Attendance, Encounter, Introduction, Meeting, Member, Organization, Roundtable
from groups.reports.network import network_of, picture_of
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from tests.days import today
from tests.groups.factory import make_organization

SINCE = date(2021, 4, 1)


@pytest.fixture
def trio(wakaba: District) -> list[Organization]:
    kinds = ("neighborhood", "salon", "business")
    names = ("けやき台自治会", "サロンひだまり", "スーパーしおみ")
    return [
        make_organization(
            wakaba, kind=kind, name=name, kana=f"{place}", fields=["exchange"] if place < 2 else ["learning"]
        )
        for place, (kind, name) in enumerate(zip(kinds, names, strict=True))
    ]


def meet(
    district: District, *organizations: Organization, on: date | None = None, absent: tuple = ()
) -> Meeting:
    table, _ = Roundtable.objects.get_or_create(district=district, name="第2層協議体")
    number = table.meetings.count() + 1
    meeting = Meeting(roundtable=table, number=number, held_on=on or today(), state=Meeting.State.HELD)
    meeting.full_clean()
    meeting.save()
    for organization in (*organizations, *absent):
        member, _ = Member.objects.get_or_create(
            roundtable=table, name=organization.name, organization=organization
        )
        state = Attendance.State.ABSENT if organization in absent else Attendance.State.PRESENT
        Attendance.objects.create(meeting=meeting, member=member, state=state)
    return meeting


def introduce(
    giver: Organization, taker: Organization, *, state: str = "confirmed", on: date | None = None
) -> None:
    Introduction.objects.create(
        district=giver.district,
        giver=giver,
        taker=taker,
        offered="あ",
        needed="い",
        subject="う",
        state=state,
        introduced_on=on or today(),
    )


def ties_of(district: District, **options: object) -> list[tuple[str, str, dict[str, int]]]:
    found = network_of(district, **{"since": SINCE} | options)
    return [(tie.one.name, tie.other.name, tie.counts) for tie in found.ties]


def test_ties_are_counted_by_kind(wakaba: District, trio) -> None:
    council, salon, shop = trio
    meet(wakaba, council, salon)
    meet(wakaba, council, salon, absent=(shop,))
    introduce(salon, council)
    introduce(salon, shop)
    introduce(council, shop, state="declined")
    assert ties_of(wakaba) == [
        ("けやき台自治会", "サロンひだまり", {"いっしょに出た会議": 2, "引合せ": 1}),
        ("サロンひだまり", "スーパーしおみ", {"引合せ": 1}),
    ]
    assert ties_of(wakaba, kinds=["引合せ"])[0][2] == {"引合せ": 1}


def test_only_since_the_year_asked_for(wakaba: District, trio) -> None:
    meet(wakaba, *trio[:2], on=date(2022, 6, 1))
    introduce(trio[0], trio[2], on=date(2023, 6, 1))
    assert len(ties_of(wakaba, since=date(2022, 4, 1))) == 2
    assert [tie[1] for tie in ties_of(wakaba, since=date(2023, 4, 1))] == ["スーパーしおみ"]
    assert ties_of(wakaba, since=date(2024, 4, 1)) == []


def test_other_districts_do_not_show(wakaba: District, shiomidai: District, trio) -> None:
    others = [make_organization(shiomidai, name=name) for name in ("甲", "乙")]
    meet(shiomidai, *others)
    assert ties_of(wakaba) == []
    visitor = make_organization(None, name="市域の団体")
    meet(wakaba, trio[0], visitor)
    assert ties_of(wakaba)[0][:2] == ("けやき台自治会", "市域の団体")
    assert visitor not in network_of(wakaba, since=today() + timedelta(days=1)).organizations


def test_who_stands_alone_and_what_nobody_touched(wakaba: District, coordinator: User, trio) -> None:
    council, salon, shop = trio
    meet(wakaba, council, salon)
    found = network_of(wakaba, since=SINCE)
    assert found.isolated == (shop,)
    kinds = {item.label: [each.name for each in item.organizations] for item in found.untouched_kinds}
    assert kinds["企業・商店・農協"] == ["スーパーしおみ"]
    assert kinds["老人クラブ"] == []
    assert "サロン・居場所" not in kinds
    assert "交流" not in {item.label for item in found.untouched_fields}
    assert "生涯学習" in {item.label for item in found.untouched_fields}

    # A visit is no tie, but a touch.
    Encounter.objects.create(organization=shop, district=wakaba, met_on=today(), text="あいさつ")
    found = network_of(wakaba, since=SINCE)
    assert found.isolated == (shop,)
    assert "企業・商店・農協" not in {item.label for item in found.untouched_kinds}


def test_the_picture_is_fixed_and_thick_where_often(wakaba: District, trio) -> None:
    council, salon, shop = trio
    for _ in range(3):
        meet(wakaba, council, salon)
    introduce(salon, shop)
    found = network_of(wakaba, since=SINCE)
    first, again = (picture_of(found, with_isolated=True) for _ in range(2))
    assert first == again
    assert [(node.organization, node.x, node.y) for node in first.nodes][0] == (council, 500.0, 180.0)
    assert [line.width for line in first.lines] == [1.0, 4.0]
    meet(wakaba, salon, shop)
    assert [
        node.organization for node in picture_of(network_of(wakaba, since=SINCE), with_isolated=False).nodes
    ] == trio


def test_the_page_draws_valid_svg_and_the_same_as_a_table(wakaba, trio, coordinator: User, client_of) -> None:
    meet(wakaba, *trio[:2])
    page = client_of(coordinator).get("/wakaba/network/").content.decode()
    svg = ElementTree.fromstring(  # noqa: S314 -- our own page
        page[page.index("<svg viewBox") : page.index("</figure>")].split("<figcaption>")[0]
    )
    assert svg.find("title").text == "若葉地区の団体・施設のつながり図"
    assert svg.find("desc").text
    assert len(svg.findall(".//path")) == 1
    assert len(svg.findall(".//circle")) == 3
    response = client_of(coordinator).get("/wakaba/network/?format=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [
        ["団体・施設", "相手", "回数", "内わけ"],
        ["けやき台自治会", "サロンひだまり", "1", "いっしょに出た会議 1"],
    ]


def test_filters_in_the_address(wakaba, trio, coordinator: User, client_of) -> None:
    this_year = FiscalYear.of(today())
    meet(wakaba, *trio[:2], on=this_year.previous.start)
    client = client_of(coordinator)
    assert "0本のつながり" in client.get("/wakaba/network/").content.decode()
    assert "1本のつながり" in client.get(f"/wakaba/network/?year={this_year.previous.year}").content.decode()
    wanted = f"/wakaba/network/?year={this_year.previous.year}&kind=引合せ"
    assert "0本のつながり" in client.get(wanted).content.decode()
    assert client.get("/wakaba/network/?year=abc&kind=うそ").status_code == 200


def test_only_who_edits_the_district_reads_who_stands_alone(
    wakaba, shiomidai, trio, city: User, client_of
) -> None:
    assert "まだつながりのない団体・施設（3）" in client_of(city).get("/wakaba/network/").content.decode()
    make_organization(shiomidai, name="ひとりの団体")
    page = client_of(city).get("/shiomidai/network/").content.decode()  # not in charge of that district
    assert "まだつながりのない" not in page and "ひとりの団体" not in page
