"""Setting up a real installation, once: by page behind a token, or by command."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from portal import setup
from portal.models import Council, District, User

pytestmark = pytest.mark.django_db
PASSWORD = "ひだまりの縁側で2人"
FORM = {
    "council_name": "みどり野市社会福祉協議会",
    "city": "みどり野市",
    "district_term": "地区社協",
    "districts": "若葉地区、わかばちく\n潮見台地区\tシオミダイチク\tshiomi\n",
    "name": "緑野 太郎",
    "email": "Taro@example.jp",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


def address() -> str:
    return setup.setup_url().removeprefix("http://localhost:8000")


def test_until_then_the_site_says_it_is_not_ready() -> None:
    answer = Client().get("/")
    assert (answer.status_code, "準備中です" in answer.content.decode()) == (200, True)


def test_the_page_makes_council_districts_and_administrator() -> None:
    client = Client()
    assert client.get(address()).status_code == 200
    answer = client.post(address(), FORM)
    assert answer.headers["Location"] == "/city/"
    assert client.get("/city/").status_code == 200
    council = Council.objects.get()
    assert (council.name, council.city, council.district_term) == (
        "みどり野市社会福祉協議会",
        "みどり野市",
        "地区社協",
    )
    made = [
        (district.slug, district.name, district.kana, district.council_name)
        for district in District.objects.all()
    ]
    assert made == [
        ("wakaba", "若葉地区", "わかばちく", "若葉地区社協"),
        ("shiomi", "潮見台地区", "しおみだいちく", "潮見台地区社協"),
    ]
    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser, user.is_staff) == (
        "taro@example.jp",
        "緑野 太郎",
        True,
        True,
    )
    assert user.check_password(PASSWORD)


def test_afterwards_the_page_does_not_exist() -> None:
    Client().post(address(), FORM)
    for answer in (Client().get(address()), Client().post(address(), FORM | {"email": "b@example.jp"})):
        assert answer.status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize("token", ["", "?token=", "?token=guess"])
def test_without_the_token_nothing_happens(token: str) -> None:
    answer = Client().post(f"/setup/{token}", FORM)
    assert answer.status_code == 403
    assert setup.is_set_up() is False
    assert setup.setup_token() not in answer.content.decode()


def test_mistakes_are_told_and_nothing_is_made() -> None:
    answer = Client().post(
        address(), FORM | {"districts": "", "password": "short", "password_again": "short"}
    )
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["districts", "password"]
    assert setup.is_set_up() is False


def test_a_second_council_is_impossible() -> None:
    Client().post(address(), FORM)
    with pytest.raises(ValidationError):
        setup.set_up(council={"name": "別", "city": "別"}, districts=[], administrator={})


# -- The list of districts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("若葉地区,わかばちく,wakaba", ("若葉地区", "わかばちく", "wakaba")),
        ("若葉地区、ワカバ", ("若葉地区", "わかば", "wakaba")),
        ("若葉地区\t\tWakaba-2", ("若葉地区", "", "wakaba-2")),
        ("　桑原地区 ， くわばらちく ", ("桑原地区", "くわばらちく", "kuwabara")),
    ],
)
def test_a_line_names_a_district(line: str, expected: tuple[str, str, str]) -> None:
    assert setup.read_districts(line) == [setup.NewDistrict(*expected)]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "地区を1つ以上書いてください。"),
        ("若葉地区", "1行目：「若葉地区」に、ふりがなか、アドレス用の名前"),
        ("若葉地区,わかば\n中央,ちゅうおう,city", "2行目：アドレス用の名前「city」は使えません。"),
        ("若葉地区,わかば\n\n若葉台,わかば", "3行目：アドレス用の名前「wakaba」は使えません。"),
        (",わかば", "1行目：地区名を書いてください。"),
    ],
)
def test_lines_that_cannot_be_read_are_told_by_number(lines: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        setup.read_districts(lines)
    assert caught.value.messages[0].startswith(message)


# -- The command -------------------------------------------------------------------------------------------------


def run_setup(**options: object) -> str:
    out = StringIO()
    given = {
        "council_name": "みどり野市社会福祉協議会",
        "city": "みどり野市",
        "districts": ["若葉地区,わかばちく,wakaba", "桑原地区,くわばら"],
        "name": "緑野 太郎",
        "email": "taro@example.jp",
        "password": PASSWORD,
    }
    call_command("setup", stdout=out, **(given | options))
    return out.getvalue()


def test_the_command_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_setup() == "設定しました。taro@example.jp でログインしてください。\n"
    assert list(District.objects.values_list("slug", flat=True)) == ["wakaba", "kuwabara"]
    assert User.objects.get().is_superuser is True


def test_the_command_works_once() -> None:
    run_setup()
    with pytest.raises(CommandError, match="すでに設定されています。"):
        run_setup()


def test_the_command_tells_what_is_missing() -> None:
    with pytest.raises(CommandError) as caught:
        run_setup(districts=None, password=None)
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "地区",
        "パスワード",
        "パスワード（もう一度）",
    ]
    assert setup.is_set_up() is False
