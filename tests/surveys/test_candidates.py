"""From answers to themes: top needs and gains, candidates of the vote, evidence of challenges, a theme's chain."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Ballot, Challenge, Theme
from groups.reports.chains import theme_chain, themes_for_page
from portal.models import District, User
from portal.permissions import access_for
from surveys.actions.candidates import Proposal, cite_results, put_up_candidates
from surveys.forms.candidates import sentence_on
from surveys.models import Choice, Remark, Survey, Tag, Wave
from surveys.overview.evidence import handover_tables
from surveys.overview.remarks import unread_remarks
from surveys.reports.evidence import awareness_by_district
from surveys.reports.needs import challenge_for, needs_of
from tests.groups.challenge_records import make_ballot, make_challenge, make_theme
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

TROUBLES = ("買い物", "通院・外出の足", "子育て", "とくにない", "その他")


@pytest.fixture
def survey(wakaba: District) -> Survey:
    return make_survey(wakaba)


def asked(survey: Survey, number: int, counts: dict[int, int], people: int = 20, **fields: object) -> Wave:
    """A closed and published wave, in which so many people chose each trouble."""
    today = timezone.localdate()
    days = {"closed_on": today - timedelta(days=400 - 100 * number), "results_published_on": today}
    wave = make_wave(survey, number=number, state=Wave.State.CLOSED, **(days | fields))
    question = make_question(wave, "q7_trouble", "M", choices=TROUBLES, text="困っていることは何ですか。")
    question.choices.filter(code=4).update(is_exclusive=True)
    Choice.objects.filter(question=question, code=5).update(takes_text=True)
    rows = [answers() for _ in range(people)]
    for code, count in counts.items():
        for row in rows[:count]:
            row.setdefault("q7_trouble", {"codes": []})["codes"].append(code)
    respond(wave, rows)
    return wave


@pytest.fixture
def wave(survey: Survey) -> Wave:
    asked(survey, 1, {1: 10, 2: 6, 3: 6})
    return asked(survey, 2, {1: 8, 2: 11, 3: 6})


def page(wave: Wave, *more: str) -> str:
    return "/".join(["/wakaba/surveys/waves", str(wave.pk), "candidates", *more, ""])


# -- Needs ------------------------------------------------------------------------------------------------------------


def test_needs_stand_by_their_share_with_what_they_gained(wave: Wave, wakaba: District) -> None:
    challenge = make_challenge(wakaba, "通院の足がない")
    (needs,) = needs_of(wave)
    assert needs.title == "問1 困っていることは何ですか。"
    assert [(each.text, each.share, each.before, each.gain) for each in needs.needs] == [
        ("通院・外出の足", 55.0, 30.0, 25.0),
        ("買い物", 40.0, 50.0, -10.0),
        ("子育て", 30.0, 30.0, 0.0),
    ]
    assert [each.is_gaining for each in needs.needs] == [True, False, False]
    assert needs.needs[0].challenge == challenge


def test_a_first_wave_has_no_gains(survey: Survey) -> None:
    (needs,) = needs_of(asked(survey, 1, {1: 10, 2: 6}))
    assert {each.gain for each in needs.needs} == {None}


def test_small_numbers_are_hidden_here_too(survey: Survey) -> None:
    (needs,) = needs_of(asked(survey, 1, {1: 3, 2: 2}, people=4))
    assert {each.share for each in needs.needs} == {None}
    assert not any(each.is_top for each in needs.needs)


def test_tags_of_free_texts_are_needs_too(wave: Wave, survey: Survey, wakaba: District) -> None:
    make_question(wave, "voice", "T")
    respond(wave, [answers(voice=f"道が暗い{number}") for number in range(3)])
    challenge = make_challenge(wakaba, "夜道が暗い")
    tag = Tag.objects.create(survey=survey, name="夜道", challenge=challenge)
    tag.remarks.set(Remark.objects.all())
    last = needs_of(wave)[-1]
    assert last.is_of_tags
    assert [(each.text, each.count, each.challenge) for each in last.needs] == [("夜道", 3, challenge)]


def test_nothing_while_the_survey_is_open(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    assert client_of(coordinator).get(page(wave)).status_code == 403
    wave.refresh_from_db()
    with pytest.raises(ValueError, match="open"):
        needs_of(wave)


def test_a_challenge_is_proposed_by_its_words(wakaba: District) -> None:
    shopping = make_challenge(wakaba, "買い物に行く足がない")
    neighbours = make_challenge(wakaba, "となりの人を知らない")
    tag = Tag(name="近所づきあい", challenge=neighbours)
    assert challenge_for("買い物", [shopping, neighbours], [tag]) == shopping
    assert challenge_for("近所とのつながり", [shopping], [tag]) == neighbours
    assert challenge_for("防犯", [shopping, neighbours], [tag]) is None


# -- To the vote ------------------------------------------------------------------------------------------------------


def test_marked_needs_become_candidates_of_a_new_vote(
    wave: Wave, wakaba: District, coordinator: User, client_of: Callable[..., object]
) -> None:
    challenge = make_challenge(wakaba, "通院の足がない")
    client = client_of(coordinator)
    listed = client.get(page(wave)).content.decode()
    assert "55.0%" in listed and "+25.0ポイント" in listed
    query = "?need=q7_trouble-2&need=q7_trouble-1"
    shown = client.get(page(wave, "add") + query).content.decode()
    assert "55%の方が「通院・外出の足」を選びました（前回 30%）。" in shown
    today = timezone.localdate()
    sent = {
        "need": ["q7_trouble-2", "q7_trouble-1"],
        "title": "来年度のテーマ",
        "opens_on": today,
        "closes_on": today + timedelta(days=20),
        "q7_trouble-2-title": "通院の足をつくる",
        "q7_trouble-2-text": "空いている車を使います。",
        "q7_trouble-2-challenge": challenge.pk,
        "q7_trouble-2-cites": "on",
        "q7_trouble-1-title": "買い物を助け合う",
        "q7_trouble-1-text": "",
        "q7_trouble-1-challenge": "",
    }
    response = client.post(page(wave, "add"), sent)
    ballot = Ballot.objects.get(district=wakaba)
    assert response["Location"] == ballot.get_absolute_url()
    assert ballot.state == Ballot.State.DRAFT
    assert list(ballot.candidates.values_list("title", "challenge")) == [
        ("通院の足をつくる", challenge.pk),
        ("買い物を助け合う", None),
    ]
    step = challenge.steps.get()
    assert step.text == "アンケート第2回で、55%の方が「通院・外出の足」を選びました（前回 30%）。"
    assert (step.evidence, step.evidence_url) == (str(wave), wave.get_absolute_url())


def test_candidates_join_a_vote_that_is_being_prepared(wave: Wave, wakaba: District) -> None:
    ballot = make_ballot(wakaba, titles=("祭り", "防災"), state=Ballot.State.DRAFT)
    put_up_candidates(wave, ballot=ballot, proposals=[Proposal("買い物")])
    assert list(ballot.candidates.values_list("title", flat=True)) == ["祭り", "防災", "買い物"]
    with pytest.raises(ValidationError, match="もう候補にあります"):
        put_up_candidates(wave, ballot=ballot, proposals=[Proposal("買い物")])
    with pytest.raises(ValidationError, match="いま3つあるので、あと2つ選べます"):
        put_up_candidates(wave, ballot=ballot, proposals=[Proposal(name) for name in "甲乙丙"])
    Ballot.objects.filter(pk=ballot.pk).update(state=Ballot.State.OPEN)
    ballot.refresh_from_db()
    with pytest.raises(ValidationError, match="候補を変えられません"):
        put_up_candidates(wave, ballot=ballot, proposals=[Proposal("通院")])


def test_a_vote_of_another_district_is_refused(wave: Wave, shiomidai: District) -> None:
    ballot = make_ballot(shiomidai, titles=("祭り",), state=Ballot.State.DRAFT)
    with pytest.raises(ValidationError, match="この地区の投票"):
        put_up_candidates(wave, ballot=ballot, proposals=[Proposal("買い物")])


def test_nothing_marked_and_mistakes_are_told(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    client = client_of(coordinator)
    response = client.get(page(wave, "add"), follow=True)
    assert "まだ、なにも選ばれていません" in response.content.decode()
    sent = {
        "need": "q7_trouble-1",
        "title": "来年度のテーマ",
        "opens_on": "",
        "closes_on": timezone.localdate(),
        "q7_trouble-1-title": "",
        "q7_trouble-1-text": "移動販売を呼びます。",
        "q7_trouble-1-cites": "on",
    }
    refused = client.post(page(wave, "add"), sent)
    told = refused.content.decode()
    assert refused.status_code == 422
    assert "根拠として残すときは、課題を選んでください" in told
    assert "新しい投票をつくるときは、入力してください" in told
    assert "移動販売を呼びます。" in told
    assert not Ballot.objects.exists()


def test_numbers_go_nowhere_before_they_are_published(
    wave: Wave, wakaba: District, coordinator: User, client_of: Callable[..., object]
) -> None:
    Wave.objects.filter(pk=wave.pk).update(results_published_on=None)
    challenge = make_challenge(wakaba, "通院の足がない")
    shown = client_of(coordinator).get(page(wave, "add") + "?need=q7_trouble-2").content.decode()
    assert "55%" not in shown
    wave.refresh_from_db()
    with pytest.raises(ValidationError, match="公表したあとに"):
        cite_results(challenge, wave=wave, text="55%でした。")


def test_residents_are_told_only_numbers_that_they_may_see(wave: Wave, survey: Survey) -> None:
    told = "アンケート第2回で、55%の方が「通院・外出の足」を選びました"

    def sentence() -> str:
        fresh = Wave.objects.select_related("survey__district").get(pk=wave.pk)
        (needs,) = needs_of(fresh)
        return sentence_on(needs.needs[0], fresh)

    assert sentence() == f"{told}（前回 30%）。"
    survey.waves.filter(number=1).update(results_published_on=None)
    assert sentence() == f"{told}。"
    wave.questions.update(is_published=False)
    Wave.objects.filter(pk=wave.pk).update(edition=wave.edition + 1)
    assert sentence() == ""


def test_the_same_evidence_is_noted_once(wave: Wave, wakaba: District) -> None:
    challenge = make_challenge(wakaba, "通院の足がない")
    assert cite_results(challenge, wave=wave, text="55%でした。") is not None
    assert cite_results(challenge, wave=wave, text="55%でした。") is None
    assert Challenge.objects.get(pk=challenge.pk).steps.count() == 1


# -- What came of it --------------------------------------------------------------------------------------------------


def chain(theme: Theme, user: User) -> list[str]:
    found = theme_chain(themes_for_page(user).get(pk=theme.pk), user)
    return [link.title for group in found.groups for link in group.links]


def test_a_theme_shows_its_voices_and_who_knows_of_it(
    survey: Survey, wave: Wave, wakaba: District, coordinator: User, stranger: User
) -> None:
    challenge = make_challenge(wakaba, "買い物に行く足がない")
    theme = make_theme(wakaba, title="移動・買い物")
    theme.challenges.add(challenge)
    make_question(wave, "q15_voice", "T")
    question = make_question(
        wave,
        "q16_change",
        choices=["利用した", "知っている", "知らない"],
        text="昨年のテーマ『移動・買い物』の取り組みを知っていますか。",
    )
    question.choices.filter(code__lt=3).update(group="知っている計")
    Wave.objects.filter(pk=wave.pk).update(edition=wave.edition + 1)
    wave.refresh_from_db()
    respond(
        wave,
        [answers(q16_change=code, q15_voice="店が遠い") for code in (1,) * 6 + (2,) * 4 + (3,) * 10],
    )
    tag = Tag.objects.create(survey=survey, name="買い物", challenge=challenge)
    tag.remarks.set(Remark.objects.filter(wave=wave))
    told = [f"{wave}：自由記述で「買い物」の声が20件", f"{wave}：このテーマについて「知っている計」25%"]
    assert chain(theme, stranger) == told
    # A question that is not published is one for who works in the district, whoever looked first.
    wave.questions.filter(key__in=["q15_voice", "q16_change"]).update(is_published=False)
    Wave.objects.filter(pk=wave.pk).update(edition=wave.edition + 1)
    assert chain(theme, coordinator) == told
    assert chain(theme, stranger) == []
    wave.questions.update(is_published=True)
    # Before publication only for who works in the district.
    Wave.objects.filter(pk=wave.pk).update(results_published_on=None)
    assert chain(theme, stranger) == []
    assert chain(theme, coordinator) == told


def test_a_wave_that_is_open_says_that_it_asks(survey: Survey, wakaba: District, stranger: User) -> None:
    theme = make_theme(wakaba, title="移動・買い物")
    wave = make_wave(survey)
    make_question(wave, "q16_change", choices=["はい", "いいえ"], text="『移動・買い物』を知っていますか。")
    assert chain(theme, stranger) == [f"{wave}：このテーマを知っているか、たずねています"]


def test_how_well_the_council_is_known_in_each_district(
    survey: Survey, wakaba: District, shiomidai: District
) -> None:
    for number, known in ((1, 6), (2, 9)):
        wave = make_wave(
            survey,
            number=number,
            state=Wave.State.CLOSED,
            closed_on=timezone.localdate() - timedelta(days=90 - 30 * number),
        )
        make_question(
            wave,
            "q11_know",
            "MX",
            choices=["内容まで知っている", "名前は聞いた", "知らない"],
            items=["地区社協", "市社協"],
        )
        respond(wave, [answers(q11_know={1: 1 if place < known else 3, 2: 3}) for place in range(20)])
    few = make_wave(make_survey(shiomidai), state=Wave.State.CLOSED, closed_on=timezone.localdate())
    make_question(few, "q11_know", "MX", choices=["内容まで知っている"], items=["地区社協"])
    respond(few, [answers(q11_know={1: 1}) for _ in range(4)])
    with CaptureQueriesContext(connection) as queries:
        assert awareness_by_district([wakaba.pk, shiomidai.pk]) == {wakaba.pk: 45.0}
    assert len(queries) == 3


def test_unread_texts_are_on_the_desk_and_in_the_handover(
    wave: Wave, wakaba: District, coordinator: User, editor: User
) -> None:
    make_question(wave, "voice", "T")
    respond(wave, [answers(voice="道が暗い"), answers(voice="橋がこわい")])
    found = unread_remarks(access_for(coordinator, wakaba))
    assert [(item.text, item.url) for item in found.items] == [
        ("くらしと地域のアンケート（第2回） 2件", f"/wakaba/surveys/waves/{wave.pk}/remarks/?state=waiting")
    ]
    assert unread_remarks(access_for(editor, wakaba)).count == 0
    (table,) = handover_tables(access_for(coordinator, wakaba), "coordinator")
    assert [row[2:5] for row in table.rows] == [
        ("結果を公表", "22件", "2件"),
        ("結果を公表", "20件", "0件"),
    ]
    assert list(handover_tables(access_for(editor, wakaba), "editor")) == []
