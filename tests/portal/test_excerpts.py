"""Excerpts: records of many kinds, read with one query."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count
from django.utils import timezone

from groups.models import Activity, Category, Need, Notice, Organization
from portal.excerpts import excerpt, read_excerpts
from portal.models import District
from surveys.models import Answer, Choice, Question, Wave
from tests.groups.factory import make_activity, make_need, make_organization
from tests.surveys.factory import make_question, make_survey, make_wave, respond


@pytest.fixture
def salon(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="salon", name="サロンひまわり")


def test_excerpts_are_read_with_one_query(
    wakaba: District, salon: Organization, django_assert_num_queries: Callable[..., Any]
) -> None:
    activity = make_activity(
        salon, frequency="monthly", weekdays=[3], weeks=[2, 4], starts_at=time(13, 30), cost="200円"
    )
    need = make_need(salon, "机", expires_on=date(2027, 3, 31))
    names = ("frequency", "weekdays", "weeks", "starts_at", "ends_at", "organization__category__slug")
    counted = Category.objects.annotate(count=Count("organizations")).filter(count__gt=0)
    with django_assert_num_queries(1):
        first, second = read_excerpts(
            wakaba,
            {
                "activities": excerpt(Activity.objects.all(), *names),
                "kinds": excerpt(counted, "slug", "count"),
            },
            {
                "needs": excerpt(Need.objects.all(), "text", "expires_on", "created_at"),
                "none": excerpt(Need.objects.none()),
            },
        )
        [found] = first["activities"]
        assert found == activity and found.organization == salon and found.organization_id == salon.pk
        assert (found.schedule, found.hours, found.ends_at) == ("毎月 第2・第4木曜日", "13:30から", None)
        assert found.organization.category.slug == "salon"
        assert [(kind.slug, kind.count) for kind in first["kinds"]] == [("salon", 1)]
        assert [(row.text, row.expires_on, row.created_at) for row in second["needs"]] == [
            ("机", date(2027, 3, 31), need.created_at)
        ]
        assert second["none"] == []
    with django_assert_num_queries(1):
        assert found.cost == "200円"  # not named: asked for by itself


def test_each_kind_of_field_is_read_as_it_is(wakaba: District, salon: Organization) -> None:
    Organization.objects.filter(pk=salon.pk).update(
        latitude=35.6812362,
        longitude=139.7671248,
        accessibility=["wheelchair"],
        verified_on=date(2026, 4, 1),
        source={"a": [1, None]},
    )
    make_activity(salon, weekdays=[3, 6], starts_at=time(13, 30), drop_in=True)
    wave = make_wave(make_survey(wakaba))
    question = make_question(wave, "age", kind="N")
    [response] = respond(wave, [{}])
    Answer.objects.create(response=response, question=question, number=Decimal("1234567890.12"))
    Choice.objects.create(question=question, code=1, text="悪い", score=-2)
    for model in (Organization, Activity, Wave, Question, Answer, Choice):
        names = [field.name for field in model._meta.concrete_fields]
        [read] = read_excerpts(wakaba, {"all": excerpt(model.objects.all(), *names)})
        [record] = model.objects.all()
        assert read["all"] == [record] and not record.get_deferred_fields()
        for field in model._meta.concrete_fields:
            value = getattr(record, field.attname)
            found = getattr(read["all"][0], field.attname)
            assert (found, type(found)) == (value, type(value)), field


def test_excerpts_keep_order_and_limit(wakaba: District, salon: Organization) -> None:
    for text in ("い", "あ", "う"):
        make_need(salon, text)
    [read] = read_excerpts(wakaba, {"needs": excerpt(Need.objects.order_by("-text")[:2], "text")})
    assert [need.text for need in read["needs"]] == ["う", "い"]


def test_excerpts_know_where_there_is_nothing(wakaba: District, salon: Organization) -> None:
    for sender in (salon, None):
        Notice.objects.create(
            district=wakaba, organization=sender, title="足湯", text="足湯", shown_until=timezone.localdate()
        )
    notices = excerpt(Notice.objects.order_by("pk"), "title", "organization__name", "district__council_name")
    [read] = read_excerpts(wakaba, {"notices": notices})
    assert [notice.sender for notice in read["notices"]] == ["サロンひまわり", "若葉地区社会福祉協議会"]


def test_nothing_is_asked_for_nothing(
    wakaba: District, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(0):
        assert read_excerpts(wakaba) == []
        assert read_excerpts(wakaba, {}, {}) == [{}, {}]
