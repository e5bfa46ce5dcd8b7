"""A round that runs, with two sheets; one of them belongs to a salon with all that a sheet asks about."""

from datetime import timedelta

import pytest

from groups.actions import rounds
from groups.models import Organization, Round, Sheet
from portal.models import District
from tests.days import today
from tests.groups.factory import make_activity, make_contact, make_need, make_offer, make_organization


@pytest.fixture
def salon(wakaba: District) -> Organization:
    salon = make_organization(
        wakaba,
        kind="salon",
        name="サロンひだまり",
        kana="さろんひだまり",
        purpose="ゆっくり話せる集まりです。",
        issues="男の人が少ない",
        public_phone="0312345678",
    )
    make_activity(salon, name="お茶の会", weekdays=[3], place="集会所", cost="100円")
    make_offer(salon, "会場を貸す", kind="venue")
    make_offer(salon, "お茶を出す")
    make_need(salon, "男性の参加")
    make_contact(salon, name="森 久美子", email="mori@example.jp", mobile="000-9000-0001")
    return salon


@pytest.fixture
def running(wakaba: District, salon: Organization) -> Round:
    make_contact(make_organization(wakaba, name="みみの会", kana="みみのかい"), mobile="000-9000-0002")
    return rounds.start_round(
        district=wakaba, due_on=today() + timedelta(days=20), letter="確認をお願いします。"
    )


@pytest.fixture
def sheet(running: Round, salon: Organization) -> Sheet:
    return running.sheets.get(organization=salon)
