"""The life of a wave: made, filled with questions, approved, open, closed, opened again; who may do it and when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.models import District, User
from surveys.actions import choices, waves
from surveys.actions.responses import Filled, record_response
from surveys.models import Draft, Response, Survey, Wave
from surveys.reports.figures import Returned
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

BASE = "/wakaba/surveys/"

pytestmark = pytest.mark.django_db


def sent_wave(**fields: object) -> dict[str, object]:
    today = timezone.localdate()
    opens_on = today + timedelta(days=10)
    year = opens_on.year if opens_on.month >= 4 else opens_on.year - 1
    return {
        "fiscal_year": year,
        "opens_on": opens_on,
        "closes_on": opens_on + timedelta(days=14),
        "lead": "無記名です。",
        "purpose": "地域の取り組みを考えるために使います。",
        "minutes": 10,
        "sampling": "everybody",
        "access": "anybody",
    } | fields


def ready_wave(district: District, **fields: object) -> Wave:
    """A wave in preparation with a question that can be answered."""
    wave = make_wave(make_survey(district), **({"state": Wave.State.DRAFT} | fields))
    make_question(wave, "q1", choices=["はい", "いいえ"])
    return wave


def page(wave: Wave, name: str) -> str:
    return f"{BASE}waves/{wave.pk}/{name}/"


def test_from_a_new_series_to_an_open_wave(
    wakaba: District, coordinator: User, chair: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(coordinator)
    client.post(f"{BASE}new/", {"title": "くらしのアンケート", "key": "kurashi"})
    survey = Survey.objects.get()
    client.post(f"{BASE}{survey.pk}/waves/new/", sent_wave())
    wave = Wave.objects.get()
    assert (wave.number, wave.state) == (1, "draft")
    client.post(page(wave, "sections/new"), {"title": "あなたのこと"})
    section = wave.sections.get()
    new = f"{page(wave, 'questions/new')}?kind=S&section={section.pk}"
    client.post(new, {"text": "年代は", "attribute": "age", "choices": "20代\n80歳以上\n答えない"})
    question = wave.questions.get()
    assert question.key == "q1"
    assert list(question.choices.values_list("code", "text", "age_from", "age_to", "is_outside")) == [
        (1, "20代", 20, 29, False),
        (2, "80歳以上", 80, None, False),
        (3, "答えない", None, None, True),
    ]
    client.post(page(wave, "submit"))
    wave.refresh_from_db()
    assert wave.state == "review"
    assert client.post(page(wave, "approve")).status_code == 403
    assert Client().get(wave.get_absolute_url()).status_code == 404
    client_of(chair).post(page(wave, "approve"), {"edition": wave.edition})
    wave.refresh_from_db()
    assert (wave.state, wave.approved_by, wave.approved_on) == ("open", chair, timezone.localdate())
    assert str(wave) in Client().get(BASE).content.decode()


def test_a_wave_without_purpose_is_not_saved(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    survey = make_survey(wakaba)
    response = client_of(coordinator).post(f"{BASE}{survey.pk}/waves/new/", sent_wave(purpose=""))
    assert response.status_code == 422
    assert not Wave.objects.exists()


def test_the_first_day_lies_in_the_year(wakaba: District, coordinator: User, client_of: Callable) -> None:
    survey = make_survey(wakaba)
    sent = sent_wave()
    response = client_of(coordinator).post(
        f"{BASE}{survey.pk}/waves/new/", sent | {"fiscal_year": sent["fiscal_year"] + 1}
    )
    assert response.context["form"].errors.keys() == {"fiscal_year"}


# -- Approval ---------------------------------------------------------------------------------------------------------


def test_a_wave_without_questions_is_not_submitted(wakaba: District) -> None:
    wave = make_wave(make_survey(wakaba), state=Wave.State.DRAFT)
    with pytest.raises(ValidationError, match="質問がありません"):
        waves.submit_wave(wave)


def test_a_question_with_one_choice_is_not_submitted(wakaba: District) -> None:
    wave = ready_wave(wakaba)
    make_question(wave, "q2", choices=["はい"])
    with pytest.raises(ValidationError, match="問2の選択肢を、2つ以上"):
        waves.submit_wave(wave)


def test_only_what_waits_is_approved(wakaba: District, chair: User) -> None:
    wave = ready_wave(wakaba)
    with pytest.raises(ValidationError, match="承認待ち"):
        waves.approve_wave(wave, by=chair)


def test_the_chair_approves_what_the_chair_has_read(wakaba: District, chair: User) -> None:
    wave = ready_wave(wakaba)
    waves.submit_wave(wave)
    with pytest.raises(ValidationError, match="内容が変わりました"):
        waves.approve_wave(wave, edition=wave.edition + 1, by=chair)


def test_the_chair_sends_back_with_a_reason(wakaba: District, chair: User, client_of: Callable) -> None:
    wave = ready_wave(wakaba)
    waves.submit_wave(wave)
    client = client_of(chair)
    assert client.post(page(wave, "return"), {"reason": " "}).status_code == 422
    client.post(page(wave, "return"), {"reason": "問1を短くしてください。"})
    wave.refresh_from_db()
    assert (wave.state, wave.returned_note) == ("draft", "問1を短くしてください。")
    assert "問1を短くしてください。" in client.get(page(wave, "manage")).content.decode()


def test_what_waits_for_the_chair_is_not_changed(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    wave = ready_wave(wakaba)
    waves.submit_wave(wave)
    wave.refresh_from_db()
    wave.lead = "べつの説明"
    with pytest.raises(ValidationError, match="承認待ち"):
        waves.save_wave(wave)
    response = client_of(coordinator).get(page(wave, "edit"))
    assert response["Location"] == page(wave, "manage")


def test_approval_takes_out_what_was_tried(wakaba: District, chair: User) -> None:
    wave = ready_wave(wakaba)
    record_response(wave, Filled(answers=answers(q1=1), is_test=True))
    Draft.objects.create(wave=wave, resume_code="1" * 12, is_test=True, expires_at=timezone.now())
    waves.submit_wave(wave)
    waves.approve_wave(wave, by=chair)
    assert not Response.objects.exists()
    assert not Draft.objects.exists()


# -- Back to preparation ----------------------------------------------------------------------------------------------


def test_an_open_wave_goes_back_while_nobody_has_answered(wakaba: District, chair: User) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    waves.withdraw_wave(wave, by=chair)
    wave.refresh_from_db()
    assert (wave.state, wave.approved_on) == ("draft", None)


def test_an_answered_wave_does_not_go_back(wakaba: District) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    respond(wave, [answers(q1=1)])
    with pytest.raises(ValidationError, match="もう回答が届いている"):
        waves.withdraw_wave(wave)


def test_a_wave_that_somebody_is_answering_does_not_go_back(wakaba: District) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    Draft.objects.create(wave=wave, resume_code="1" * 12, expires_at=timezone.now())
    with pytest.raises(ValidationError, match="途中の方"):
        waves.withdraw_wave(wave)


# -- The end ----------------------------------------------------------------------------------------------------------


def test_closing_ends_answering_and_sets_how_long_answers_are_kept(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    client = client_of(coordinator)
    assert "より早く締め切ろうとしています" in client.get(page(wave, "close")).content.decode()
    client.post(page(wave, "close"))
    wave.refresh_from_db()
    today = timezone.localdate()
    assert (wave.state, wave.closed_on) == ("closed", today)
    assert wave.raw_until == today + timedelta(days=183)
    with pytest.raises(ValidationError, match="受け付けていません"):
        record_response(wave, Filled(answers=answers(q1=1)))


def test_a_closing_is_taken_back_until_results_are_public(wakaba: District) -> None:
    wave = ready_wave(wakaba, state=Wave.State.CLOSED)
    waves.reopen_wave(wave)
    wave.refresh_from_db()
    assert (wave.state, wave.closed_on) == ("open", None)
    waves.close_wave(wave)
    Wave.objects.update(results_published_on=timezone.localdate())
    with pytest.raises(ValidationError, match="公表している"):
        waves.reopen_wave(wave)


def test_only_a_wave_in_preparation_is_deleted(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    wave = ready_wave(wakaba)
    parent = wave.questions.get()
    make_question(wave, "q1b", choices=["理由"], shown_if=parent, shown_codes=[2])
    record_response(wave, Filled(answers=answers(q1=1), is_test=True))
    client_of(coordinator).post(page(wave, "delete"))
    assert not Wave.objects.exists()


def test_an_open_wave_is_not_deleted(wakaba: District) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    with pytest.raises(ValidationError, match="準備中"):
        waves.delete_wave(wave)


# -- What may still be changed ----------------------------------------------------------------------------------------


def test_the_purpose_is_a_promise(wakaba: District) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    wave.purpose = "別のことに使います。"
    with pytest.raises(ValidationError, match="回答の使いみち"):
        waves.save_wave(wave)


def test_the_last_day_of_an_open_wave_can_be_put_off(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    later = wave.closes_on + timedelta(days=7)
    sent = {"closes_on": later, "lead": wave.lead, "minutes": 10, "version": wave.version}
    client_of(coordinator).post(page(wave, "edit"), sent)
    wave.refresh_from_db()
    assert wave.closes_on == later


def test_earlier_words_are_brought_back_while_it_is_prepared(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    wave = ready_wave(wakaba, lead="はじめの言葉です。")
    first = wave.versions.order_by("pgh_id")[0].pgh_id
    wave.lead = "あとの言葉です。"
    waves.save_wave(wave)
    client = client_of(coordinator)
    restore = f"{page(wave, 'history')}{first}/"
    assert restore in client.get(page(wave, "history")).content.decode()
    client.post(restore)
    wave.refresh_from_db()
    assert (wave.lead, wave.state) == ("はじめの言葉です。", "draft")
    Wave.objects.update(state=Wave.State.OPEN)
    assert client.post(restore).status_code == 422
    assert client.get(f"{page(wave, 'history')}999999/").status_code == 404


def test_drafts_are_seen_by_the_district_and_by_city_staff_alone(
    wakaba: District, coordinator: User, stranger: User, admin: User, city: User
) -> None:
    wave = ready_wave(wakaba)
    seen = {user.name: list(Wave.objects.visible_to(user)) for user in (coordinator, stranger, admin, city)}
    assert seen == {"wakaba": [wave], "shiomidai": [], "admin": [wave], "city": [wave]}
    assert list(Survey.objects.visible_to(city)) == [wave.survey]
    assert list(Survey.objects.visible_to(stranger)) == []


def test_the_history_names_what_was_changed(wakaba: District, coordinator: User, client_of: Callable) -> None:
    wave = ready_wave(wakaba)
    choice = wave.questions.get().choices.get(code=2)
    choice.text = "いいえ、まだ"
    choices.save_choice(choice, by=coordinator)
    response = client_of(coordinator).get(page(wave, "history"))
    parts = {heading: versions for heading, versions, _ in response.context["parts"]}
    latest = parts["選択肢"][0]
    assert (latest.label, latest.by) == ("変更「いいえ、まだ」", "wakaba")
    assert [(change.before, change.after) for change in latest.changes] == [("いいえ", "いいえ、まだ")]


# -- The page of a wave -----------------------------------------------------------------------------------------------


def test_the_page_of_an_open_wave_tells_numbers_but_no_results(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    wave = ready_wave(wakaba, state=Wave.State.OPEN)
    respond(wave, [answers(q1=1), answers(q1=2)])
    respond(wave, [answers(q1=2)], channel="paper")
    respond(wave, [answers(q1=2)], is_test=True)
    response = client_of(coordinator).get(page(wave, "manage"))
    assert response.context["received"] == Returned("合計", None, paper=1, web=2, phone=0, rate=None)
    assert page(wave, "withdraw") not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_many_there_are(
    count: int, wakaba: District, django_assert_num_queries: Callable, client_of: Callable
) -> None:
    for number in range(count):
        ready_wave_of(make_survey(wakaba, key=f"k{number}"))
    client = Client()
    client.get(BASE)
    with django_assert_num_queries(2):
        client.get(BASE)


def ready_wave_of(survey: Survey) -> Wave:
    wave = make_wave(survey)
    make_question(wave, "q1", choices=["はい", "いいえ"])
    return wave
