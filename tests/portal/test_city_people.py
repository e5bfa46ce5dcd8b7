"""The people of the city council: staff, who is in charge of which district, administrators and accounts."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.actions import invitations, people
from portal.models import Assignment, District, User
from tests.portal.test_people import count_queries

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


def make_staff(name: str) -> User:
    return User.objects.create_user(f"{name}@example.jp", "x", name=name, is_city_staff=True)


def test_city_staff_assign_and_end_districts(
    wakaba: District, shiomidai: District, city: User, client_of: SignIn
) -> None:
    colleague = make_staff("colleague")
    client, theirs = client_of(city), client_of(colleague)
    assert theirs.get("/shiomidai/settings/").status_code == 403
    client.post("/city/people/assignments/add/", {"user": colleague.pk, "district": shiomidai.pk})
    assert theirs.get("/shiomidai/settings/").status_code == 200
    assignment = Assignment.objects.current().get(district=shiomidai)
    client.post(f"/city/people/assignments/{assignment.pk}/end/")
    assert theirs.get("/shiomidai/settings/").status_code == 403


def test_city_staff_cannot_assign_themselves(shiomidai: District, city: User, client_of: SignIn) -> None:
    client, wish = client_of(city), {"user": city.pk, "district": shiomidai.pk}
    response = client.post("/city/people/assignments/add/", wish)
    assert response.status_code == 422
    assert "ほかの職員を選んでください" in str(response.context["form"].errors["user"])
    assert client.get("/shiomidai/settings/").status_code == 403
    client_of(make_staff("colleague")).post("/city/people/assignments/add/", wish)
    assert client.get("/shiomidai/settings/").status_code == 200


def test_administrators_assign_staff_and_themselves(
    shiomidai: District, admin: User, client_of: SignIn
) -> None:
    people.make_city_staff(user=admin)
    client_of(admin).post("/city/people/assignments/add/", {"user": admin.pk, "district": shiomidai.pk})
    assert Assignment.objects.current().get().user == admin


def test_only_city_staff_can_be_assigned(wakaba: District, coordinator: User) -> None:
    with pytest.raises(ValidationError, match="市社協職員だけ"):
        people.assign(user=coordinator, district=wakaba)


def test_leaving_the_citys_staff_frees_the_districts(
    wakaba: District, city: User, admin: User, client_of: SignIn
) -> None:
    client_of(admin).post(f"/city/people/{city.pk}/end-staff/")
    city.refresh_from_db()
    assert city.is_city_staff is False
    assert Assignment.objects.current().count() == 0


def test_the_last_administrator_stays(admin: User, client_of: SignIn, wakaba: District) -> None:
    for change in ("end-administrator", "stop"):
        answer = client_of(admin).post(f"/city/people/{admin.pk}/{change}/")
        assert answer.status_code == 422
        assert people.LAST_ADMINISTRATOR in answer.content.decode()
    admin.refresh_from_db()
    assert (admin.is_superuser, admin.is_active) == (True, True)


def test_stopping_an_account_signs_it_out(
    wakaba: District, admin: User, editor: User, client_of: SignIn
) -> None:
    open_page = client_of(editor)
    client_of(admin).post(f"/city/people/{editor.pk}/stop/")
    assert open_page.get("/wakaba/desk/").status_code == 302
    client_of(admin).post(f"/city/people/{editor.pk}/reopen/")
    assert client_of(User.objects.get(pk=editor.pk)).get("/wakaba/desk/").status_code == 200


def test_an_administrator_finds_accounts(
    wakaba: District, admin: User, editor: User, client_of: SignIn
) -> None:
    page = client_of(admin).get("/city/people/", {"q": "EDITOR"})
    assert page.context["found"] == [editor]


def test_the_citys_people_cost_the_same_for_any_number(
    wakaba: District, admin: User, city: User, client_of: SignIn, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(admin)
    before = count_queries(client, "/city/people/?q=a", django_assert_max_num_queries)
    for number in (1, 2):
        user = User.objects.create_user(f"a{number}@example.jp", "x", name=f"a{number}", is_city_staff=True)
        people.assign(user=user, district=wakaba)
        invitations.invite(email=f"n{number}@example.jp", role="city_staff", by=admin)
    assert count_queries(client, "/city/people/?q=a", django_assert_max_num_queries) == before <= 10
