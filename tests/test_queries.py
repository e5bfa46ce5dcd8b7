"""What the pages of the demo city cost: a public page takes at most six queries, however much there is to show."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.models import (
    Ballot,
    Case,
    Challenge,
    Desk,
    Meeting,
    Need,
    Notice,
    Offer,
    Organization,
    Roundtable,
    Situation,
    Theme,
    Voice,
)
from portal.models import District
from surveys.models import Wave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]

RESIDENT = AnonymousUser()
MOST = 6
# Of each kind of record so many are read in each district.
SHOWN = 5

ALONE = ["/", "/help/", "/help/residents/", "/privacy/", "/accessibility/", "/accounts/login/"]
OF_A_DISTRICT = [
    "home",
    "groups:group_list",
    "groups:group_map",
    "notices:notice_list",
    "exchange:exchange_board",
    "desks:situation_list",
    "desks:desk_list",
    "challenges:overview",
    "challenges:challenge_list",
    "challenges:challenge_board",
    "challenges:voice_post",
    "challenges:voice_replies",
    "challenges:ballot_list",
    "challenges:theme_list",
    "challenges:case_list",
    "councils:roundtable_list",
    "surveys:survey_list",
]
ASKED = [
    "groups/?kind=salon&field=welfare&weekday=3&drop_in=on",
    "groups/?q=見守り&view=table&sort=-name",
    "groups/map/?kind=salon",
    "exchange/?q=会場&kind=venue&category=salon",
    "challenges/list/?stage=trial",
    "challenges/cases/?district=wakaba",
    "search/?q=見守り",
    "search/?q=サロン&kind=organization",
]


def own(records: QuerySet, path: str = "district") -> Callable[[District], QuerySet]:
    """Records of a district that residents may read of."""
    return lambda district: records.filter(**{path: district})


def there(district: District) -> QuerySet[Organization]:
    return Organization.objects.visible_to(RESIDENT).in_district(district)


OF_A_RECORD: dict[str, Callable[[District], Any]] = {
    "groups:group_detail": there,
    "notices:notice_detail": own(Notice.objects.public()),
    "exchange:offer_detail": lambda district: Offer.objects.on_board(district),
    "exchange:need_detail": lambda district: Need.objects.on_board(district),
    "desks:situation_detail": lambda district: Situation.objects.all(),
    "desks:desk_detail": lambda district: Desk.objects.active(),
    "challenges:challenge_detail": own(Challenge.objects.visible_to(RESIDENT)),
    "challenges:voice_reply": own(Voice.objects.replied()),
    "challenges:ballot_detail": own(Ballot.objects.visible_to(RESIDENT)),
    "challenges:theme_detail": own(Theme.objects.visible_to(RESIDENT)),
    "challenges:case_detail": own(Case.objects.visible_to(RESIDENT)),
    "councils:roundtable_detail": own(Roundtable.objects.active()),
    "councils:meeting_detail": own(Meeting.objects.visible_to(RESIDENT), "roundtable__district"),
    "surveys:wave_detail": own(Wave.objects.public(), "survey__district"),
    "surveys:wave_results": own(Wave.objects.with_results(), "survey__district"),
}
# What surveys tell of a theme is kept for some minutes: the first reader waits for two queries more.
MOST_OF_FIRST = {"challenges:theme_detail": MOST + 2}


def cost(client: Client, address: str) -> int:
    """How many queries a page takes when nothing is kept of it."""
    caches["local"].clear()
    return queries(client, address)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200, address
    return len(found)


def dear(costs: dict[str, int]) -> dict[str, int]:
    assert costs
    return {address: cost for address, cost in costs.items() if cost > MOST}


@pytest.mark.parametrize("address", [*ALONE, *(f"/wakaba/{asked}" for asked in ASKED)])
def test_public_pages_are_cheap(address: str, client: Client) -> None:
    assert cost(client, address) <= MOST


@pytest.mark.parametrize("name", OF_A_DISTRICT)
def test_public_pages_of_a_district_are_cheap(name: str, client: Client) -> None:
    addresses = [reverse(name, args=[district.slug]) for district in District.objects.active()]
    assert dear({address: cost(client, address) for address in addresses}) == {}


@pytest.mark.parametrize("name", OF_A_RECORD)
def test_public_pages_of_records_are_cheap(name: str, client: Client) -> None:
    costs = {}
    for district in District.objects.active():
        for record in OF_A_RECORD[name](district)[:SHOWN]:
            address = reverse(name, args=[district.slug, record.pk])
            first = cost(client, address)
            assert first <= MOST_OF_FIRST.get(name, MOST), address
            costs[address] = queries(client, address) if name in MOST_OF_FIRST else first
    assert dear(costs) == {}
