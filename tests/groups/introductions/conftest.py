"""Two organisations and their introduction (引合せ)."""

import pytest

from groups.actions import introductions as actions
from groups.models import Introduction, Organization
from portal.models import District, User
from tests.groups.factory import make_need, make_offer, make_organization


@pytest.fixture
def home(wakaba: District) -> Organization:
    return make_organization(
        wakaba, kind="facility", name="若葉の里", kana="わかばのさと", address="若葉三丁目"
    )


@pytest.fixture
def salon(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="salon", name="サロンひだまり", kana="さろんひだまり")


@pytest.fixture
def introduction(
    wakaba: District, home: Organization, salon: Organization, coordinator: User
) -> Introduction:
    return actions.introduce(
        district=wakaba,
        giver=home,
        taker=salon,
        offer=make_offer(home, "地域交流室", kind="venue"),
        need=make_need(salon, "広い部屋", kind="venue"),
        subject="地域交流室でサロンをひらく",
        by=coordinator,
    )
