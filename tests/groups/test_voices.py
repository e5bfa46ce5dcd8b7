"""Voices (気づき): posting without an account, keying in, deciding, replying, taking out what names a person."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import voices
from groups.forms.voices import worries_in
from groups.models import Challenge, Voice
from groups.overview.challenges import waiting_voices
from groups.reports.voices import gathered_in, voice_figures
from portal import history, search
from portal.japanese.calendar import FiscalYear
from portal.models import District, Neighborhood, SearchEntry, User
from portal.permissions import access_for
from tests.groups.challenge_records import make_challenge, make_reply, make_voice

BASE = "/wakaba/challenges/voices/"


# -- A resident posts ------------------------------------------------------------------------------------------------


def test_a_resident_posts_without_an_account(client: Client, wakaba: District) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="けやき台")
    page = client.get(f"{BASE}new/").content.decode()
    assert "使いみち" in page and "病名" in page
    response = client.post(f"{BASE}new/", {"text": "　街灯が切れています。", "neighborhood": place.pk})
    assert response["Location"] == f"{BASE}thanks/"
    voice = Voice.objects.get()
    assert (voice.text, voice.neighborhood, voice.channel, voice.state, voice.received_on) == (
        "街灯が切れています。",
        place,
        "web",
        "waiting",
        timezone.localdate(),
    )
    assert client.get(f"{BASE}thanks/").status_code == 200


def test_what_a_machine_fills_in_is_thrown_away_unseen(client: Client, wakaba: District) -> None:
    response = client.post(f"{BASE}new/", {"text": "安いよ", "website": "https://spam.example/"})
    assert response["Location"] == f"{BASE}thanks/"
    assert Voice.objects.count() == 0


@pytest.mark.parametrize("text", ["", "あ" * 401])
def test_a_mistake_keeps_what_was_typed(text: str, client: Client, wakaba: District) -> None:
    response = client.post(f"{BASE}new/", {"text": text})
    assert response.status_code == 422
    assert text in response.content.decode()
    assert Voice.objects.count() == 0


def test_a_neighborhood_of_another_district_is_refused(
    client: Client, wakaba: District, shiomidai: District
) -> None:
    place = Neighborhood.objects.create(district=shiomidai, name="A街区")
    assert client.post(f"{BASE}new/", {"text": "寒いです。", "neighborhood": place.pk}).status_code == 422


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("街灯が切れています。", []),
        ("みなさんの笑顔がうれしい。お母さんたちも来ています。", []),
        ("2026年11月3日に1,000円かかりました。", []),
        ("佐藤さんの家の前です。", ["「佐藤さん」のような、人のお名前"]),
        ("０９０－１２３４－５６７８へください", ["電話番号のような数字"]),
        ("ばあちゃんは hana@example.jp です", ["メールアドレスのような文字"]),
    ],
)
def test_worries(text: str, found: list[str]) -> None:
    assert worries_in(text) == found


def test_a_worrying_text_is_asked_about_once_more(client: Client, wakaba: District) -> None:
    response = client.post(f"{BASE}new/", {"text": "佐藤さんの声が大きいです。"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "佐藤さんの声が大きいです。" in page and 'name="confirmed"' in page
    client.post(f"{BASE}new/", {"text": "佐藤さんの声が大きいです。", "confirmed": "on"})
    assert Voice.objects.count() == 1


def test_too_many_voices_from_one_address_are_refused(client: Client, wakaba: District) -> None:
    codes = [client.post(f"{BASE}new/", {"text": f"声{number}"}).status_code for number in range(21)]
    assert codes == [302] * 20 + [429]


# -- Coordinators -----------------------------------------------------------------------------------------------------


def test_city_staff_of_another_district_read_but_do_not_decide(
    shiomidai: District, city: User, client_of: Callable
) -> None:
    voice = make_voice(shiomidai)
    client = client_of(city)
    assert client.get(f"/shiomidai/challenges/voices/{voice.pk}/").status_code == 200
    assert (
        client.post(f"/shiomidai/challenges/voices/{voice.pk}/state/", {"state": "hidden"}).status_code == 403
    )
    client.post(f"/shiomidai/challenges/voices/{voice.pk}/", {"state": "hidden", "version": 1})
    assert Voice.objects.get().state == "waiting"


def test_voices_from_paper_are_keyed_in_one_after_the_other(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    sent = {"text": "段差がこわい", "channel": "phone", "received_on": "2026-10-01"}
    response = client.post(f"{BASE}enter/", sent)
    assert response["Location"] == f"{BASE}enter/?channel=phone&received_on=2026-10-01&neighborhood="
    page = client.get(response["Location"]).content.decode()
    assert "きょう入力した声：1件" in page
    assert 'value="2026-10-01"' in page and 'value="phone" required id="id_channel_1" checked' in page
    assert list(Voice.objects.values_list("channel", "received_on")) == [("phone", date(2026, 10, 1))]


def test_a_voice_cannot_come_tomorrow(wakaba: District, coordinator: User, client_of: Callable) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"text": "段差がこわい", "channel": "paper", "received_on": tomorrow}
    assert client_of(coordinator).post(f"{BASE}enter/", sent).status_code == 422


def test_deciding_publishes_other_words_links_and_replies(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    voice, challenge = make_voice(wakaba, "佐藤さんの家の前が暗い"), make_challenge(wakaba)
    waiting = make_voice(wakaba, "次の声")
    sent = {
        "state": "published",
        "public_text": "道が暗い",
        "challenge": challenge.pk,
        "answer": "passed_on",
        "reply": "市へ伝えました。",
        "version": 1,
        "next": "1",
    }
    response = client_of(coordinator).post(f"{BASE}{voice.pk}/", sent)
    assert response["Location"] == f"{BASE}{waiting.pk}/"
    voice.refresh_from_db()
    assert (voice.shown_text, voice.challenge, voice.replied_on, voice.handled_by) == (
        "道が暗い",
        challenge,
        timezone.localdate(),
        coordinator,
    )
    page = Client().get(f"{BASE}replies/").content.decode()
    assert "道が暗い" in page and "佐藤" not in page and "市へ伝えました。" in page


@pytest.mark.parametrize(("answer", "reply"), [("adopted", ""), ("", "置きました。")])
def test_a_reply_has_a_kind_and_words(answer: str, reply: str, wakaba: District) -> None:
    with pytest.raises(ValidationError):
        voices.decide_on_voice(make_voice(wakaba), state="published", answer=answer, reply=reply)


def test_the_day_of_a_reply_stays_until_its_words_change(wakaba: District) -> None:
    voice = make_reply(wakaba, replied_on=date(2026, 5, 1))
    voices.decide_on_voice(voice, state="internal")
    assert voice.replied_on == date(2026, 5, 1)
    voices.decide_on_voice(voice, reply="来年、置きます。")
    assert voice.replied_on == timezone.localdate()
    voices.decide_on_voice(voice, reply="", answer="")
    assert voice.replied_on is None


def test_two_who_decide_at_once_are_told(wakaba: District, coordinator: User, client_of: Callable) -> None:
    voice = make_voice(wakaba, version=2, state="hidden")
    sent = {"state": "published", "public_text": voice.text, "answer": "", "reply": "", "version": 1}
    response = client_of(coordinator).post(f"{BASE}{voice.pk}/", sent)
    assert response.status_code == 422
    assert "ほかの人がこの内容を保存しました" in response.content.decode()
    assert Voice.objects.get().state == "hidden"


def test_one_press_decides_from_the_list(wakaba: District, coordinator: User, client_of: Callable) -> None:
    voice = make_voice(wakaba)
    client = client_of(coordinator)
    client.post(f"{BASE}{voice.pk}/state/", {"state": "internal"})
    assert Voice.objects.get().state == "internal"
    part = client.post(f"{BASE}{voice.pk}/state/", {"state": "published"}, headers={"HX-Request": "true"})
    assert part.content.decode().startswith(f'<li class="voice-item" id="voice-{voice.pk}">')
    assert client.post(f"{BASE}{voice.pk}/state/", {"state": "nonsense"}).status_code == 404


def test_a_worrying_voice_is_read_again_before_it_is_published(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    voice = make_voice(wakaba, "佐藤さんの家です")
    client = client_of(coordinator)
    assert "お名前などがあるようです" in client.get(BASE).content.decode()
    response = client.post(f"{BASE}{voice.pk}/state/", {"state": "published"})
    assert response["Location"] == f"{BASE}{voice.pk}/"
    assert Voice.objects.get().state == "waiting"


def test_the_list_is_narrowed(wakaba: District, coordinator: User, client_of: Callable) -> None:
    challenge = make_challenge(wakaba)
    make_voice(wakaba, "暗い道", challenge=challenge)
    make_voice(wakaba, "寒い部屋", state="published", channel="paper")
    make_reply(wakaba, "暗い階段")
    client = client_of(coordinator)

    def found(query: str) -> list[str]:
        page = client.get(f"{BASE}?{query}").context["listing"].page
        return sorted(voice.text for voice in page)

    assert found("state=waiting") == ["暗い道"]
    assert found("state=published&reply=none") == ["寒い部屋"]
    assert found("reply=adopted") == ["暗い階段"]
    assert found("linked=yes") == found(f"challenge={challenge.pk}") == ["暗い道"]
    assert found("channel=paper") == ["寒い部屋"]
    assert found("q=暗い") == ["暗い道", "暗い階段"]


def test_a_challenge_begins_with_a_voice(wakaba: District, coordinator: User, client_of: Callable) -> None:
    voice = make_voice(wakaba, "バスがない", received_on=date(2026, 5, 2), channel="paper")
    sent = {"title": "通院の足がない", "layer": "2", "fields": ["health"]}
    client_of(coordinator).post(f"{BASE}{voice.pk}/challenge/", sent)
    challenge = Challenge.objects.get()
    assert (challenge.title, challenge.stage, challenge.is_public) == ("通院の足がない", "challenge", False)
    assert list(challenge.steps.values_list("stage", "taken_on", "evidence")) == [
        ("voice", date(2026, 5, 2), "気づき（紙）"),
        ("challenge", timezone.localdate(), ""),
    ]
    assert challenge.voices.get() == voice


# -- A voice that became a challenge ----------------------------------------------------------------------------------


def test_a_voice_that_became_a_challenge_waits_no_longer(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    voice = make_voice(wakaba, "バスがない")
    page = client_of(coordinator).post(
        f"{BASE}{voice.pk}/challenge/", {"title": "通院の足", "layer": "2"}, follow=True
    )
    assert "声は「課題にまとめた」です。" in page.content.decode()
    voice.refresh_from_db()
    assert (voice.state, voice.handled_by) == ("gathered", coordinator)
    assert waiting_voices(access_for(coordinator, wakaba)).count == 0


def test_linking_gathers_only_what_was_not_decided_on(wakaba: District) -> None:
    challenge = make_challenge(wakaba)
    states = ["waiting", "published", "internal", "hidden"]
    linked = [voices.link_voice(make_voice(wakaba, state=state), challenge=challenge) for state in states]
    assert [voice.state for voice in linked] == ["gathered", "published", "internal", "hidden"]
    assert voices.set_voice_state(linked[0], state="waiting").state == "gathered"
    decided = voices.decide_on_voice(make_voice(wakaba), state="waiting", challenge=challenge)
    assert decided.state == "gathered"


def test_nothing_is_gathered_without_a_challenge(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    voice = make_voice(wakaba)
    sent = {"state": "gathered", "public_text": voice.text, "answer": "", "reply": "", "version": 1}
    response = client_of(coordinator).post(f"{BASE}{voice.pk}/", sent)
    assert response.status_code == 422
    assert "「つながる課題」を選んでください" in response.content.decode()
    gathered = make_voice(wakaba, state="gathered", challenge=make_challenge(wakaba))
    with pytest.raises(ValidationError):
        voices.decide_on_voice(gathered, challenge=None)


def test_residents_read_what_became_of_gathered_voices(client: Client, wakaba: District) -> None:
    shown, internal = make_challenge(wakaba, "通院の足"), make_challenge(wakaba, "内部", is_public=False)
    for challenge, day in ((shown, 1), (shown, 2), (internal, 3)):
        make_voice(
            wakaba, "佐藤さんのバス", state="gathered", challenge=challenge, received_on=date(2026, 10, day)
        )
    make_voice(wakaba, "去年", state="gathered", challenge=shown, received_on=date(2025, 10, 1))
    make_voice(wakaba, state="published", challenge=shown, received_on=date(2026, 10, 1))
    year = FiscalYear(2026)
    assert voice_figures(wakaba, year).gathered == 3
    assert [(each.title, each.gathered) for each in gathered_in(wakaba, year)] == [("通院の足", 2)]
    page = client.get(f"{BASE}replies/?year=2026").content.decode()
    assert f'href="/wakaba/challenges/{shown.pk}/"' in page and "声 2件　いまの段階：課題" in page
    assert "佐藤" not in page and "内部" not in page
    page = client.get(f"/wakaba/challenges/{shown.pk}/").content.decode()
    assert "みなさんの声（4件）" in page and "佐藤" not in page


def test_voices_linked_before_are_gathered_by_the_migration(wakaba: District) -> None:
    challenge = make_challenge(wakaba)
    linked, waiting = make_voice(wakaba, challenge=challenge), make_voice(wakaba)
    published = make_voice(wakaba, state="published", challenge=challenge)
    migration = import_module("groups.migrations.0005_gathered_voices")
    migration.gather(apps, None)
    states = Voice.objects.order_by("pk").values_list("pk", "state")
    assert list(states) == [(linked.pk, "gathered"), (waiting.pk, "waiting"), (published.pk, "published")]
    migration.wait_again(apps, None)
    assert Voice.objects.get(pk=linked.pk).state == "waiting"


# -- Taking out what names a person -----------------------------------------------------------------------------------


def test_the_words_as_they_came_can_be_taken_out_of_the_history_too(
    wakaba: District, coordinator: User
) -> None:
    voice = make_voice(wakaba, "佐藤さんの家が暗い")
    with pytest.raises(ValidationError):
        voices.keep_public_text_only(voice)
    voices.decide_on_voice(voice, public_text="道が暗い", state="published")
    voices.keep_public_text_only(voice, by=coordinator)
    assert {version.state.text for version in history.versions_of(voice)} == {"道が暗い"}


def test_an_erased_voice_leaves_nothing(wakaba: District, coordinator: User, client_of: Callable) -> None:
    voice = make_reply(wakaba, "佐藤さんの家が暗い")
    search.index(voice)
    client_of(coordinator).post(f"{BASE}{voice.pk}/erase/")
    assert Voice.objects.count() == 0
    assert history.event_model(Voice).objects.filter(pgh_obj_id=voice.pk).count() == 0
    assert SearchEntry.objects.filter(kind="reply").count() == 0


def test_hidden_voices_are_erased_after_a_year(wakaba: District) -> None:
    today = date(2026, 11, 1)
    make_voice(wakaba, "古い", state="hidden", received_on=date(2025, 10, 31))
    make_voice(wakaba, "新しい", state="hidden", received_on=date(2025, 11, 1))
    make_voice(wakaba, "公開", state="published", received_on=date(2020, 1, 1))
    assert (voices.purge_hidden_voices(today), voices.purge_hidden_voices(today)) == (1, 0)
    assert sorted(Voice.objects.values_list("text", flat=True)) == ["公開", "新しい"]


# -- What residents read ----------------------------------------------------------------------------------------------


def test_replies_by_kind_and_year(client: Client, wakaba: District, shiomidai: District) -> None:
    make_reply(wakaba, "去年", answer="adopted", received_on=date(2025, 5, 1))
    make_reply(wakaba, "今年", answer="considering", received_on=date(2026, 5, 1))
    make_reply(wakaba, "内部", state="internal")
    make_reply(shiomidai, "よその地区")
    make_voice(wakaba, "返事のない声", state="published")

    def shown(query: str) -> list[str]:
        return [voice.text for voice in client.get(f"{BASE}replies/?{query}").context["listing"].page]

    assert shown("") == ["今年", "去年"]
    assert shown("kind=adopted") == ["去年"]
    assert shown("year=2026") == ["今年"]
    assert shown("kind=nonsense&year=x") == ["今年", "去年"]


def test_figures_of_a_year(wakaba: District) -> None:
    make_reply(wakaba, received_on=date(2026, 4, 1), answer="adopted")
    make_reply(wakaba, received_on=date(2027, 3, 31), answer="not_possible")
    make_voice(wakaba, received_on=date(2026, 6, 1), channel="phone")
    make_reply(wakaba, received_on=date(2025, 3, 31))
    figures = voice_figures(wakaba, FiscalYear(2026))
    assert (figures.received, figures.answered) == (3, 2)
    assert figures.by_answer == {"adopted": 1, "considering": 0, "passed_on": 0, "not_possible": 1}
    assert figures.years == [FiscalYear(2026), FiscalYear(2025), FiscalYear(2024)]


def test_a_single_reply_can_be_linked_to(client: Client, wakaba: District, shiomidai: District) -> None:
    voice = make_reply(wakaba)
    assert client.get(f"{BASE}replies/{voice.pk}/").status_code == 200
    assert client.get(f"/shiomidai/challenges/voices/replies/{voice.pk}/").status_code == 404
    unanswered = make_voice(wakaba, state="published")
    assert client.get(f"{BASE}replies/{unanswered.pk}/").status_code == 404


def test_replies_are_found_and_others_are_not(client: Client, wakaba: District) -> None:
    voice = make_voice(wakaba, "横断歩道がこわい")
    voices.decide_on_voice(voice, state="internal", answer="passed_on", reply="警察署へ伝えました。")
    assert "横断歩道" not in client.get("/wakaba/search/?q=警察署").content.decode()
    voices.set_voice_state(voice, state="published")
    page = client.get("/wakaba/search/?q=警察署").content.decode()
    assert f"{BASE}replies/{voice.pk}/" in page


@pytest.mark.parametrize("number", [1, 3])
def test_public_pages_of_voices_stay_cheap(
    number: int, client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    challenge = make_challenge(wakaba)
    for count in range(number):
        make_reply(wakaba, f"声{count}", challenge=challenge)
    for page in ("new/", "thanks/", "replies/", f"replies/{Voice.objects.first().pk}/"):
        with django_assert_max_num_queries(6):
            assert client.get(BASE + page).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_stays_cheap(
    number: int,
    wakaba: District,
    coordinator: User,
    client_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    for count in range(number):
        make_voice(
            wakaba,
            f"声{count}",
            challenge=make_challenge(wakaba, f"課題{count}"),
            neighborhood=Neighborhood.objects.create(district=wakaba, name=f"町{count}"),
        )
    client = client_of(coordinator)
    with django_assert_max_num_queries(10):
        client.get(BASE)
