"""はじめにすること: the first steps of a new district and of the city, ticked off by what is there."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from groups.models import Desk, Notice, Situation
from portal.actions import invitations
from portal.first_steps import FirstSteps, steps_of_city, steps_of_district
from portal.models import Assignment, Council, District, Invitation, Neighborhood, Role, User
from portal.permissions import access_for
from tests.conftest import make_member, make_user
from tests.groups.factory import make_organization
from tests.surveys.factory import make_survey
from tests.test_pages import Page

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]

OF_DISTRICT = [
    "町内を登録する",
    "地区の紹介と連絡先を書く",
    "団体・施設を登録する",
    "いっしょに使う人を招く",
    "相談窓口をのせる",
    "はじめてのお知らせを書く",
    "住民アンケートをつくる",
]
OF_CITY = [
    "メールが届くようにする",
    "市社協の連絡先を書く",
    "もう1人のシステム管理者を招く",
    "市社協の職員を招く",
    "地区担当を決める",
    "各地区のコーディネーターを招く",
    "市全体の相談窓口をのせる",
    "「困ったら」の困りごとをのせる",
]


def desk_steps(user: User, district: District) -> FirstSteps | None:
    request = RequestFactory().get("/")
    request.user, request.district, request.access = user, district, access_for(user, district)
    return steps_of_district(request)


def city_steps(user: User) -> FirstSteps | None:
    request = RequestFactory().get("/city/")
    request.user, request.access = user, access_for(user, None)
    return steps_of_city(request, list(District.objects.active()))


def open_ones(steps: FirstSteps | None) -> list[str]:
    return [step.title for step in steps.steps if not step.is_done] if steps else []


# -- A district --------------------------------------------------------------------------------------------------


def test_a_new_district_has_everything_before_it(wakaba: District, coordinator: User) -> None:
    steps = desk_steps(coordinator, wakaba)
    assert steps is not None
    assert (open_ones(steps), steps.done) == (OF_DISTRICT, 0)
    assert steps.steps[2].links == [
        ("名簿を取り込む", "/wakaba/imports/new/"),
        ("1件ずつ登録する", "/wakaba/groups/new/"),
    ]


def test_each_step_is_ticked_off_by_what_is_there_and_the_list_leaves(
    wakaba: District, shiomidai: District, coordinator: User
) -> None:
    left = list(OF_DISTRICT)

    def done(title: str) -> None:
        left.remove(title)
        assert open_ones(desk_steps(coordinator, wakaba)) == left

    Neighborhood.objects.create(district=wakaba, name="川原")
    done("町内を登録する")
    wakaba.introduction, wakaba.phone = "川のある地区です。", "000-0000-0001"
    wakaba.save()
    done("地区の紹介と連絡先を書く")
    make_organization(wakaba, name="けやき会")
    done("団体・施設を登録する")
    make_member("second", wakaba, Role.EDITOR)
    done("いっしょに使う人を招く")
    Desk.objects.create(district=wakaba, name="ふれあい相談", phone="000-0000-0002")
    done("相談窓口をのせる")
    Notice.objects.create(district=wakaba, title="はじめまして", text="よろしくお願いします。")
    done("はじめてのお知らせを書く")
    make_survey(wakaba)
    done("住民アンケートをつくる")
    assert desk_steps(coordinator, wakaba) is None
    assert open_ones(desk_steps(coordinator, shiomidai)) == OF_DISTRICT


def test_an_open_invitation_counts_and_two_roles_of_one_person_do_not(
    wakaba: District, coordinator: User
) -> None:
    coordinator.memberships.create(district=wakaba, role=Role.EDITOR)
    assert "いっしょに使う人を招く" in open_ones(desk_steps(coordinator, wakaba))
    invitations.invite(email="new@example.jp", role=Role.CHAIR, by=coordinator, district=wakaba)
    assert "いっしょに使う人を招く" not in open_ones(desk_steps(coordinator, wakaba))
    invitations.withdraw(invitation=Invitation.objects.get())
    assert "いっしょに使う人を招く" in open_ones(desk_steps(coordinator, wakaba))


def test_the_citys_desk_counts_for_every_district(wakaba: District, coordinator: User) -> None:
    Desk.objects.create(name="救急・火事", phone="119")
    assert "相談窓口をのせる" in open_ones(desk_steps(coordinator, wakaba))
    Desk.objects.create(name="市の相談窓口", phone="000-0000-0000")
    assert "相談窓口をのせる" not in open_ones(desk_steps(coordinator, wakaba))


def test_only_who_may_do_a_step_sees_its_button(
    wakaba: District, coordinator: User, editor: User, client_of: SignIn
) -> None:
    page = client_of(editor).get("/wakaba/desk/").content.decode()
    assert "はじめにすること" in page
    assert "/wakaba/notices/add/" in page
    for address in ("/wakaba/settings/neighborhoods/", "/wakaba/imports/new/", "/wakaba/surveys/new/"):
        assert address not in page
        assert address in client_of(coordinator).get("/wakaba/desk/").content.decode()
    assert "地区コーディネーターか会長の方がします。" in page


def test_the_desk_does_not_say_that_there_is_nothing_to_do(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    assert (
        "いま急いですることはありません" not in client_of(coordinator).get("/wakaba/desk/").content.decode()
    )


def test_the_list_is_valid_html(wakaba: District, admin: User, client_of: SignIn) -> None:
    client = client_of(admin)
    for address in ("/wakaba/desk/", "/city/"):
        response = client.get(address)
        assert "はじめにすること" in response.content.decode()
        assert Page(response.content).mistakes == []


def test_the_list_stays_folded_away(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    client = client_of(coordinator)
    assert 'data-remembers="first_steps" open>' in client.get("/wakaba/desk/").content.decode()
    client.cookies["first_steps"] = "folded"
    assert 'data-remembers="first_steps">' in client.get("/wakaba/desk/").content.decode()


def test_all_steps_cost_one_query(
    wakaba: District, coordinator: User, django_assert_num_queries: Callable
) -> None:
    access = access_for(coordinator, wakaba)
    request = RequestFactory().get("/")
    request.user, request.district, request.access = coordinator, wakaba, access
    with django_assert_num_queries(1):
        steps_of_district(request)


# -- The city ----------------------------------------------------------------------------------------------------


def test_the_city_is_led_through_its_first_day(
    council: Council, wakaba: District, shiomidai: District, admin: User, settings: LazySettings
) -> None:
    council.phone = ""
    council.save()
    left = list(OF_CITY)
    assert open_ones(city_steps(admin)) == left

    def done(title: str) -> None:
        left.remove(title)
        assert open_ones(city_steps(admin)) == left

    settings.EMAIL_URL = "smtp+tls://mail.example.jp:587"
    done("メールが届くようにする")
    council.phone = "000-0000-0000"
    council.save()
    done("市社協の連絡先を書く")
    invitations.invite(email="second@example.jp", role=Invitation.ADMINISTRATOR, by=admin)
    done("もう1人のシステム管理者を招く")
    staff = make_user("staff", is_city_staff=True)
    done("市社協の職員を招く")
    Assignment.objects.create(user=staff, district=wakaba)
    assert open_ones(city_steps(admin)) == left  # the other district has nobody yet
    Assignment.objects.create(user=staff, district=shiomidai)
    done("地区担当を決める")
    make_member("coordinator", wakaba, Role.COORDINATOR)
    assert open_ones(city_steps(admin)) == left
    invitations.invite(email="s@example.jp", role=Role.COORDINATOR, by=admin, district=shiomidai)
    done("各地区のコーディネーターを招く")
    Desk.objects.create(name="市の相談窓口", phone="000-0000-0000")
    done("市全体の相談窓口をのせる")
    Situation.objects.create(text="お金のこと")
    done("「困ったら」の困りごとをのせる")
    assert city_steps(admin) is None


def test_two_administrators_are_two_accounts_in_use(wakaba: District, admin: User) -> None:
    second = make_user("second", is_superuser=True, is_active=False)
    assert "もう1人のシステム管理者を招く" in open_ones(city_steps(admin))
    second.is_active = True
    second.save()
    assert "もう1人のシステム管理者を招く" not in open_ones(city_steps(admin))


def test_without_a_district_the_city_has_first_steps_too(council: Council, admin: User) -> None:
    steps = city_steps(admin)
    assert steps is not None
    assert {"地区担当を決める", "各地区のコーディネーターを招く"} <= set(open_ones(steps))
    assert next(step for step in steps.steps if step.title == "市全体の相談窓口をのせる").links == []


def test_a_trial_has_no_first_steps_of_the_city(wakaba: District, admin: User) -> None:
    make_user("demo", is_demo=True)
    assert city_steps(admin) is None


def test_the_citys_page_shows_them_and_where_to_invite(
    wakaba: District, admin: User, city: User, client_of: SignIn
) -> None:
    page = client_of(admin).get("/city/").content.decode()
    assert "はじめにすること" in page
    assert "/wakaba/people/invite/" in page
    staff = client_of(city).get("/city/").content.decode()
    assert "/wakaba/desks/add/" in staff
    assert "システム管理者の方がします。" in staff
    assert "/city/settings/" not in staff


def test_what_nobody_knows_is_not_shown_as_nought(wakaba: District, admin: User, client_of: SignIn) -> None:
    page = client_of(admin).get("/city/").content.decode()
    assert "0件" in page
    assert "0%" not in page
