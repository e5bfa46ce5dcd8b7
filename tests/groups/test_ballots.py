"""The residents' vote (テーマ投票): preparing, one vote a browser, votes at once, paper votes, results, forgetting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from http.cookies import SimpleCookie
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.actions import ballots
from groups.models import Ballot, Candidate, Tally, Vote
from groups.overview.challenges import overdue_ballots
from groups.reports.ballot_sheets import ballot_sheet
from groups.reports.ballots import ballot_result
from groups.views.tickets import MOST_A_DAY, VOTES_OF_AN_ADDRESS, Ticket, hand_out
from portal.models import Council, District, User
from portal.permissions import access_for
from tests.conftest import NOON
from tests.groups.challenge_records import make_ballot, make_challenge, make_theme

BASE = "/wakaba/challenges/ballots/"


def page_of(ballot: Ballot) -> str:
    return f"{BASE}{ballot.pk}/"


def browser(ballot: Ballot, address: str = "127.0.0.1") -> Client:
    """A browser that has opened the page of the vote: it holds the ticket that came with the page."""
    page = HttpResponse()
    hand_out(page, ballot, Ticket.fresh())
    client = Client(REMOTE_ADDR=address)
    client.cookies = page.cookies
    return client


def vote(client: Client, ballot: Ballot, title: str) -> str:
    """Press the button of a candidate; the page that follows."""
    candidate = ballot.candidates.get(title=title)
    client.get(page_of(ballot))
    response = client.post(f"{page_of(ballot)}vote/", {"candidate": candidate.pk}, follow=True)
    return response.content.decode()


def counts(ballot: Ballot) -> dict[str, tuple[int, int]]:
    """{candidate: (web, paper)}"""
    return {count.title: (count.web, count.paper) for count in ballot_result(ballot).counts}


# -- Preparing --------------------------------------------------------------------------------------------------------


def sent_ballot(*titles: str, **fields: object) -> dict[str, object]:
    today = timezone.localdate()
    rows = {
        f"candidates-{number}-{name}": value
        for number, title in enumerate(titles)
        for name, value in (("title", title), ("text", ""), ("challenge", ""))
    }
    form = {"fiscal_year": today.year, "title": "来年度のテーマ", "opens_on": today, "closes_on": today}
    management = {"candidates-TOTAL_FORMS": 5, "candidates-INITIAL_FORMS": 0}
    return form | management | rows | fields


def test_a_ballot_is_prepared_and_published(wakaba: District, coordinator: User, client_of: Callable) -> None:
    challenge = make_challenge(wakaba, "通院の足がない")
    client = client_of(coordinator)
    sent = sent_ballot("買い物", "見守り", "", **{"candidates-2-challenge": challenge.pk})
    client.post(f"{BASE}add/", sent)
    ballot = Ballot.objects.get()
    assert list(ballot.candidates.values_list("title", "order")) == [
        ("買い物", 1),
        ("見守り", 2),
        ("通院の足がない", 3),
    ]
    assert Client().get(page_of(ballot)).status_code == 404
    assert "<h3>見守り</h3>" in client.get(page_of(ballot)).content.decode()
    client.post(f"{page_of(ballot)}open/")
    assert Client().get(page_of(ballot)).status_code == 200


def test_emptying_a_row_takes_the_candidate_out(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    ballot = make_ballot(wakaba, state="draft")
    first, second, third = ballot.candidates.all()
    ids = {f"candidates-{number}-id": each.pk for number, each in enumerate((first, second, third))}
    sent = sent_ballot("買い物", "", "地域の防災", version=1, **ids | {"candidates-INITIAL_FORMS": 3})
    assert client_of(coordinator).post(f"{page_of(ballot)}edit/", sent)["Location"] == page_of(ballot)
    assert list(ballot.candidates.values_list("pk", "title")) == [
        (first.pk, "買い物"),
        (third.pk, "地域の防災"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        sent_ballot("買い物", "買い物", "防災"),
        sent_ballot("買い物", "見守り", "防災", closes_on="2020-01-01"),
        sent_ballot("買い物", "見守り", "防災", title=""),
        sent_ballot("", "見守り", "防災", **{"candidates-0-text": "説明だけ"}),
    ],
)
def test_mistakes_are_told(wrong: dict, wakaba: District, coordinator: User, client_of: Callable) -> None:
    response = client_of(coordinator).post(f"{BASE}add/", wrong)
    assert response.status_code == 422
    assert "見守り" in response.content.decode() or "買い物" in response.content.decode()
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("number", [2, 6])
def test_three_to_five_candidates_are_needed(number: int, wakaba: District) -> None:
    ballot = make_ballot(wakaba, [f"候補{each}" for each in range(number)], state="draft")
    with pytest.raises(ValidationError):
        ballots.open_ballot(ballot)


def test_a_second_vote_at_once_on_the_same_year_is_warned_of_with_both_names(
    wakaba: District, shiomidai: District, coordinator: User, client_of: Callable
) -> None:
    first = make_ballot(wakaba, title="暮らしのテーマ")
    second = make_ballot(wakaba, ["通院", "子育て", "防災"], title="子どもが選ぶテーマ", state="draft")
    today = timezone.localdate()
    later = {"opens_on": today + timedelta(days=20), "closes_on": today + timedelta(days=30)}
    make_ballot(wakaba, title="あとの投票", **later)
    make_ballot(wakaba, title="別の年度", fiscal_year=second.fiscal_year + 1)
    make_ballot(wakaba, title="終わった投票", state="closed")
    make_ballot(shiomidai, title="よその地区")
    assert list(Ballot.objects.alongside(second)) == [first]
    client = client_of(coordinator)
    asked = client.get(f"{page_of(second)}open/").context["warning"]
    assert "この「子どもが選ぶテーマ」のほかに、「暮らしのテーマ」（" in asked and "（防災）は、票が" in asked
    client.post(f"{page_of(second)}open/")
    assert client.get(page_of(first)).context["crowded"].count("「子どもが選ぶテーマ」") == 1
    assert Client().get(page_of(first)).context["crowded"] == ""


def test_candidates_stay_once_residents_vote(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    ballot = make_ballot(wakaba)
    with pytest.raises(ValidationError):
        ballots.save_ballot(ballot, candidates=[{"title": "別の候補"}])
    closes_on = timezone.localdate() + timedelta(days=30)
    sent = {"text": "延ばしました", "closes_on": closes_on, "title": "別の題名", "version": 1}
    client_of(coordinator).post(f"{page_of(ballot)}edit/", sent)
    ballot.refresh_from_db()
    assert (ballot.closes_on, ballot.title) == (closes_on, "来年度のテーマ")


# -- Voting -----------------------------------------------------------------------------------------------------------


def test_one_tap_votes_and_a_second_changes_the_choice(client: Client, wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    assert "「見守り」に投票しました" in vote(client, ballot, "見守り")
    assert counts(ballot)["見守り"] == (1, 0)
    assert "「防災」に投票しました" in vote(client, ballot, "防災")
    assert counts(ballot) == {"防災": (1, 0), "買い物": (0, 0), "見守り": (0, 0)}


def test_what_is_kept_tells_nobody_anything(client: Client, wakaba: District) -> None:
    first, second = make_ballot(wakaba), make_ballot(wakaba, title="別の投票")
    assert ballots.voter_of(first, "ticket") != ballots.voter_of(second, "ticket")
    vote(client, first, "見守り")
    cookie = client.cookies["ballot"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (page_of(first), True, "Lax")
    kept = Vote.objects.get()
    assert len(kept.voter) == 64 and cookie.value.split("|")[0] not in kept.voter
    assert {field.name for field in Vote._meta.fields} == {"id", "ballot", "candidate", "voter"}


def test_two_browsers_have_two_votes(wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    vote(Client(), ballot, "見守り")
    vote(Client(), ballot, "見守り")
    assert counts(ballot)["見守り"] == (2, 0)


@pytest.mark.parametrize("cookie", [None, "forged|2026-01-01|1", "x:y:z"])
def test_a_vote_without_a_ticket_of_ours_is_asked_for_again(cookie: str | None, wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    client = Client()
    if cookie:
        client.cookies = SimpleCookie({"ballot": cookie})
    sent = {"candidate": ballot.candidates.first().pk}
    page = client.post(f"{page_of(ballot)}vote/", sent, follow=True).content.decode()
    assert "もう一度、候補のボタンを押してください" in page
    assert Vote.objects.count() == 0


def test_a_candidate_of_another_ballot_is_refused(client: Client, wakaba: District) -> None:
    ballot, other = make_ballot(wakaba), make_ballot(wakaba, title="別の投票")
    client.get(page_of(ballot))
    for wrong in (other.candidates.first().pk, "", "x", 10**30):
        client.post(f"{page_of(ballot)}vote/", {"candidate": wrong})
    assert Vote.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "closed"},
        {"opens_on": date(2026, 1, 1), "closes_on": date(2026, 1, 31)},
        {"opens_on": date(2999, 1, 1), "closes_on": date(2999, 1, 31)},
    ],
)
def test_no_votes_are_taken_outside_the_days(fields: dict, wakaba: District) -> None:
    ballot = make_ballot(wakaba, **fields)
    with pytest.raises(ValidationError):
        ballots.cast_vote(ballot, candidate=ballot.candidates.first(), ticket="x")
    assert "これに投票する" not in Client().get(page_of(ballot)).content.decode()


def test_a_family_votes_one_after_the_other_a_few_a_day(client: Client, wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    for _ in range(MOST_A_DAY + 2):
        vote(client, ballot, "見守り")
        client.post(f"{page_of(ballot)}next/")
    assert counts(ballot)["見守り"] == (MOST_A_DAY, 0)


def press(ballot: Ballot, client: Client, place: int = 0) -> int:
    candidate = ballot.candidates.all()[place]
    return client.post(f"{page_of(ballot)}vote/", {"candidate": candidate.pk}).status_code


def test_a_hall_of_150_votes_over_one_wifi_and_one_address_cannot_stuff_the_box(wakaba: District) -> None:
    """Every third in the hall changes the vote, which takes nobody's; who goes on with fresh tickets gets nowhere."""
    ballot, other = make_ballot(wakaba), make_ballot(wakaba, title="別の投票")
    hall = [browser(ballot) for _ in range(150)]
    assert {press(ballot, client) for client in hall} == {302}
    assert {press(ballot, client, place=1) for client in hall[::3]} == {302}
    assert Vote.objects.filter(ballot=ballot).count() == 150
    codes = [press(ballot, browser(ballot)) for _ in range(VOTES_OF_AN_ADDRESS - 150 + 5)]
    assert codes == [302] * (VOTES_OF_AN_ADDRESS - 150) + [429] * 5
    assert Vote.objects.filter(ballot=ballot).count() == VOTES_OF_AN_ADDRESS
    # The others, who vote here already, elsewhere, or on something else, are not in the way of it.
    assert press(ballot, hall[0], place=2) == 302
    assert press(ballot, browser(ballot, "10.0.0.1")) == 302
    assert press(other, browser(other)) == 302


