"""学校・園への年間お願い一覧: wishes and offers to take to schools in April."""

from collections.abc import Callable

from django.test import Client

from groups.reports.school_requests import school_requests
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_need, make_offer, make_organization

ClientOf = Callable[[User | None], Client]


def test_wishes_about_children_and_useful_offers(
    wakaba: District, coordinator: User, client_of: ClientOf
) -> None:
    school = make_organization(wakaba, name="若葉小学校PTA", kana="わかばしょう", kind="school")
    make_need(school, "登下校の見守り、子どもの安全")
    make_offer(school, "体育館", kind="venue")
    club = make_organization(wakaba, name="さざなみクラブ", kana="さざなみ", public_phone="000-1")
    toys = make_need(club, "子どもと昔遊びをする機会")
    chairs = make_need(club, "いす10脚")
    make_offer(club, "昔遊びの先生", kind="skill")
    make_offer(club, "軽トラック", kind="vehicle")
    access = access_for(coordinator, wakaba)
    asked = school_requests(access)
    assert [(line.text, line.organization, line.phone) for line in asked.wishes] == [
        ("子どもと昔遊びをする機会", "さざなみクラブ", "")  # no consent: no number
    ]
    assert [line.text for line in asked.offers] == ["昔遊びの先生"]
    chosen = school_requests(access, wishes=[chairs])
    assert [line.number for line in chosen.wishes] == [chairs.pk]
    page = client_of(coordinator).get(f"/wakaba/reports/school-requests/?wishes={toys.pk}").content.decode()
    assert "学校長・園長" in page
    assert "いす10脚" not in page
