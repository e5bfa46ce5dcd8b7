"""アンケート集計報告書 and the page for the 回覧板: the numbers of the results, in the standard order, and on paper."""

import io
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from pypdf import PdfReader

from portal import pdf, prints
from portal.models import District, User
from portal.permissions import access_for
from surveys.actions import publishing
from surveys.actions.disposal import dispose_wave
from surveys.models import Choice, Remark, Wave
from surveys.prints.results import result_sheets
from surveys.reports.result_documents import (
    ResultDocument,
    digest_document,
    result_document,
    sampling_error,
)
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

AGES = ("30代", "70代", "80歳以上")


def closed_wave(district: District, number: int = 1, shopping: int = 20, **fields: object) -> Wave:
    """53 people: 25 in their thirties, 25 in their seventies, 3 over eighty; `shopping` of them have trouble with it."""
    survey = district.surveys.first() or make_survey(district)
    wave = make_wave(survey, number=number, state=Wave.State.CLOSED, summary="買い物が課題です。", **fields)
    make_question(wave, "age", "S", choices=AGES, attribute="age", text="年代")
    make_question(wave, "trouble", "S", choices=("買い物", "通院"), text="困っていること")
    make_question(wave, "kept", "S", choices=("はい", "いいえ"), text="公表しない質問", is_published=False)
    make_question(wave, "voice", "T", text="伝えたいこと")
    people = [answers(age=1 + place // 25, trouble=1 if place < shopping else 2) for place in range(53)]
    respond(wave, people)
    return wave


def test_the_report_is_in_the_standard_order(wakaba: District) -> None:
    document = result_document(closed_wave(wakaba, target="若葉地区の方"), axes=["age"])
    assert dict(document.overview)["調査の対象"] == "若葉地区の方"
    assert dict(document.overview)["回収の結果"] == "有効回収 53"
    assert [each.key for each in document.attributes] == ["age"]
    assert [each.key for each in document.questions] == ["trouble"]
    assert [label for label, _tables in document.crosses] == ["年代"]
    assert document.summary == "買い物が課題です。"
    assert [question.key for part in document.sheet.parts for question in part.questions][-1] == "voice"


def test_the_internal_report_has_all_questions(wakaba: District) -> None:
    document = result_document(closed_wave(wakaba), is_internal=True)
    assert [each.key for each in document.questions] == ["trouble", "kept"]


def test_small_classes_are_hidden_in_the_report_too(wakaba: District) -> None:
    document = result_document(closed_wave(wakaba), axes=["age"])
    ((_axis, (table,)),) = document.crosses
    assert {row.label: row.distribution.n for row in table.rows} == {
        "30代": None,
        "70代": 25,
        "80歳以上": None,
    }
    cells = [row for sheet in result_sheets(document) for row in sheet.rows]
    assert not [row for row in cells if "80歳以上" in row and 3 in row]


def test_a_survey_of_everybody_tells_no_sampling_errors(wakaba: District) -> None:
    document = result_document(closed_wave(wakaba))
    assert document.errors is None
    assert any("無作為に選んだ標本による調査ではありません" in sentence for sentence in document.guide)


def test_a_random_sample_does(wakaba: District) -> None:
    document = result_document(closed_wave(wakaba, sampling=Wave.Sampling.RANDOM))
    assert document.errors is not None
    assert document.errors.rows == ((53, (8.1, 10.8, 12.3, 13.2, 13.5)),)


def test_the_sampling_error_of_a_thousand() -> None:
    assert sampling_error(1000, 50) == 3.1


def test_waves_are_compared_with_the_difference_in_points(wakaba: District) -> None:
    publishing.publish_results(closed_wave(wakaba, 1, shopping=20))
    document = result_document(closed_wave(wakaba, 2, shopping=30))
    (compared,) = document.comparisons
    assert [(each.label, each.difference) for each in compared.changes][:2] == [
        ("買い物", 18.9),
        ("通院", -18.9),
    ]
    sheet = next(sheet for sheet in result_sheets(document) if sheet.title == "経年比較")
    assert sheet.rows[0][3:7] == ["買い物", 37.7, 56.6, 18.9]


def test_only_checked_texts_are_quoted(wakaba: District) -> None:
    wave = closed_wave(wakaba)
    voice = wave.questions.get(key="voice")
    Remark.objects.create(wave=wave, question=voice, text="バスがほしい", state="quotable")
    Remark.objects.create(wave=wave, question=voice, text="読んでいない文")
    assert [quote.text for quote in result_document(wave).remarks.quotes] == ["バスがほしい"]


def test_texts_of_a_question_that_is_not_published_are_for_inside_only(wakaba: District) -> None:
    wave = closed_wave(wakaba)
    voice = wave.questions.get(key="voice")
    for _each in range(5):
        Remark.objects.create(wave=wave, question=voice, text="バスがほしい", state="quotable")
    wave.questions.filter(key="voice").update(is_published=False)
    inside = result_document(wave, is_internal=True).remarks
    assert (inside.count, len(inside.quotes)) == (5, 5)
    outside = result_document(wave).remarks
    assert (outside.count, outside.quotes) == (None, ())


def test_nothing_is_crossed_with_an_attribute_that_is_not_published(wakaba: District) -> None:
    wave = closed_wave(wakaba)
    wave.questions.filter(key="age").update(is_published=False)
    Wave.objects.filter(pk=wave.pk).update(edition=wave.edition + 1)
    wave.refresh_from_db()
    assert result_document(wave, axes=["age"]).crosses == ()
    wave = dispose_wave(wave)
    assert result_document(wave, axes=["age"]).crosses == ()
    assert [label for label, _tables in result_document(wave, axes=["age"], is_internal=True).crosses] == [
        "年代"
    ]


def test_the_digest_tells_what_changed_most(wakaba: District) -> None:
    publishing.publish_results(closed_wave(wakaba, 1, shopping=20))
    wave = publishing.publish_results(closed_wave(wakaba, 2, shopping=30))
    document = digest_document(wave)
    (finding,) = document.findings
    assert finding.result.key == "trouble"
    assert finding.words.endswith("「買い物」が18.9ポイント増えました（37.7% → 56.6%）。")
    assert document.url.endswith(f"/wakaba/surveys/waves/{wave.pk}/results/")


def options(name: str, user: User, district: District, **sent: str) -> prints.ReportOptions:
    report = prints.report_named(name)
    assert report is not None
    data = MultiValueDict({key: [value] for key, value in sent.items()})
    return prints.options_of(report, access_for(user, district), data)


def test_nothing_is_printed_of_open_waves(wakaba: District, coordinator: User) -> None:
    wave = make_wave(make_survey(wakaba))
    form = options("survey-results", coordinator, wakaba, wave=str(wave.pk))
    assert not form.is_valid()


def test_the_digest_is_refused_until_results_are_published(wakaba: District, coordinator: User) -> None:
    closed_wave(wakaba)
    form = options("survey-digest", coordinator, wakaba)
    assert not form.is_valid()
    assert form.errors["wave"] == [
        "結果を公表したアンケートが、まだありません。先に、結果を公表してください。"
    ]


def test_weights_that_cannot_be_had_are_told(wakaba: District, coordinator: User) -> None:
    closed_wave(wakaba)
    form = options("survey-results", coordinator, wakaba, is_weighted="on")
    assert not form.is_valid()
    assert form.errors["is_weighted"] == [
        "重みづけには、年代の質問と町内の質問（属性をつけたもの）が必要です。"
    ]


def test_residents_print_nothing(wakaba: District, client_of: Callable, contact: User) -> None:
    closed_wave(wakaba)
    assert client_of(contact).get("/wakaba/reports/survey-results/").status_code == 404


def drawn(document: ResultDocument, district: District, user: User) -> PdfReader:
    form = options("survey-results", user, district)
    assert form.is_valid()
    edition = prints.preview(access_for(user, district), form)
    context = prints.drawing(document, edition, form, district)
    return PdfReader(io.BytesIO(pdf.write_pdf(render_to_string("surveys/prints/results.html", context))))


def test_the_report_on_paper(wakaba: District, coordinator: User) -> None:
    wave = closed_wave(wakaba)
    Choice.objects.filter(question__key="trouble", code=2).update(text="通院や買い物の足がないこと")
    reader = drawn(result_document(wave, axes=["age"]), wakaba, coordinator)
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for heading in (
        "調査の概要",
        "報告書の見方",
        "回答者の属性",
        "設問別の結果",
        "クロス集計",
        "自由記述",
        "調査票",
    ):
        assert heading in text
    assert "買い物37.7%（20）" in text
    assert f"1/{len(reader.pages)}" in text
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[3]["/Resources"]["/Font"].values()}
    assert {font for font in fonts if "BIZ" not in font} == set()


@pytest.mark.parametrize("kind", ["axes", "variant"])
def test_the_options_say_what_was_chosen(wakaba: District, coordinator: User, kind: str) -> None:
    closed_wave(wakaba)
    sent = {"axes": "sex", "variant": "internal"}
    form = options("survey-results", coordinator, wakaba, recipients="検討会", **{kind: sent[kind]})
    assert form.is_valid()
    assert {"axes": "性別", "variant": "内部用（公表しない質問も・取扱注意）"}[kind] in form.conditions


def test_the_internal_results_are_confidential(wakaba: District, coordinator: User) -> None:
    closed_wave(wakaba)
    said = {
        variant: options("survey-results", coordinator, wakaba, variant=variant)
        for variant in ("public", "internal")
    }
    assert {variant: form.is_confidential for variant, form in said.items()} == {
        "public": False,
        "internal": True,
    }
    assert said["public"].is_valid() and set(said["internal"].errors) == {"recipients"}