def test_stuffing_takes_more_than_waiting_for_the_next_hour(
    wakaba: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = make_ballot(wakaba)
    monkeypatch.setattr("groups.views.ballots.VOTES_OF_AN_ADDRESS", 2)
    codes = []
    for hours in (0, 1, 2, 3, 48):
        monkeypatch.setattr("django_ratelimit.core.time.time", lambda hours=hours: NOON + hours * 3600)
        codes.append(press(ballot, browser(ballot)))
    assert (codes, Vote.objects.count()) == ([302, 302, 429, 429, 302], 3)


def test_who_comes_too_late_is_told_where_else_to_vote(
    wakaba: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = make_ballot(wakaba)
    monkeypatch.setattr("groups.views.ballots.VOTES_OF_AN_ADDRESS", 0)
    response = browser(ballot).post(f"{page_of(ballot)}vote/", {"candidate": ballot.candidates.first().pk})
    assert response.status_code == 429
    assert "携帯電話の回線で投票するか、回覧や会場の紙で投票してください" in response.content.decode()


# -- 200 at once ------------------------------------------------------------------------------------------------------

VOTERS, AT_ONCE = 200, 40


@pytest.fixture
def committed_ballot(committed: None) -> Ballot:
    council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
    return make_ballot(District.objects.create(council=council, slug="wakaba", name="若葉地区"))


def test_no_vote_is_lost_or_doubled_when_all_vote_at_once(committed_ballot: Ballot) -> None:
    """Each of 200 browsers votes, every fourth presses twice at once, every tenth changes its choice at once."""
    candidates = list(committed_ballot.candidates.all())
    presses: list[tuple[Client, Candidate]] = []
    for number in range(VOTERS):
        resident = browser(committed_ballot, address=f"10.0.0.{number + 1}")
        resident.handler.load_middleware()  # not by two threads at once, one of which would find half of it
        chosen = candidates[number % 3]
        presses.append((resident, chosen))
        if number % 4 == 0:
            presses.append((resident, chosen))
        if number % 10 == 5:
            presses.append((resident, candidates[(number + 1) % 3]))
    everybody = Barrier(AT_ONCE, timeout=60)

    def press(pressed: tuple[Client, Candidate]) -> str:
        client, candidate = pressed
        return client.post(f"{page_of(committed_ballot)}vote/", {"candidate": candidate.pk})["Location"]

    def leave(_: int) -> None:
        everybody.wait()  # so that each thread closes its own connection
        connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(press, presses))
        list(pool.map(leave, range(AT_ONCE)))
    assert answers == [page_of(committed_ballot)] * 270
    assert Vote.objects.filter(ballot=committed_ballot).count() == VOTERS
    assert Vote.objects.values("voter").distinct().count() == VOTERS
    assert ballot_result(committed_ballot).total == VOTERS


# -- Paper ------------------------------------------------------------------------------------------------------------


def test_paper_votes_are_keyed_in_by_place(wakaba: District, coordinator: User, client_of: Callable) -> None:
    ballot = make_ballot(wakaba)
    first, second, third = ballot.candidates.all()
    client = client_of(coordinator)
    sent = {"place": "けやき台　回覧", "counted_on": "2026-11-01", f"count_{first.pk}": "12"}
    client.post(f"{page_of(ballot)}tallies/", sent | {f"count_{second.pk}": "３"})
    client.post(f"{page_of(ballot)}tallies/", sent | {"place": "文化祭", f"count_{third.pk}": "5"})
    assert counts(ballot) == {"買い物": (0, 24), "防災": (0, 5), "見守り": (0, 3)}
    page = client.get(f"{page_of(ballot)}tallies/?place=けやき台 回覧").content.decode()
    assert "合計32票" in page and 'value="12"' in page
    client.post(f"{page_of(ballot)}tallies/", sent | {"place": "けやき台 回覧", f"count_{first.pk}": "10"})
    assert counts(ballot)["買い物"] == (0, 22)
    client.post(f"{page_of(ballot)}tallies/delete/?place=文化祭")
    assert Tally.objects.filter(place="文化祭").count() == 0


@pytest.mark.parametrize("count", ["-1", "百", "100001"])
def test_wrong_numbers_are_told(count: str, wakaba: District, coordinator: User, client_of: Callable) -> None:
    ballot = make_ballot(wakaba)
    sent = {"place": "回覧", "counted_on": "2026-11-01", f"count_{ballot.candidates.first().pk}": count}
    assert client_of(coordinator).post(f"{page_of(ballot)}tallies/", sent).status_code == 422
    assert Tally.objects.count() == 0


def test_no_paper_votes_before_the_vote_is_published(wakaba: District) -> None:
    with pytest.raises(ValidationError):
        ballots.save_tallies(
            make_ballot(wakaba, state="draft"), place="回覧", counted_on=date(2026, 1, 1), counts={}
        )


# -- Results ----------------------------------------------------------------------------------------------------------


def test_the_result_is_hidden_until_the_vote_is_closed(
    wakaba: District, coordinator: User, client_of: Callable
) -> None:
    ballot = make_ballot(wakaba)
    resident = client_of(None)
    vote(resident, ballot, "見守り")
    assert resident.get(page_of(ballot)).context["result"] is None
    assert client_of(coordinator).get(page_of(ballot)).context["result"].total == 1
    client_of(coordinator).post(f"{page_of(ballot)}close/")
    page = resident.get(page_of(ballot))
    assert page.context["result"].total == 1
    assert "投票の結果" in page.content.decode()


def test_a_result_counts_web_and_paper(wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    first, second, third = ballot.candidates.all()
    for number in range(3):
        ballots.cast_vote(ballot, candidate=first, ticket=f"{number}")
    ballots.save_tallies(
        ballot, place="回覧", counted_on=date(2026, 1, 1), counts={second.pk: 3, third.pk: 1}
    )
    result = ballot_result(ballot)
    assert [(count.title, count.rank, count.web, count.paper) for count in result.counts] == [
        ("買い物", 1, 3, 0),
        ("見守り", 1, 0, 3),
        ("防災", 3, 0, 1),
    ]
    assert (result.web, result.paper, result.total, result.most) == (3, 4, 7, 3)
    assert result.bars[2] == {"label": "防災", "value": 1, "text": "1票"}


def test_a_closing_is_taken_back_while_nothing_came_of_it(wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    with pytest.raises(ValidationError):
        ballots.delete_ballot(ballot)
    ballots.close_ballot(ballot)
    ballots.reopen_ballot(ballot)
    assert ballot.is_voting
    ballots.close_ballot(ballot)
    make_theme(wakaba, candidate=ballot.candidates.first())
    with pytest.raises(ValidationError):
        ballots.reopen_ballot(ballot)


def test_voters_are_forgotten_after_30_days(wakaba: District) -> None:
    ballot = make_ballot(wakaba)
    ballots.cast_vote(ballot, candidate=ballot.candidates.first(), ticket="x")
    today = ballot.closes_on + timedelta(days=30)
    assert ballots.forget_voters(today) == 0
    assert ballots.forget_voters(today + timedelta(days=1)) == 1
    assert ballots.forget_voters(today + timedelta(days=1)) == 0
    assert Ballot.objects.get().secret == ""
    assert ballot_result(ballot).total == 1


def test_the_desk_reminds_of_closing(wakaba: District, coordinator: User) -> None:
    ballot = make_ballot(wakaba, opens_on=date(2026, 1, 1), closes_on=date(2026, 1, 31))
    make_ballot(wakaba, title="まだ")
    assert ballot.phase == "集計中"
    found = overdue_ballots(access_for(coordinator, wakaba))
    assert [(item.text, item.url) for item in found.items] == [("来年度のテーマ", page_of(ballot))]


def test_the_sheet_on_paper(wakaba: District, coordinator: User) -> None:
    ballot = make_ballot(wakaba)
    sheet = ballot_sheet(
        access_for(coordinator, wakaba), ballot=ballot, places=("けやき台1班", "けやき台2班")
    )
    assert [(each.mark, each.title) for each in sheet.candidates] == [
        ("①", "買い物"),
        ("②", "見守り"),
        ("③", "防災"),
    ]
    assert sheet.url == f"http://localhost:8000{page_of(ballot)}"
    assert sheet.places == ("けやき台1班", "けやき台2班")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_voting_pages_stay_cheap(
    number: int, state: str, client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    for each in range(number):
        ballot = make_ballot(
            wakaba, [f"候補{each}" for each in range(2 + number)], state=state, title=f"{each}"
        )
        make_theme(wakaba, f"テーマ{each}", candidate=ballot.candidates.first())
    client.get(page_of(ballot))
    for page in (BASE, page_of(ballot)):
        with django_assert_max_num_queries(6):
            assert client.get(page).status_code == 200
