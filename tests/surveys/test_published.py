"""Results for residents: what is shown, in which words, and nothing before it is published."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal.models import District, User
from surveys.actions import batches, publishing
from surveys.actions.disposal import dispose_wave
from surveys.models import Batch, Question, Remark, Snapshot, Wave
from surveys.reports.figures import Change, Comparison, Distribution, Line, QuestionResult
from surveys.reports.periods import period_held, period_of
from surveys.reports.published import published_results
from surveys.reports.result_documents import result_document
from surveys.reports.sentences import change_of, proposal
from surveys.reports.settled import results_for_residents, results_of
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

TROUBLES = ("買い物", "通院", "ごみ出し")


def closed_wave(district: District, number: int = 1, shopping: int = 20, **fields: object) -> Wave:
    """40 people, of whom `shopping` have trouble with shopping and the others with going to the doctor."""
    survey = district.surveys.first() or make_survey(district)
    wave = make_wave(
        survey, number=number, state=Wave.State.CLOSED, summary="買い物に困っています。", **fields
    )
    make_question(wave, "trouble", "M", choices=TROUBLES, text="困っていることは何ですか")
    make_question(wave, "secret", "S", choices=("はい", "いいえ"), text="公表しない質問", is_published=False)
    people = [answers(trouble=[1], secret=1)] * shopping + [answers(trouble=[2], secret=2)] * (40 - shopping)
    respond(wave, people)
    return wave


def address(wave: Wave) -> str:
    return f"/wakaba/surveys/waves/{wave.pk}/results/"


def test_nothing_is_shown_before_it_is_published(
    wakaba: District, client_of: Callable, coordinator: User, stranger: User
) -> None:
    wave = closed_wave(wakaba)
    assert client_of(None).get(address(wave)).status_code == 404
    assert client_of(stranger).get(address(wave)).status_code == 404
    preview = client_of(coordinator).get(address(wave))
    assert "まだ公表していません" in preview.content.decode()


@pytest.mark.parametrize(
    "page",
    ["results/edit/", "results/publish/", "remarks/tags/", "remarks/tags/new/", "candidates/", "figures/"],
)
def test_work_on_results_waits_for_the_closing(
    page: str, wakaba: District, client_of: Callable, coordinator: User, stranger: User
) -> None:
    wave = closed_wave(wakaba)
    address = f"/wakaba/surveys/waves/{wave.pk}/{page}"
    assert client_of(coordinator).get(address).status_code == 200
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    assert (
        client_of(coordinator).get(address).status_code == 403
    )  # they see the survey, and not yet its results
    assert client_of(stranger).get(address).status_code == 404


def test_residents_see_the_questions_that_were_chosen(wakaba: District, client_of: Callable) -> None:
    wave = publishing.publish_results(closed_wave(wakaba))
    page = client_of(None).get(address(wave)).content.decode()
    assert "困っていることは何ですか" in page
    assert "買い物に困っています。" in page
    assert "公表しない質問" not in page


@pytest.mark.parametrize(
    ("query", "encoding"), [("format=csv", "utf-8-sig"), ("format=csv&encoding=cp932", "cp932")]
)
def test_the_csv_holds_the_tables_of_the_page(
    wakaba: District, client_of: Callable, query: str, encoding: str
) -> None:
    wave = publishing.publish_results(closed_wave(wakaba))
    content = client_of(None).get(f"{address(wave)}?{query}").content.decode(encoding)
    rows = list(csv.reader(io.StringIO(content)))
    assert ["問1", "困っていることは何ですか", "", "買い物", "40", "20", "50.0", ""] in [
        [cell.strip() for cell in row] for row in rows
    ]
    assert {row[1] for row in rows[1:]} == {"困っていることは何ですか"}


def test_the_workbook_holds_the_same(wakaba: District, client_of: Callable) -> None:
    wave = publishing.publish_results(closed_wave(wakaba))
    book = load_workbook(io.BytesIO(client_of(None).get(f"{address(wave)}?format=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert ("買い物", 40, 20, 50) in [row[3:7] for row in rows]
    assert book.active.oddFooter.left.text.startswith("基準日：")


def test_only_what_was_found_fit_is_quoted(wakaba: District, client_of: Callable) -> None:
    wave = closed_wave(wakaba)
    voice = make_question(wave, "voice", "T", text="伝えたいこと")
    Remark.objects.create(
        wave=wave, question=voice, text="もとの文", excerpt="バスがほしい", state="quotable"
    )
    Remark.objects.create(wave=wave, question=voice, text="だれかの悪口", state="hidden")
    Remark.objects.create(wave=wave, question=voice, text="まだ読んでいない文")
    publishing.publish_results(wave)
    page = client_of(None).get(address(wave)).content.decode()
    assert "バスがほしい" in page
    assert not [text for text in ("もとの文", "だれかの悪口", "まだ読んでいない文") if text in page]


def test_the_change_since_the_last_wave_is_told(wakaba: District) -> None:
    publishing.publish_results(closed_wave(wakaba, 1, shopping=20))
    wave = closed_wave(wakaba, 2, shopping=14)
    (question,) = published_results(wave).questions
    assert question.change == "前の回とくらべて、「通院」が15.0ポイント増えました（50.0% → 65.0%）。"
    assert question.before is not None
    assert question.before.line(1).share == 50.0


def test_an_unpublished_wave_is_not_compared_with(wakaba: District) -> None:
    closed_wave(wakaba, 1, shopping=20)
    (question,) = published_results(closed_wave(wakaba, 2, shopping=14)).questions
    assert (question.change, question.before, question.comparisons) == ("", None, ())


def test_a_question_that_was_not_published_is_not_compared_with(wakaba: District) -> None:
    earlier = publishing.publish_results(closed_wave(wakaba, 1))
    publishing.save_question_words(_with(earlier, "trouble", is_published=False))
    (question,) = published_results(closed_wave(wakaba, 2, shopping=14)).questions
    assert question.comparisons == ()


def test_results_of_an_earlier_wave_that_are_taken_back_are_compared_with_no_more(wakaba: District) -> None:
    earlier = publishing.publish_results(closed_wave(wakaba, 1, shopping=20))
    wave = publishing.publish_results(closed_wave(wakaba, 2, shopping=14))
    assert published_results(wave).questions[0].change != ""
    publishing.withdraw_results(earlier)
    assert [(each.change, each.comparisons) for each in published_results(wave).questions] == [("", ())]


def test_what_is_published_can_be_changed_when_the_answers_are_gone(wakaba: District) -> None:
    wave = dispose_wave(publishing.publish_results(closed_wave(wakaba)))
    publishing.save_question_words(_with(wave, "secret", is_published=True, summary="半々でした。"))
    publishing.save_question_words(_with(wave, "trouble", is_published=False))
    wave = Wave.objects.select_related("survey__district").get(pk=wave.pk)
    shown = published_results(wave).questions
    assert [(each.result.key, each.result.summary) for each in shown] == [("secret", "半々でした。")]


def _with(wave: Wave, key: str, **fields: object) -> Question:
    question = wave.questions.get(key=key)
    for name, value in fields.items():
        setattr(question, name, value)
    return question


def test_publishing_needs_an_end_a_summary_and_a_question(wakaba: District) -> None:
    wave = closed_wave(wakaba)
    Wave.objects.filter(pk=wave.pk).update(summary="")
    with pytest.raises(ValidationError, match="結果のまとめ"):
        publishing.publish_results(wave)
    Wave.objects.filter(pk=wave.pk).update(summary="文", state=Wave.State.OPEN)
    with pytest.raises(ValidationError, match="締め切って"):
        publishing.publish_results(wave)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    wave.questions.update(is_published=False)
    with pytest.raises(ValidationError, match="1つ以上"):
        publishing.publish_results(wave)


def test_the_words_of_a_question_are_written_one_after_the_other(
    wakaba: District, client_of: Callable, coordinator: User
) -> None:
    wave = closed_wave(wakaba)
    first, second = wave.questions.in_order()
    client = client_of(coordinator)
    page = client.get(f"{address(wave)}words/{first.pk}/")
    assert "いちばん多かったのは「買い物」（50.0%）" in page.content.decode()
    sent = {"is_published": "on", "summary": "半分の方が買い物に困っています。", "version": "1", "next": "1"}
    response = client.post(f"{address(wave)}words/{first.pk}/", sent)
    assert response["Location"] == f"{address(wave)}words/{second.pk}/"
    first.refresh_from_db()
    assert first.summary == "半分の方が買い物に困っています。"


def test_two_people_writing_at_once_are_told(
    wakaba: District, client_of: Callable, coordinator: User
) -> None:
    wave = closed_wave(wakaba)
    question = wave.questions.get(key="trouble")
    publishing.save_question_words(_with(wave, "trouble", summary="先に保存した文"))
    sent = {"is_published": "on", "summary": "あとから書いた文", "version": "1"}
    response = client_of(coordinator).post(f"{address(wave)}words/{question.pk}/", sent)
    assert response.status_code == 422
    assert "先に保存した文" in response.content.decode()


def test_publishing_and_taking_back_in_the_browser(
    wakaba: District, client_of: Callable, coordinator: User
) -> None:
    wave = closed_wave(wakaba)
    client = client_of(coordinator)
    assert "問1 困っていることは何ですか" in client.get(f"{address(wave)}publish/").content.decode()
    client.post(f"{address(wave)}publish/")
    assert client_of(None).get(address(wave)).status_code == 200
    client.post(f"{address(wave)}withdraw/")
    assert client_of(None).get(address(wave)).status_code == 404


def test_who_publishes_is_told_of_texts_that_nobody_read(
    wakaba: District, client_of: Callable, coordinator: User
) -> None:
    wave = closed_wave(wakaba)
    client = client_of(coordinator)
    assert "まだ読んでいない" not in client.get(f"{address(wave)}publish/").content.decode()
    question = make_question(wave, "voice", "T")
    Remark.objects.create(wave=wave, question=question, text="坂がつらい")
    page = client.get(f"{address(wave)}publish/").content.decode()
    assert "まだ読んでいない自由記述が1件あります。" in page


@pytest.mark.parametrize(
    ("closes_on", "closed_on", "period", "held"),
    [
        (date(2025, 6, 30), date(2025, 7, 4), "6/1から6/30まで", "6/1から6/30まで"),
        (
            date(2025, 6, 30),
            date(2025, 6, 20),
            "6/1から6/20まで（予定より早く締め切りました）",
            "6/1から6/20まで",
        ),
        (date(2025, 6, 30), date(2025, 6, 1), "6/1に始め、その日のうちに締め切りました", "6/1に"),
        (date(2025, 6, 30), date(2025, 5, 30), "始まりの日（6/1）の前の5/30に締め切りました", "6/1に"),
        (date(2025, 6, 1), date(2025, 6, 1), "6/1の1日だけ", "6/1に"),
    ],
)
def test_a_period_is_told_as_it_was(closes_on: date, closed_on: date, period: str, held: str) -> None:
    wave = Wave(opens_on=date(2025, 6, 1), closes_on=closes_on, closed_on=closed_on, state=Wave.State.CLOSED)

    def day(value: date) -> str:
        return f"{value.month}/{value.day}"

    assert (period_of(wave, day), period_held(wave, day)) == (period, held)


def test_every_page_tells_the_period_of_a_survey_closed_early(
    wakaba: District, client_of: Callable, coordinator: User
) -> None:
    wave = closed_wave(wakaba, opens_on=date(2025, 6, 1), closes_on=date(2025, 6, 30))
    Wave.objects.filter(pk=wave.pk).update(closed_on=date(2025, 6, 1))
    publishing.publish_results(wave)
    page = client_of(None).get(address(wave)).content.decode()
    assert "2025年6月1日（日）に行ったアンケート" in page
    told = "6月1日（日）に始め、その日のうちに締め切りました"
    public, manage = wave.get_absolute_url(), f"/wakaba/surveys/waves/{wave.pk}/manage/"
    for path in (public, wave.survey.get_absolute_url(), manage):
        assert told in client_of(coordinator).get(path).content.decode()
    wave = Wave.objects.select_related("survey__district__council", "snapshot").get(pk=wave.pk)
    assert told in dict(result_document(wave).overview)["調査の期間"]


def test_readers_do_not_count_again(
    wakaba: District, client_of: Callable, django_assert_max_num_queries: Callable
) -> None:
    wave = publishing.publish_results(closed_wave(wakaba))
    client = client_of(None)
    client.get(address(wave))
    with django_assert_max_num_queries(6):
        client.get(address(wave))


def test_the_first_reader_counts_nothing(wakaba: District, client_of: Callable) -> None:
    """District, wave, waves of the series with their settled numbers, words of the questions, quotes, themes."""
    waves = [publishing.publish_results(closed_wave(wakaba, number)) for number in (1, 2, 3)]
    assert [counting(client_of(None), wave) for wave in waves] == [6, 6, 6]


def test_numbers_are_settled_while_they_are_public(wakaba: District) -> None:
    wave = closed_wave(wakaba)
    counted = published_results(wave)
    publishing.publish_results(wave)
    wave.refresh_from_db()
    assert published_results(wave) == counted
    assert results_for_residents([wave]) == {wave.pk: results_of(wave)}
    publishing.withdraw_results(wave)
    assert not Snapshot.objects.exists()


def test_numbers_of_an_older_version_are_counted_and_then_settled_anew(wakaba: District) -> None:
    wave = publishing.publish_results(closed_wave(wakaba))
    assert publishing.settle_unsettled() == 0
    for change in (Snapshot.objects.all().delete, _made_old):
        change()
        fresh = Wave.objects.select_related("snapshot", "survey__district").get(pk=wave.pk)
        assert results_for_residents([fresh])[wave.pk].n == 40
        assert publishing.settle_unsettled() == 1
        assert Snapshot.objects.get().data["results"]["n"] == 40


def _made_old() -> None:
    Snapshot.objects.update(data={"format": 1, "results": {"n": 7}, "axes": [], "tables": []})


def test_how_many_were_handed_out_may_be_told_after_the_publication(wakaba: District) -> None:
    wave = closed_wave(wakaba)
    batch = Batch.objects.create(wave=wave, name="一丁目", first_serial=1, size=100)
    publishing.publish_results(wave)
    wave.refresh_from_db()
    assert published_results(wave).results.returned_total.rate is None
    batch.distributed = 80
    batches.save_batch(batch)
    assert Snapshot.objects.get().data["results"]["returned_total"]["rate"] == 50.0
    batches.save_distributed(wave, counts={batch.pk: {"distributed": 100, "handed_out_on": None}})
    assert Snapshot.objects.get().data["results"]["returned_total"]["rate"] == 40.0


def counting(client: Client, wave: Wave) -> int:
    """How many queries the first reader waits for."""
    caches["local"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(wave)).status_code == 200
    return len(queries)


# -- Sentences --------------------------------------------------------------------------------------------------------


def distribution(*lines: tuple[str, int, float], n: int = 100, hidden: bool = False) -> Distribution:
    made = tuple(Line(label, count, share, code) for code, (label, count, share) in enumerate(lines, start=1))
    return Distribution(n, made, hidden=hidden)


def result(kind: str, told: Distribution) -> QuestionResult:
    return QuestionResult("q", "問1", "質問", kind, distribution=told)


def test_a_proposal_names_the_two_largest() -> None:
    told = distribution(("買い物", 38, 38.2), ("ごみ出し", 12, 12.0), ("通院", 30, 30.1))
    assert (
        proposal(result("M", told))
        == "いちばん多かったのは「買い物」（38.2%）、次が「通院」（30.1%）でした。"
    )


@pytest.mark.parametrize("fields", [{"n": 29}, {"hidden": True}])
def test_nothing_is_proposed_of_small_bases(fields: dict) -> None:
    assert proposal(result("S", distribution(("はい", 10, 34.5), **fields))) == ""


def comparison(*changes: Change, bases: tuple[int, int] = (100, 100), changed: bool = False) -> Comparison:
    waves = ("第1回（2024年11月）", "第2回（2025年11月）")
    return Comparison("q", "問1", "質問", waves, bases, (), changes, wording_changed=changed)


def test_a_change_is_told_in_words() -> None:
    moved = comparison(Change("買い物", 38.0, 31.0, -7.0), Change("防犯", 10.0, 12.0, 2.0))
    assert change_of(moved) == "前の回とくらべて、「買い物」が7.0ポイント減りました（38.0% → 31.0%）。"
    grown = comparison(Change("知っている", 18.0, 24.0, 6.0))
    assert change_of(grown) == "前の回とくらべて、「知っている」が6.0ポイント増えました（18.0% → 24.0%）。"


def test_small_changes_are_no_news() -> None:
    assert (
        change_of(comparison(Change("買い物", 38.0, 36.0, -2.0)))
        == "前の回から、大きな変化はありませんでした。"
    )


@pytest.mark.parametrize("fields", [{"bases": (29, 100)}, {"changed": True}])
def test_no_change_is_claimed_where_it_cannot_be(fields: dict) -> None:
    assert change_of(comparison(Change("買い物", 38.0, 30.0, -8.0), **fields)) == ""


def test_hidden_shares_are_never_told() -> None:
    assert change_of(comparison(Change("買い物", None, 30.0, None))) == ""


def test_the_day_of_publishing_is_kept(wakaba: District) -> None:
    assert publishing.publish_results(closed_wave(wakaba)).results_published_on == date.today()
