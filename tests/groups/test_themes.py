"""Themes of the year (年度のテーマ): proposing, the chair's approval, and the chain that residents read."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import ballots, themes
from groups.models import Case, Theme
from groups.overview.challenges import proposed_themes
from groups.reports.chains import theme_chain, themes_for_page
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.challenge_records import (
    make_ballot,
    make_case,
    make_challenge,
    make_reply,
    make_step,
    make_talk,
    make_theme,
    make_voice,
    this_year,
)

BASE = "/wakaba/challenges/themes/"


def test_a_theme_is_proposed_from_a_result(wakaba: District, coordinator: User, client_of: Callable) -> None:
    challenge = make_challenge(wakaba)
    ballot = make_ballot(wakaba)
    candidate = ballot.candidates.first()
    candidate.challenge, candidate.text = challenge, "移動販売を広げます。"
    candidate.save()
    client = client_of(coordinator)
    # While residents vote nothing comes of it yet.
    assert client.get(f"{BASE}propose/?candidate={candidate.pk}").context["form"].initial["title"] == ""
    ballots.close_ballot(ballot)
    form = client.get(f"{BASE}propose/?candidate={candidate.pk}").context["form"]
    assert {
        name: form.initial[name] for name in ("fiscal_year", "title", "text", "challenges", "candidate")
    } == {
        "fiscal_year": this_year() + 1,
        "title": "買い物",
        "text": "移動販売を広げます。",
        "challenges": [challenge.pk],
        "candidate": candidate.pk,
    }
    sent = {
        "fiscal_year": this_year() + 1,
        "title": "買い物",
        "challenges": [challenge.pk],
        "candidate": candidate.pk,
    }
    client.post(f"{BASE}propose/", sent)
    theme = Theme.objects.get()
    assert (theme.proposed_by, theme.is_approved, list(theme.challenges.all())) == (
        coordinator,
        False,
        [challenge],
    )
    assert Client().get(f"{BASE}{theme.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "code"),
    [(None, 302), ("stranger", 404), ("contact", 404), ("coordinator", 403), ("editor", 403), ("city", 403)],
)
def test_only_the_chair_approves(
    who: str | None, code: int, wakaba: District, client_of: Callable, request: pytest.FixtureRequest
) -> None:
    theme = make_theme(wakaba, approved_on=None)
    client = client_of(request.getfixturevalue(who) if who else None)
    for word in ("approve", "unapprove"):
        assert client.post(f"{BASE}{theme.pk}/{word}/").status_code == code
    assert Theme.objects.get().is_approved is False


def test_the_chair_approves_and_residents_read_it(wakaba: District, chair: User, client_of: Callable) -> None:
    theme = make_theme(wakaba, approved_on=None)
    client = client_of(chair)
    assert "承認する" in client.get(f"{BASE}{theme.pk}/").content.decode()
    client.post(f"{BASE}{theme.pk}/approve/")
    theme.refresh_from_db()
    assert (theme.approved_by, theme.approved_on) == (chair, timezone.localdate())
    page = Client().get(f"{BASE}{theme.pk}/").content.decode()
    assert "この活動が生まれたわけ" in page and "この課題の管理" not in page
    client.post(f"{BASE}{theme.pk}/unapprove/")
    assert Client().get(f"{BASE}{theme.pk}/").status_code == 404


def test_the_chair_is_told_which_challenges_residents_will_not_see(
    wakaba: District, chair: User, client_of: Callable
) -> None:
    theme = make_theme(wakaba, approved_on=None)
    theme.challenges.add(make_challenge(wakaba, title="歩道の段差", is_public=False))
    question = client_of(chair).get(f"{BASE}{theme.pk}/approve/").content.decode()
    assert "「歩道の段差」は住民に公開していないので" in question
    client_of(chair).post(f"{BASE}{theme.pk}/approve/")
    page = Client().get(f"{BASE}{theme.pk}/").content.decode()
    assert "歩道の段差" not in page and "公開している課題は、まだありません。" in page


def test_two_themes_a_year_at_the_most(
    wakaba: District, shiomidai: District, chair: User, client_of: Callable
) -> None:
    make_theme(wakaba, "一つ目")
    make_theme(wakaba, "去年", fiscal_year=this_year() - 1)
    make_theme(shiomidai, "よその地区")
    second, third = (
        make_theme(wakaba, "二つ目", approved_on=None),
        make_theme(wakaba, "三つ目", approved_on=None),
    )
    themes.approve_theme(second, by=chair)
    response = client_of(chair).post(f"{BASE}{third.pk}/approve/")
    assert response.status_code == 422
    assert "年度のテーマは2つまでです" in response.content.decode()
    assert Theme.objects.get(pk=third.pk).is_approved is False


def test_what_the_chair_approved_is_changed_by_the_chair_only(
    wakaba: District, coordinator: User, chair: User, client_of: Callable
) -> None:
    theme = make_theme(wakaba)
    sent = {"fiscal_year": this_year(), "title": "別の言葉", "version": 1}
    assert client_of(coordinator).post(f"{BASE}{theme.pk}/edit/", sent).status_code == 403
    assert client_of(coordinator).post(f"{BASE}{theme.pk}/withdraw/").status_code == 422
    client_of(chair).post(f"{BASE}{theme.pk}/edit/", sent)
    assert Theme.objects.get().title == "別の言葉"


def test_a_proposal_is_changed_and_withdrawn(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    theme = make_theme(wakaba, approved_on=None)
    client = client_of(coordinator)
    client.post(f"{BASE}{theme.pk}/edit/", {"fiscal_year": this_year(), "title": "別の言葉", "version": 1})
    assert Theme.objects.get().title == "別の言葉"
    client.post(f"{BASE}{theme.pk}/withdraw/")
    assert Theme.objects.count() == 0


def test_the_same_theme_stands_once_in_a_year(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    make_theme(wakaba, "見守り")
    with pytest.raises(ValidationError):
        themes.propose_theme(district=wakaba, fiscal_year=this_year(), title="見守り")
    response = client_of(coordinator).post(f"{BASE}propose/", {"fiscal_year": this_year(), "title": "見守り"})
    assert "同じ年度に同じテーマがあります" in response.content.decode()


def test_themes_are_listed_by_year(client: Client, wakaba: District) -> None:
    make_theme(wakaba, "去年", fiscal_year=this_year() - 1)
    make_theme(wakaba, "今年", fiscal_year=this_year())
    make_theme(wakaba, "提案", fiscal_year=this_year(), approved_on=None)
    years = client.get(BASE).context["years"]
    assert [(year.year, [str(theme) for theme in found]) for year, found in years] == [
        (this_year(), ["今年"]),
        (this_year() - 1, ["去年"]),
    ]


def test_the_chair_sees_what_waits_on_the_desk(wakaba: District, coordinator: User, chair: User) -> None:
    theme = make_theme(wakaba, "見守り", approved_on=None)
    found = proposed_themes(access_for(chair, wakaba))
    assert [(item.text, item.url) for item in found.items] == [
        (f"{FiscalYear(this_year()).label}「見守り」", f"{BASE}{theme.pk}/")
    ]
    assert proposed_themes(access_for(coordinator, wakaba)).count == 0


# -- 「この活動が生まれたわけ」 --------------------------------------------------------------------------------------------


@pytest.fixture
def chained(wakaba: District) -> Theme:
    """A theme with all that led to it."""
    challenge = make_challenge(wakaba, "足がない", stage="trial")
    internal = make_challenge(wakaba, "会議に人が来ない", is_public=False)
    make_step(challenge, "trial", date(2026, 9, 1), text="ためした")
    make_talk(challenge, date(2026, 7, 1), decision="移動販売をためす")
    for number in range(8):
        make_voice(
            wakaba,
            f"声{number}",
            state="published",
            public_text=f"公開{number}",
            challenge=challenge,
            received_on=date(2026, 1, 1 + number) if number < 7 else date(2026, 9, 1),
        )
    make_voice(wakaba, "佐藤さんのこと", challenge=challenge)
    make_voice(wakaba, "内部の声", state="published", challenge=internal)
    ballot = make_ballot(wakaba)
    ballots.cast_vote(ballot, candidate=ballot.candidates.first(), ticket="x")
    ballots.close_ballot(ballot)
    theme = make_theme(wakaba, candidate=ballot.candidates.first())
    theme.challenges.set([challenge, internal])
    make_case(wakaba, theme=theme)
    return theme


def test_the_chain_of_a_theme(chained: Theme) -> None:
    resident = AnonymousUser()
    chain = theme_chain(themes_for_page(resident).get(), resident)
    assert [voice.shown_text for voice in chain.voices] == [f"公開{number}" for number in range(6)]
    assert [voice.shown_text for voice in chain.later_voices] == ["公開7"]
    assert (chain.voice_count, chain.more_voices) == (8, 1)
    assert [(str(challenge), [event.text for event in events]) for challenge, events in chain.challenges] == [
        ("足がない", ["ためした"])
    ]
    assert [(talk.on, talk.text) for talk in chain.talks] == [(date(2026, 7, 1), "移動販売をためす")]
    assert [(count.title, count.total) for count in chain.result.counts][:1] == [("買い物", 1)]
    assert [case.title for case in chain.cases] == ["団地の移動販売"]


def test_residents_read_the_public_words_only(chained: Theme, client: Client) -> None:
    page = client.get(f"{BASE}{chained.pk}/").content.decode()
    assert "公開7" in page and "ほかに1件の声がありました" in page
    assert "佐藤" not in page and "会議に人が来ない" not in page and "声7" not in page


def test_other_apps_add_to_the_chain(
    wakaba: District,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Callable,
) -> None:
    theme = make_theme(wakaba)
    make_theme(wakaba, "別のテーマ")
    make_case(wakaba, "移動販売の日", theme=theme, published_on=date(2026, 6, 5))

    def read(asked: Theme, user: object) -> dict[str, Excerpt]:
        return {"days": excerpt(Case.objects.visible_to(user).filter(theme=asked), "title", "published_on")}

    def told(asked: Theme, read: dict[str, list[Case]]) -> list[plugins.ChainItem]:
        return [plugins.ChainItem(day.title, "/wakaba/x/", day.published_on) for day in read["days"]]

    links = [
        plugins.ChainLink(label, read, told, icon="calendar")
        for label in ("行事になりました", "講座", "記事")
    ]
    monkeypatch.setattr(plugins, "_registry", plugins._registry | {plugins.ChainLink: links})
    with django_assert_max_num_queries(4):  # as many as there are without them
        page = client.get(f"{BASE}{theme.pk}/").content.decode()
    assert "行事になりました" in page and 'href="/wakaba/x/"' in page and "2026年6月5日（金）" in page
    assert "行事になりました" not in client.get(f"{BASE}{theme.pk + 1}/").content.decode()


def test_themes_are_found_once_they_are_approved(wakaba: District, chair: User, client: Client) -> None:
    theme = themes.propose_theme(district=wakaba, fiscal_year=this_year(), title="横断歩道を安心に")
    assert f"{BASE}{theme.pk}/" not in client.get("/wakaba/search/?q=横断歩道").content.decode()
    themes.approve_theme(theme, by=chair)
    assert f"{BASE}{theme.pk}/" in client.get("/wakaba/search/?q=横断歩道").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_public_pages_of_themes_stay_cheap(
    number: int, client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    ballot = make_ballot(wakaba, state="closed")
    theme = make_theme(wakaba, candidate=ballot.candidates.first())
    for count in range(number):
        challenge = make_challenge(wakaba, f"課題{count}")
        theme.challenges.add(challenge)
        make_step(challenge)
        make_talk(challenge, date(2026, 7, 1 + count))
        make_reply(wakaba, f"声{count}", challenge=challenge)
        make_case(wakaba, f"事例{count}", theme=theme)
        make_theme(wakaba, f"テーマ{count}")
    for page in (BASE, f"{BASE}{theme.pk}/"):
        with django_assert_max_num_queries(6):
            assert client.get(page).status_code == 200
