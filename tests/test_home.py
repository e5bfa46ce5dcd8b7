"""A district's home with something in every section, whichever app it comes from."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from groups.actions import introductions
from groups.models import Need, Notice, Organization, Situation
from portal import plugins
from portal.models import District, User
from tests.groups.challenge_records import make_ballot, make_theme
from tests.groups.factory import make_activity, make_need, make_organization
from tests.groups.tables import make_meeting, make_roundtable
from tests.surveys.factory import make_survey, make_wave

KINDS = ("volunteer", "salon", "facility")


def fill(district: District, number: int) -> None:
    """So many records for each section of the home."""
    table = make_roundtable(district)
    for count in range(number):
        make_wave(make_survey(district, key=f"survey-{count}", title=f"アンケート{count}"))
        Situation.objects.create(text=f"困りごと{count}", order=count)
        organization = make_organization(district, kind=KINDS[count], name=f"団体{count}")
        for sender in (organization, None):
            Notice.objects.create(
                district=district, organization=sender, title=f"お知らせ{count}", text="足湯", state="public"
            )
        make_activity(organization, name=f"体操{count}", frequency="daily", drop_in=True)
        make_need(organization, f"人手{count}")
        make_theme(district, f"テーマ{count}")
        make_ballot(district, title=f"投票{count}")
        make_meeting(table, 7 + count, state="called", is_open=True, topic=f"これから{count}")
        make_meeting(table, -7 - count, state="minuted", is_public=True, topic=f"記録{count}")


def ask_whether(giver: Organization, need: Need, subject: str) -> None:
    """Put a need to an organisation that could meet it."""
    made = introductions.introduce(
        district=giver.district,
        giver=giver,
        taker=need.organization,
        need=need,
        offered="人手",
        subject=subject,
    )
    introductions.ask(made.confirmations.get(side="giver"))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("person", "most"), [(None, 6), ("contact", 10), ("coordinator", 10)])
def test_the_home_stays_cheap(
    person: str | None,
    most: int,
    number: int,
    wakaba: District,
    client_of: Callable[[User | None], Client],
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    Situation.objects.all().delete()
    fill(wakaba, number)
    user = request.getfixturevalue(person) if person else None
    asked = user.organizations.first() if user else None
    for count in range(number if asked else 0):
        ask_whether(asked, Need.objects.all()[count], f"引合せ{count}")
    client = client_of(user)
    caches["local"].clear()
    with django_assert_max_num_queries(most):
        response = client.get("/wakaba/")
    # What is asked stands only where somebody's own organisation is asked.
    shown = len(plugins.registered(plugins.HomeSection)) - (0 if asked else 1)
    assert len(response.context["sections"]) == shown
    page = response.content.decode()
    last = number - 1
    assert (f"引合せ{last}" in page) == bool(asked)
    for words in ("アンケート", "困りごと", "お知らせ", "団体", "体操", "人手", "テーマ", "投票中：投票"):
        assert f"{words}{last}" in page
    assert "これから0" in page and "会議録「記録0」" in page


def test_the_home_tells_each_record_as_it_is(wakaba: District, client: Client) -> None:
    """Dates, times, choices and what records point to come through the one query unharmed."""
    today = timezone.localdate()
    fill(wakaba, 1)
    organization = make_organization(wakaba, kind="salon", name="サロンひまわり")
    make_activity(
        organization, name="茶話会", frequency="daily", starts_at="13:30", ends_at="15:00", drop_in=True
    )
    notice = Notice.objects.filter(organization=None).get()
    page = client.get("/wakaba/").content.decode()
    assert "13:30〜15:00" in page and "毎日" in page
    assert f"{notice.sender}　{today.month}月{today.day}日" in page and notice.sender == wakaba.council_name
    assert f'href="{notice.get_absolute_url()}"' in page
    closing = today + timedelta(days=7)
    assert f"{closing.year}年{closing.month}月{closing.day}日" in page
    assert "若葉地区 第2層協議体" in page and "人手" in page
