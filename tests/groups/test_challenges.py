"""Challenges (課題): the ledger, its stages and steps, the board, the chain, history, prints, and who sees what."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from groups.actions import challenges
from groups.models import Challenge
from groups.overview.challenges import unanswered_voices, waiting_voices
from groups.reports.chains import challenge_chain, challenges_for_page
from groups.reports.ledger import ledger
from portal.models import District, User
from portal.permissions import access_for
from portal.plugins import Report, registered
from tests.groups.challenge_records import (
    make_ballot,
    make_case,
    make_challenge,
    make_reply,
    make_step,
    make_talk,
    make_theme,
    make_voice,
)
from tests.printing import printed

BASE = "/wakaba/challenges/"


# -- Stages and steps -------------------------------------------------------------------------------------------------


def test_a_new_challenge_has_its_first_step(wakaba: District, coordinator: User) -> None:
    challenge = challenges.create_challenge(district=wakaba, title="通院の足", by=coordinator)
    assert challenge.stage == "challenge"
    assert list(challenge.steps.values_list("stage", "taken_on")) == [("challenge", timezone.localdate())]


def test_a_challenge_stands_at_its_furthest_step(wakaba: District) -> None:
    challenge = challenges.create_challenge(district=wakaba, title="通院の足", on=date(2026, 5, 1))
    trial = challenges.take_step(challenge, stage="trial", taken_on=date(2026, 8, 1), text="ためした")
    challenges.take_step(challenge, stage="voice", taken_on=date(2026, 9, 1), text="また声が来た")
    assert Challenge.objects.get().stage == "trial"
    challenges.update_step(trial, stage="discussion")
    assert Challenge.objects.get().stage == "discussion"
    challenges.remove_step(trial)
    assert Challenge.objects.get().stage == "challenge"


def test_steps_are_noted_corrected_and_taken_out(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    challenge = make_challenge(wakaba)
    client = client_of(coordinator)
    form = client.get(f"{BASE}{challenge.pk}/steps/add/?stage=discussion").context["form"]
    assert (form["stage"].value(), form["taken_on"].value()) == ("discussion", timezone.localdate())
    sent = {"stage": "trial", "taken_on": "2026-10-01", "text": "ためした", "evidence_url": "/wakaba/"}
    client.post(f"{BASE}{challenge.pk}/steps/add/", sent)
    step = challenge.steps.get()
    assert (step.stage, step.text, step.evidence_url) == ("trial", "ためした", "/wakaba/")
    client.post(f"{BASE}{challenge.pk}/steps/{step.pk}/", sent | {"text": "38人がためした", "version": 1})
    assert challenge.steps.get().text == "38人がためした"
    client.post(f"{BASE}{challenge.pk}/steps/{step.pk}/delete/")
    assert challenge.steps.count() == 0


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ここ"])
def test_evidence_leads_to_pages_only(
    address: str, wakaba: District, coordinator: User, client_of: Callable
) -> None:
    challenge = make_challenge(wakaba)
    sent = {"stage": "trial", "taken_on": "2026-10-01", "text": "ためした", "evidence_url": address}
    assert client_of(coordinator).post(f"{BASE}{challenge.pk}/steps/add/", sent).status_code == 422


def test_a_challenge_ends_with_a_reason_and_is_taken_up_again(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    challenge = make_challenge(wakaba)
    client = client_of(coordinator)
    assert client.post(f"{BASE}{challenge.pk}/close/", {"note": ""}).status_code == 422
    client.post(f"{BASE}{challenge.pk}/close/", {"note": "市の事業になった"})
    challenge.refresh_from_db()
    assert (challenge.closed_on, challenge.closed_note) == (timezone.localdate(), "市の事業になった")
    client.post(f"{BASE}{challenge.pk}/reopen/")
    challenge.refresh_from_db()
    assert (challenge.closed_on, challenge.closed_note) == (None, "")


# -- Who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [(None, 404), ("stranger", 404), ("contact", 404), ("editor", 200), ("coordinator", 200), ("city", 200)],
)
def test_who_sees_an_internal_challenge(
    who: str | None, seen: int, wakaba: District, client_of: Callable, request: pytest.FixtureRequest
) -> None:
    challenge = make_challenge(wakaba, "会議に若い人が来ない", is_public=False)
    client = client_of(request.getfixturevalue(who) if who else None)
    assert client.get(f"{BASE}{challenge.pk}/").status_code == seen
    assert ("会議に若い人が来ない" in client.get(f"{BASE}list/").content.decode()) == (seen == 200)
    assert ("会議に若い人が来ない" in client.get(f"{BASE}board/").content.decode()) == (seen == 200)


def test_another_districts_challenge_is_not_found(
    shiomidai: District, wakaba: District, client: Client
) -> None:
    challenge = make_challenge(shiomidai)
    assert client.get(f"{BASE}{challenge.pk}/").status_code == 404


# -- The ledger -------------------------------------------------------------------------------------------------------


def test_the_ledger_is_filtered_and_sorted(client: Client, wakaba: District) -> None:
    for title, stage, fields, layer, closed in (
        ("あ", "established", ["health"], "2", None),
        ("い", "trial", ["welfare", "health"], "3", None),
        ("う", "challenge", [], "2", date(2026, 5, 1)),
    ):
        challenge = make_challenge(wakaba, title, stage=stage, fields=fields, layer=layer, closed_on=closed)
        make_step(challenge, taken_on=date(2026, 1, ord(title) % 28 + 1))

    def titles(query: str) -> list[str]:
        return [challenge.title for challenge in client.get(f"{BASE}list/?{query}").context["listing"].page]

    assert titles("sort=title") == ["あ", "い"]
    assert titles("sort=-stage") == ["あ", "い"]
    assert titles("open=all&sort=stage") == ["う", "い", "あ"]
    assert titles("open=no") == ["う"]
    assert titles("field=welfare") == ["い"]
    assert titles("layer=2") == ["あ"]
    assert titles("stage=established") == ["あ"]
    assert titles("stage=nonsense&sort=title") == ["あ", "い"]


def test_the_ledger_is_exported_as_seen(client: Client, wakaba: District) -> None:
    challenge = make_challenge(wakaba, "足がない", text="坂が多い", fields=["health"], stage="trial")
    make_step(challenge, "trial", date(2026, 10, 1))
    make_voice(wakaba, state="published", challenge=challenge)
    make_voice(wakaba, "まだ", challenge=challenge)
    make_challenge(wakaba, "内部", is_public=False)
    content = client.get(f"{BASE}list/?format=csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        [
            "困りごと・課題",
            "段階",
            "分野",
            "範囲（層）",
            "声の数",
            "さいごの動き",
            "くわしい内容",
            "終わった日",
            "終わった理由",
        ],
        ["足がない", "ためし（試行）", "健康", "地区（第2層）", "1", "2026-10-01", "坂が多い", "", ""],
    ]


def test_the_board_sorts_by_stage(client: Client, wakaba: District) -> None:
    make_challenge(wakaba, "足がない", stage="trial")
    make_challenge(wakaba, "終わった", stage="trial", closed_on=date(2026, 5, 1))
    stages = client.get(f"{BASE}board/").context["stages"]
    assert [(stage["label"], [str(card) for card in stage["challenges"]]) for stage in stages] == [
        ("課題", []),
        ("話し合い（協議）", []),
        ("ためし（試行）", ["足がない"]),
        ("続く活動（事業化）", []),
    ]


def test_the_printed_ledger(wakaba: District, coordinator: User, editor: User) -> None:
    first = make_challenge(wakaba, "足がない", stage="challenge")
    second = make_challenge(wakaba, "見守り", stage="trial", fields=["welfare"])
    make_step(second, "trial", date(2026, 10, 1), text="カードを配った", evidence="回覧")
    make_challenge(wakaba, "内部", is_public=False)
    make_challenge(wakaba, "終わり", closed_on=date(2026, 5, 1))
    access = access_for(coordinator, wakaba)
    document = ledger(access, internal=False, closed=False)
    assert [(row.number, row.title, row.stage, row.voices) for row in document.rows] == [
        (1, "見守り", "ためし（試行）", 0),
        (2, first.title, "課題", 0),
    ]
    step = document.rows[0].steps[0]
    assert (step.on, step.label, step.text, step.evidence) == (
        date(2026, 10, 1),
        "ためし（試行）",
        "カードを配った",
        "回覧",
    )
    assert [row.title for row in ledger(access, internal=True, closed=True).rows] == [
        "見守り",
        "足がない",
        "内部",
        "終わり",
    ]
    assert [row.title for row in ledger(access, internal=True, closed=True, stages=["trial"]).rows] == [
        "見守り"
    ]


def test_the_internal_ledger_is_marked_and_for_named_people(
    wakaba: District, coordinator: User, editor: User, client_of: Callable
) -> None:
    make_challenge(wakaba, "内部", is_public=False)
    address = "/wakaba/reports/challenge-ledger/?variant=internal"
    assert client_of(coordinator).get(address).status_code == 422
    shown = client_of(coordinator).get(f"{address}&recipients=役員会").content.decode()
    assert "配布先：役員会" in shown and 'data-caution="取扱注意"' in shown
    assert "取扱注意" not in client_of(editor).get("/wakaba/reports/challenge-ledger/").content.decode()
    assert client_of(editor).get(f"{address}&recipients=役員会").status_code == 403


@pytest.mark.parametrize("name", ["challenge-ledger", "ballot-sheet"])
def test_the_prints_are_drawn(name: str, wakaba: District, coordinator: User, client_of: Callable) -> None:
    make_step(make_challenge(wakaba))
    make_ballot(wakaba)
    client = client_of(coordinator)
    preview = client.get(f"/wakaba/reports/{name}/")
    assert preview.status_code == 200
    workbook = printed(client, f"/wakaba/reports/{name}.xlsx")
    assert workbook.content.startswith(b"PK")
    report = next(report for report in registered(Report) if report.name == name)
    assert report.title in client.get("/wakaba/reports/").content.decode()


def test_a_vote_on_paper_is_one_page_a_place(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    titles = ["顔の見えるご近所に（2年目）", "だれも取り残さない防災", "夜と日曜に集まれる場", "お下がりの輪"]
    make_ballot(wakaba, titles, text="みなさんの声から候補をつくりました。" * 4)
    response = printed(
        client_of(coordinator), "/wakaba/reports/ballot-sheet.pdf?variant=sheet&places=若葉一丁目\nけやき台"
    )
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]
    assert [("若葉一丁目" in text, "けやき台" in text, "スマートフォン" in text) for text in texts] == [
        (True, False, True),
        (False, True, True),
    ]


# -- The chain --------------------------------------------------------------------------------------------------------


def test_the_chain_of_a_challenge(wakaba: District) -> None:
    challenge = make_challenge(wakaba)
    make_step(challenge, "challenge", date(2026, 5, 1), text="取り上げた")
    make_step(challenge, "trial", date(2026, 9, 1), text="ためした", evidence="記録", evidence_url="/x/")
    make_talk(challenge, date(2026, 7, 1), decision="移動販売をためす")
    make_talk(challenge, date(2026, 8, 1), is_public=False)
    make_voice(wakaba, "坂がつらい", state="published", challenge=challenge)
    make_voice(wakaba, "佐藤さんのこと", state="internal", challenge=challenge)
    theme = make_theme(wakaba)
    theme.challenges.add(challenge)
    make_theme(wakaba, "提案中", approved_on=None).challenges.add(challenge)
    case = make_case(wakaba, challenge=challenge)
    make_case(wakaba, "下書き", challenge=challenge, is_public=False)

    resident = AnonymousUser()
    chain = challenge_chain(challenges_for_page(resident).get(), resident)
    assert [(event.on.month, event.label, event.text) for event in chain.events] == [
        (5, "課題", "取り上げた"),
        (7, "話し合い", "移動販売をためす"),
        (9, "ためし（試行）", "ためした"),
    ]
    assert (chain.events[2].evidence, chain.events[2].url) == ("記録", "/x/")
    assert [voice.text for voice in chain.voices] == ["坂がつらい"]
    assert chain.voice_count == 1
    assert [reference.pk for reference in chain.themes] == [theme.pk]
    assert [reference.pk for reference in chain.cases] == [case.pk]


def test_a_meeting_proposes_the_next_stage(wakaba: District, coordinator: User, client_of: Callable) -> None:
    challenge = make_challenge(wakaba)
    make_talk(challenge, date(2026, 7, 1))
    page = client_of(coordinator).get(f"{BASE}{challenge.pk}/").content.decode()
    assert f"{BASE}{challenge.pk}/steps/add/?stage=discussion" in page
    challenges.take_step(challenge, stage="discussion", taken_on=date(2026, 7, 1), text="話し合った")
    page = client_of(coordinator).get(f"{BASE}{challenge.pk}/").content.decode()
    assert "?stage=discussion" not in page


# -- Changing, history, search ----------------------------------------------------------------------------------------


def test_changes_are_kept_and_brought_back(wakaba: District, coordinator: User, client_of: Callable) -> None:
    client = client_of(coordinator)
    client.post(f"{BASE}add/", {"title": "足がない", "layer": "2", "is_public": "on"})
    challenge = Challenge.objects.get()
    sent = {"title": "通院の足がない", "layer": "2", "is_public": "on", "version": challenge.version}
    client.post(f"{BASE}{challenge.pk}/edit/", sent)
    assert Challenge.objects.get().title == "通院の足がない"
    page = client.get(f"{BASE}history/challenge/{challenge.pk}/")
    first = page.context["versions"][-1]
    client.post(f"{BASE}history/challenge/{challenge.pk}/{first.id}/")
    assert Challenge.objects.get().title == "足がない"


def test_two_who_change_at_once_are_told(wakaba: District, coordinator: User, client_of: Callable) -> None:
    challenge = make_challenge(wakaba, "足がない")
    sent = {"title": "通院の足がない", "layer": "2", "version": challenge.version}
    challenges.update_challenge(challenge, title="買い物の足がない")
    response = client_of(coordinator).post(f"{BASE}{challenge.pk}/edit/", sent)
    assert response.status_code == 422
    assert Challenge.objects.get().title == "買い物の足がない"


@pytest.mark.parametrize("kind", ["ballot", "voice", "theme", "nonsense"])
def test_only_challenges_and_cases_are_brought_back(
    kind: str, wakaba: District, coordinator: User, client_of: Callable
) -> None:
    records = {"ballot": make_ballot, "voice": make_voice, "theme": make_theme}
    pk = records[kind](wakaba).pk if kind in records else 1
    client = client_of(coordinator)
    shown = client.get(f"{BASE}history/{kind}/{pk}/")
    assert shown.status_code == (200 if kind in records else 404)
    assert client.post(f"{BASE}history/{kind}/{pk}/1/").status_code == 404


def test_challenges_are_found_by_who_may_see_them(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    challenges.create_challenge(district=wakaba, title="横断歩道がこわい", is_public=True)
    challenges.create_challenge(district=wakaba, title="横断歩道の旗当番がいない")
    resident = client_of(None).get("/wakaba/search/?q=横断歩道").content.decode()
    assert "がこわい" in resident and "旗当番" not in resident
    assert "旗当番" in client_of(coordinator).get("/wakaba/search/?q=横断歩道").content.decode()


# -- Desk, home, sitemap, cost ----------------------------------------------------------------------------------------


def test_the_desk_tells_what_waits(wakaba: District, coordinator: User, editor: User) -> None:
    waiting = make_voice(wakaba, "街灯が切れています", received_on=date(2026, 1, 1))
    make_voice(wakaba, "返事を待つ声", state="published")
    make_reply(wakaba)
    access = access_for(coordinator, wakaba)
    found = waiting_voices(access)
    assert [(item.text, item.url) for item in found.items] == [
        ("街灯が切れています", f"{BASE}voices/{waiting.pk}/")
    ]
    assert [item.text for item in unanswered_voices(access).items] == ["返事を待つ声"]
    assert waiting_voices(access_for(editor, wakaba)).count == 0


def test_the_sitemap_names_public_pages_only(client: Client, wakaba: District) -> None:
    shown = make_challenge(wakaba)
    hidden = make_challenge(wakaba, "内部", is_public=False)
    page = client.get("/sitemap.xml").content.decode()
    assert f"{BASE}{shown.pk}/" in page and f"{BASE}voices/new/" in page
    assert f"{BASE}{hidden.pk}/" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_public_pages_stay_cheap(
    number: int, client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    for count in range(number):
        challenge = make_challenge(wakaba, f"課題{count}")
        make_step(challenge)
        make_reply(wakaba, f"声{count}", challenge=challenge)
        make_theme(wakaba, f"テーマ{count}").challenges.add(challenge)
        make_case(wakaba, f"事例{count}", challenge=challenge)
    make_ballot(wakaba)
    for page in ("", "list/", "board/", f"{challenge.pk}/"):
        with django_assert_max_num_queries(6):
            assert client.get(BASE + page).status_code == 200


def test_the_home_shows_votes_themes_and_where_to_send_a_voice(
    client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    make_theme(wakaba, "テーマ0")
    make_ballot(wakaba, title="投票0")
    page = client.get("/wakaba/").content.decode()
    for words in ("声を届ける", "テーマ0", "投票中：投票0"):
        assert words in page
    with django_assert_max_num_queries(2):  # everybody else within a minute
        assert "投票中：投票0" in client.get("/wakaba/").content.decode()


def test_a_title_is_needed(wakaba: District) -> None:
    with pytest.raises(ValidationError):
        challenges.create_challenge(district=wakaba, title="")
