"""Copying questionnaires: into the next wave, from another district, and single questions of earlier waves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.models import District, Neighborhood, Record, User
from surveys.actions import copying
from surveys.models import Choice, Question, Survey, Wave
from surveys.questionnaire import read_questionnaire
from tests.surveys.factory import answers, make_question, make_section, make_survey, make_wave, respond

pytestmark = pytest.mark.django_db

DAYS = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 28)}


@pytest.fixture
def last(wakaba: District) -> Wave:
    """A closed wave with a follow-up, a table and answers."""
    wave = make_wave(
        make_survey(wakaba),
        state=Wave.State.CLOSED,
        opens_on=date(2025, 11, 1),
        closes_on=date(2025, 11, 29),
        fiscal_year=2025,
        lead="若葉地区のみなさんへ。しめきり: 11月29日(土)。11月2日には出せません。",
        minutes=12,
    )
    make_section(wave, title="活動", text="活動のことです。")
    parent = make_question(
        wave,
        "q10_join",
        choices=["参加した", "その他"],
        is_required=True,
        summary="結果",
        wording_note="理由",
    )
    parent.choices.filter(code=2).update(code=7, takes_text=True, group="まとめ")
    make_question(wave, "q10b", "M", choices=["時間"], max_choices=2, shown_if=parent, shown_codes=[7])
    make_question(wave, "q11", "MX", choices=["知っている"], items=["地区社協", "市社協"])
    wave.refresh_from_db()
    respond(wave, [answers(q10_join=1)])
    return wave


def outline(wave: Wave) -> list[tuple]:
    """What of a questionnaire makes waves comparable."""
    return [
        (
            part.section.title,
            asked.label,
            asked.key,
            asked.kind,
            asked.question.shown_codes,
            asked.question.max_choices,
            asked.question.is_required,
            [(choice.code, choice.text, choice.takes_text, choice.group) for choice in asked.choices],
            [(item.code, item.text) for item in asked.items],
        )
        for part in read_questionnaire(wave).parts
        for asked in part.questions
    ]


# -- The next wave ----------------------------------------------------------------------------------------------------


def test_the_next_wave_asks_the_same(last: Wave) -> None:
    wave = copying.copy_wave(last, survey=last.survey, **DAYS)
    assert outline(wave) == outline(last)
    assert (wave.number, wave.fiscal_year, wave.state, wave.minutes) == (2, 2026, "draft", 12)
    assert wave.secret != last.secret
    assert not wave.responses.exists()
    assert list(wave.questions.exclude(summary="", wording_note="")) == []
    assert {question.shown_if.wave_id for question in wave.questions.exclude(shown_if=None)} == {wave.pk}


def test_what_was_not_published_stays_so_in_the_next_wave(last: Wave) -> None:
    last.questions.filter(key="q11").update(is_published=False)
    wave = copying.copy_wave(last, survey=last.survey, **DAYS)
    assert list(wave.questions.filter(is_published=False).values_list("key", flat=True)) == ["q11"]


def test_the_words_name_the_new_last_day(last: Wave) -> None:
    wave = copying.copy_wave(last, survey=last.survey, **DAYS)
    assert wave.lead == "若葉地区のみなさんへ。しめきり: 11月28日(土)。11月2日には出せません。"


@pytest.mark.parametrize(
    ("today", "first", "last_day"),
    [
        (date(2026, 8, 1), date(2026, 10, 31), date(2026, 11, 28)),  # Saturdays, as in 2025
        (date(2026, 12, 1), date(2026, 12, 26), date(2027, 1, 23)),  # over: three weeks ahead, on a Saturday
        (date(2027, 2, 1), date(2027, 2, 27), date(2027, 3, 27)),
    ],
)
def test_days_move_to_this_year_on_the_same_weekdays(
    last: Wave, today: date, first: date, last_day: date
) -> None:
    assert copying.moved_days(last, today) == (first, last_day)


def test_copied_on_the_page(
    last: Wave, coordinator: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(coordinator)
    url = f"/wakaba/surveys/waves/{last.pk}/copy/"
    form = client.get(url).context["form"]
    response = client.post(url, {name: form.initial[name] for name in ("opens_on", "closes_on")})
    wave = last.survey.waves.get(number=2)
    assert response["Location"] == f"/wakaba/surveys/waves/{wave.pk}/manage/"
    assert wave.opens_on > timezone.localdate()
    assert client.post(url, DAYS | {"closes_on": date(2026, 10, 1)}).status_code == 422


# -- From another district --------------------------------------------------------------------------------------------


@pytest.fixture
def foreign(shiomidai: District) -> Wave:
    """A public wave of the neighbouring district that asks for the neighbourhood."""
    wave = make_wave(
        make_survey(shiomidai, title="潮見台 くらしのアンケート"), lead="潮見台地区のみなさんへ。無記名です。"
    )
    question = make_question(
        wave, "q3_cho", choices=["潮見台一丁目", "潮見台二丁目", "わからない"], attribute="neighborhood"
    )
    for choice in question.choices.exclude(text="わからない"):
        choice.neighborhood = Neighborhood.objects.create(district=shiomidai, name=choice.text)
        choice.save()
    make_question(wave, "q4", "T", shown_if=question, shown_codes=[1, 3])
    make_question(wave, "q7", "M", choices=["買い物", "草刈り"])
    return wave


@pytest.fixture
def neighborhoods(wakaba: District) -> list[Neighborhood]:
    return [
        Neighborhood.objects.create(district=wakaba, name=name, order=order)
        for order, name in enumerate(["一丁目", "二丁目", "三丁目", "四丁目"])
    ]


def choices_of(wave: Wave, key: str) -> list[tuple[int, str, int | None]]:
    return list(wave.questions.get(key=key).choices.values_list("code", "text", "neighborhood"))


def test_neighbourhoods_become_the_own_ones(
    foreign: Wave,
    wakaba: District,
    neighborhoods: list[Neighborhood],
    coordinator: User,
    client_of: Callable[[User | None], Client],
) -> None:
    client = client_of(coordinator)
    assert str(foreign) in client.get("/wakaba/surveys/borrow/").content.decode()
    url = f"/wakaba/surveys/borrow/{foreign.pk}/"
    initial = client.get(url).context["form"].initial
    sent = {name: initial[name] for name in ("opens_on", "closes_on", "title")}
    client.post(url, sent)
    wave = Wave.objects.get(survey__district=wakaba)
    assert (wave.survey.key, wave.survey.title) == ("kurashi", "若葉 くらしのアンケート")
    assert wave.lead == "若葉地区のみなさんへ。無記名です。"
    one, two, three, four = neighborhoods
    # 「わからない」 keeps its code, so that the city can compare.
    assert choices_of(wave, "q3_cho") == [
        (1, "一丁目", one.pk),
        (2, "二丁目", two.pk),
        (4, "三丁目", three.pk),
        (5, "四丁目", four.pk),
        (3, "わからない", None),
    ]
    assert wave.questions.get(key="q4").shown_codes == [3]


def test_a_series_keeps_its_own_codes(foreign: Wave, wakaba: District) -> None:
    own = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(own, "q7", "M", choices=["通院", "買い物"])
    wave = copying.borrow_wave(foreign, survey=own.survey, **DAYS)
    assert choices_of(wave, "q7") == [(2, "買い物", None), (3, "草刈り", None)]
    assert wave.number == 2


def test_a_key_that_means_something_else_is_refused(foreign: Wave, wakaba: District) -> None:
    own = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(own, "q7", "T")
    with pytest.raises(ValidationError, match="新しいアンケートとして"):
        copying.borrow_wave(foreign, survey=own.survey, **DAYS)
    assert own.survey.waves.count() == 1


def test_what_another_district_prepares_is_not_taken_over(
    foreign: Wave, coordinator: User, client_of: Callable[[User | None], Client]
) -> None:
    Wave.objects.update(state=Wave.State.DRAFT)
    client = client_of(coordinator)
    assert client.get(f"/wakaba/surveys/borrow/{foreign.pk}/").status_code == 404
    assert list(client.get("/wakaba/surveys/borrow/").context["waves"]) == []


# -- Single questions -------------------------------------------------------------------------------------------------


@pytest.fixture
def wave(last: Wave) -> Wave:
    return make_wave(last.survey, number=2, state=Wave.State.DRAFT)


def test_questions_of_an_earlier_wave_are_put_in(
    last: Wave, wave: Wave, coordinator: User, client_of: Callable[[User | None], Client]
) -> None:
    make_section(wave, title="活動")
    make_question(wave, "q1", "T")
    picked = [question.pk for question in last.questions.filter(key__startswith="q10")]
    client = client_of(coordinator)
    url = f"/wakaba/surveys/waves/{wave.pk}/library/?from={last.pk}"
    client.post(url, {"pick": picked})
    assert [line[:6] for line in outline(wave)] == [
        ("活動", "問1", "q1", "T", [], None),
        ("活動", "問2", "q10_join", "S", [], None),
        ("活動", "問2-1", "q10b", "M", [7], 2),
    ]
    response = client.post(url, {"pick": picked})
    assert response.status_code == 422
    assert "もう入っています" in response.content.decode()


def test_standard_questions_are_put_in_with_what_they_go_on_from(
    wave: Wave, coordinator: User, client_of: Callable[[User | None], Client]
) -> None:
    section = make_section(wave, title="はじめに")
    client = client_of(coordinator)
    url = f"/wakaba/surveys/waves/{wave.pk}/library/"
    assert client.post(url, {}).status_code == 422
    client.post(url, {"pick": ["q10b"], "section": section.pk})
    assert [(line[0], line[1], line[2]) for line in outline(wave)] == [
        ("はじめに", "問1", "q10_join"),
        ("はじめに", "問1-1", "q10b"),
    ]


def test_nothing_is_put_into_an_open_wave(last: Wave, wakaba: District) -> None:
    wave = make_wave(last.survey, number=2)
    with pytest.raises(ValidationError, match="公開したあとは"):
        copying.insert_questions(wave, source=last, pks=[last.questions.all()[0].pk])


@pytest.mark.parametrize("count", [1, 3])
def test_copying_takes_as_many_queries_however_many_questions(
    count: int, wakaba: District, django_assert_num_queries: Callable
) -> None:
    source = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    for number in range(count):
        parent = make_question(source, f"a{number}", choices=["一", "二"])
        make_question(source, f"b{number}", "T", shown_if=parent, shown_codes=[1])
    survey = Survey.objects.select_related("district").get()
    source = Wave.objects.get()
    source.survey = survey
    with django_assert_num_queries(22):
        copying.copy_wave(
            source,
            survey=survey,
            opens_on=timezone.localdate(),
            closes_on=timezone.localdate() + timedelta(1),
        )
    assert Question.objects.count() == count * 4


def test_each_field_is_content_or_left_knowingly() -> None:
    """A new field of questions and choices must be put into CONTENT, or into the list of what stays with the wave."""
    of_record = {field.name for field in Record._meta.get_fields()}
    left = {
        Question: {
            "wave",
            "section",
            "shown_if",
            "shown_codes",
            "order",
            "wording_note",
            "is_published",
            "summary",
        },
        Choice: {"question", "code", "order", "neighborhood"},
    }
    for model, stays in left.items():
        names = {field.name for field in model._meta.concrete_fields} - of_record - {"id"}
        assert names - stays == set(model.CONTENT)


def test_a_new_series_gets_a_key_that_is_free(wakaba: District, shiomidai: District) -> None:
    free_key = Survey.objects.free_key
    assert (free_key(wakaba), free_key(wakaba, "bousai")) == ("kurashi", "bousai")
    for key in ("kurashi", "kurashi2", "k" * 40):
        make_survey(wakaba, key=key)
    assert (free_key(wakaba), free_key(shiomidai)) == ("kurashi3", "kurashi")
    assert free_key(wakaba, "k" * 40) == "k" * 39 + "2"
