"""引継ぎ資料: what is open, the year, people and desks, for each role; marked 取扱注意."""

import io
from datetime import date, timedelta

import openpyxl
import pypdf
import pytest

from groups.actions import rounds
from groups.models import (
    Challenge,
    Encounter,
    Homework,
    Introduction,
    Meeting,
    Organization,
    Roundtable,
    Theme,
)
from groups.reports.handover import CYCLE, Handover, HandoverRole, handover
from portal.japanese.calendar import FiscalYear
from portal.models import District, Print, User
from portal.permissions import access_for
from tests.days import today
from tests.groups.factory import make_contact, make_organization
from tests.printing import printed

PATH = "/wakaba/reports/handover"


@pytest.fixture
def open_things(wakaba: District, coordinator: User, organization: Organization) -> None:
    """One of each that a successor takes over, and one of each that is over."""
    other = make_organization(wakaba, name="サロンひだまり")
    make_contact(other, name="森 久美子", title="世話人", mobile="000-9000-0001")
    table = Roundtable.objects.create(district=wakaba, name="第2層協議体")
    last_year = FiscalYear.of(today()).previous
    meeting = Meeting.objects.create(
        roundtable=table,
        number=1,
        held_on=last_year.start,
        fiscal_year=last_year.year,
        state="minuted",
        summary="移動の話を続ける",
    )
    Homework.objects.create(
        meeting=meeting, text="バスの時刻を調べる", owner_name="包括", due_on=date(2026, 5, 1)
    )
    Homework.objects.create(meeting=meeting, text="すんだ宿題", state="done")
    for text, kept in (("名簿を届ける", None), ("すんだ約束", today())):
        Encounter.objects.create(
            organization=other,
            district=wakaba,
            met_on=today(),
            text="訪問",
            promise=text,
            promise_kept_on=kept,
        )
    for subject, state in (("交流室でサロン", "confirmed"), ("すんだ引合せ", "succeeded")):
        Introduction.objects.create(
            district=wakaba,
            giver=organization,
            taker=other,
            offered="あ",
            needed="い",
            subject=subject,
            state=state,
        )
    Challenge.objects.create(district=wakaba, title="買い物の足", is_public=True)
    Challenge.objects.create(district=wakaba, title="内部の課題")
    Challenge.objects.create(district=wakaba, title="すんだ課題", closed_on=today())
    Theme.objects.create(district=wakaba, fiscal_year=FiscalYear.of(today()).year, title="承認を待つ")
    rounds.start_round(district=wakaba, due_on=today() + timedelta(days=9))


def paper(user: User, district: District, role: HandoverRole) -> Handover:
    return handover(access_for(user, district), role=role)


def firsts(document: Handover, column: int = 1) -> dict[str, list]:
    return {table.title: [row[column] for row in table.rows] for table in document.open}


def test_open_things_only(open_things, wakaba: District, coordinator: User) -> None:
    document = paper(coordinator, wakaba, HandoverRole.COORDINATOR)
    assert firsts(document) == {
        "終わっていない宿題": ["バスの時刻を調べる"],
        "はたしていない約束": ["サロンひだまり"],
        "終わっていない引合せ": ["交流室でサロン"],
        "取り組み中の課題": ["課題", "課題"],
        "会長の承認を待つテーマ": ["承認を待つ"],
        "年1回の確認の返事を待っている団体": ["森 久美子 000-9000-0001", ""],
    }
    assert document.open_count == 8
    known = {table.title: table.rows for table in document.known}
    last_year = FiscalYear.of(today()).previous
    assert known[f"{last_year.era_label}の会議のまとめ"] == (
        (last_year.start, "第2層協議体", "移動の話を続ける"),
    )
    assert ("サロンひだまり", "世話人 森 久美子", "000-9000-0001") in known["団体・施設の連絡先"]


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("chair", ["終わっていない宿題", "取り組み中の課題", "会長の承認を待つテーマ"]),
        ("editor", ["取り組み中の課題"]),
    ],
)
def test_each_role_gets_its_own(role: str, titles: list[str], open_things, wakaba, coordinator: User) -> None:
    document = paper(coordinator, wakaba, HandoverRole(role))
    assert [table.title for table in document.open] == titles
    assert [line.month for line in document.cycle] == [
        f"{month}月" for month, _, whose in CYCLE if role in whose
    ]


def test_the_editor_reads_published_challenges_and_no_private_numbers(
    open_things, wakaba, coordinator: User
) -> None:
    document = paper(coordinator, wakaba, HandoverRole.EDITOR)
    assert [row[0] for row in document.open[0].rows] == ["買い物の足"]
    assert "000-9000-0001" not in str(document)


def test_every_role_has_work_in_the_year() -> None:
    for role in HandoverRole:
        assert sum(role in whose for _, _, whose in CYCLE) >= 7
    assert {month for month, *_ in CYCLE} == set(range(1, 13))


def test_people_of_the_district(wakaba, coordinator: User, chair: User, city: User, stranger: User) -> None:
    people = next(
        table for table in paper(coordinator, wakaba, HandoverRole.CHAIR).known if table.title == "地区の人"
    )
    assert [row[:2] for row in people.rows] == [
        ("会長・承認者", "wakaba-chair"),
        ("地区コーディネーター", "wakaba"),
        ("市社協の地区担当", "city"),
    ]


def test_the_pdf_is_marked_and_logged(open_things, coordinator: User, client_of) -> None:
    client = client_of(coordinator)
    assert client.get(f"{PATH}/").status_code == 422  # for whom?
    response = printed(client, f"{PATH}.pdf?role=coordinator&recipients=次の担当")
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages
    ).replace("\n", "")
    for said in (
        "取扱注意",
        "配布先：次の担当",
        "バスの時刻を調べる",
        "2026年（令和8年）5月1日",
        "1年の流れ",
        "総会",
    ):
        assert said in text
    assert "すんだ" not in text
    assert [(record.confidential, record.recipients) for record in Print.objects.all()] == [
        (True, "次の担当")
    ]


def test_the_workbook(open_things, coordinator: User, client_of) -> None:
    response = printed(client_of(coordinator), f"{PATH}.xlsx?role=chair&recipients=次の会長")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames[0] == "終わっていない宿題"
    assert "1年の流れ" in book.sheetnames
    assert {sheet.oddHeader.right.text for sheet in book} == {"取扱注意（配布先：次の会長）"}
    assert book.worksheets[0]["B3"].value == "バスの時刻を調べる"


@pytest.mark.parametrize(
    ("who", "status"), [("editor", 403), ("stranger", 404), ("chair", 200), ("city", 200)]
)
def test_access(who: str, status: int, wakaba, client_of, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"{PATH}/?recipients=次の人").status_code == status
