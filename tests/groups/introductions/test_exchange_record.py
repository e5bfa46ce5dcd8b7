"""The yearly record of cooperation (exchange_record), and its certificate (連携実績証明書)."""

from collections.abc import Callable
from datetime import date

import pytest

from groups.actions import introductions as actions
from groups.models import Introduction, Organization, Outcome
from groups.reports.certificates import (
    CooperationRow,
    cooperation_certificate,
    cooperation_years,
    year_record,
)
from portal.japanese.calendar import FiscalYear
from portal.models import District, Print, User
from portal.permissions import access_for
from tests.groups.factory import make_facility
from tests.groups.introductions.records import BASE, key_in
from tests.printing import printed


@pytest.fixture
def done(introduction: Introduction) -> Introduction:
    """Two years of one introduction."""
    key_in(introduction)
    actions.record_result(
        introduction, state="continuing", on=date(2025, 3, 31), done="春のサロン", people_reached=12
    )
    for day, people in ((date(2025, 4, 1), 20), (date(2026, 3, 31), None)):
        actions.save_outcome(
            Outcome(introduction=introduction, done_on=day, text="サロン", people_reached=people)
        )
    return introduction


def test_the_record_counts_by_fiscal_year_from_both_sides(done: Introduction, wakaba: District) -> None:
    given = year_record(done.giver, wakaba, FiscalYear(2025))
    assert given.rows == (
        CooperationRow(date(2025, 4, 1), "サロンひだまり", "地域交流室", "サロン", 20, True, done.pk),
        CooperationRow(date(2026, 3, 31), "サロンひだまり", "地域交流室", "サロン", None, True, done.pk),
    )
    assert (len(given.given), given.people_given, len(given.taken)) == (2, 20, 0)
    taken = year_record(done.taker, wakaba, FiscalYear(2024))
    assert [(row.partner, row.resource, row.people) for row in taken.taken] == [("若葉の里", "広い部屋", 12)]
    assert year_record(done.giver, wakaba, FiscalYear(2020)).rows == ()


def test_the_years_count_introductions_by_what_became_of_them(
    done: Introduction, wakaba: District, home: Organization, salon: Organization
) -> None:
    Introduction.objects.filter(pk=done.pk).update(introduced_on=date(2025, 2, 1))
    actions.introduce(
        district=wakaba,
        giver=salon,
        taker=home,
        offered="歌",
        needed="歌",
        subject="歌の会",
        introduced_on=date(2025, 6, 1),
    )
    years = cooperation_years(home, wakaba)
    assert [(each.year.year, each.introduced, each.introduced_count) for each in years] == [
        (2025, (("確認待ち", 1),), 1),
        (2024, (("継続中", 1),), 1),
    ]


def test_another_districts_cooperation_is_not_counted(done: Introduction, shiomidai: District) -> None:
    assert cooperation_years(done.giver, shiomidai) == []


@pytest.mark.parametrize(
    ("who", "status"), [("contact", 200), ("coordinator", 200), ("editor", 403), ("stranger", 403)]
)
def test_the_record_is_for_internal_readers_and_the_own_contact(
    who: str, status: int, done: Introduction, request: pytest.FixtureRequest, client_of: Callable
) -> None:
    person = request.getfixturevalue(who)
    if who == "contact":
        done.giver.contacts.add(person)
    response = client_of(person).get(f"{BASE}records/{done.giver_id}/?year=2025")
    assert response.status_code == status
    if status == 200:
        assert "20人" in response.content.decode()


def test_the_certificate_says_what_was_given_in_the_year(
    done: Introduction, wakaba: District, coordinator: User
) -> None:
    make_facility(done.giver, corporation="社会福祉法人みどり会")
    access = access_for(coordinator, wakaba)
    document = cooperation_certificate(access, organization=done.giver, year=FiscalYear(2025))
    assert (document.title, document.issuer) == ("連携実績証明書", "若葉地区社会福祉協議会")
    assert (document.corporation, document.organization) == ("社会福祉法人みどり会", "若葉の里")
    assert (document.starts_on, document.ends_on) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (len(document.rows), document.people, document.partners, document.has_unknown) == (2, 20, 1, True)
    own = cooperation_certificate(access, organization=done.taker, year=FiscalYear(2025))
    assert own.rows == ()
    both = cooperation_certificate(access, organization=done.taker, year=FiscalYear(2025), taken=True)
    assert [row.partner for row in both.rows] == ["若葉の里", "若葉の里"]


def test_the_certificate_is_printed_with_a_number(
    done: Introduction, coordinator: User, editor: User, client_of: Callable
) -> None:
    address = f"/wakaba/reports/cooperation-certificate/?organization={done.giver_id}&year=2025"
    page = client_of(coordinator).get(address).content.decode()
    assert "若葉の里　様" in page
    assert "社会福祉法第24条第2項" in page
    pdf = printed(client_of(coordinator), address.replace("/?", ".pdf?"))
    assert pdf.content.startswith(b"%PDF")
    assert Print.objects.get().title == "連携実績証明書"
    response = client_of(editor).get(address)
    assert response.status_code == 422
    assert "地区の担当者と市社協だけが印刷できます" in response.content.decode()


def test_the_introduction_leads_to_the_record_of_a_giver_of_the_own_district_only(
    done: Introduction, coordinator: User, shiomidai: District, client_of: Callable
) -> None:
    client, link = client_of(coordinator), f"{BASE}records/{done.giver_id}/"
    page = f"{BASE}introductions/{done.pk}/"
    assert link in client.get(page).content.decode()
    Organization.objects.filter(pk=done.giver_id).update(district=shiomidai)
    assert link not in client.get(page).content.decode()
