"""Taking an XLSForm in on the pages: shown first, then made; and getting one out."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.models import District, Neighborhood, User
from surveys.actions.outlines import add_wave_of_outline
from surveys.models import Survey, Wave
from surveys.questionnaire import read_questionnaire
from surveys.xlsform.outline import (
    ChoiceOutline,
    Outline,
    QuestionOutline,
    SectionOutline,
    outline_of,
)
from surveys.xlsform.sheets import read_sheets
from tests.surveys.factory import make_question, make_section, make_survey, make_wave
from tests.surveys.test_xlsform import YES_NO, workbook

pytestmark = pytest.mark.django_db

BASE = "/wakaba/surveys/xlsform/"
DAYS = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 28)}


@pytest.fixture
def client(coordinator: User, client_of: Callable[[User | None], Client]) -> Client:
    return client_of(coordinator)


def file(*rows: dict) -> SimpleUploadedFile:
    content = workbook(rows, YES_NO, {"form_title": "くらし調査", "form_id": "kurashi"})
    return SimpleUploadedFile("form.xlsx", content)


def outline(*questions: QuestionOutline) -> Outline:
    return Outline("調査", sections=(SectionOutline("まとまり", questions=questions),))


def test_a_file_is_shown_before_anything_is_made(client: Client) -> None:
    rows = (
        {"type": "select_one yn", "name": "join", "label": "参加しましたか"},
        {"type": "text", "name": "why", "label": "なぜ", "relevant": "${join} = 'no'"},
        {"type": "geopoint", "name": "place", "label": "場所"},
    )
    response = client.post(BASE, {"file": file(*rows)})
    assert response.status_code == 200
    assert response.context["lost"] == [(4, "「場所」は取り込めません（位置の質問は、ここにはありません）。")]
    assert not Wave.objects.exists()
    sent = {"payload": response.context["payload"], "title": "くらし調査"} | DAYS
    response = client.post(f"{BASE}save/", sent)
    wave = Wave.objects.get()
    assert response["Location"] == f"/wakaba/surveys/waves/{wave.pk}/manage/"
    assert (wave.survey.title, wave.state, wave.opens_on) == ("くらし調査", "draft", DAYS["opens_on"])
    join, why = read_questionnaire(wave).questions
    assert [(choice.code, choice.text) for choice in join.choices] == [(1, "はい"), (2, "いいえ")]
    assert (why.label, why.condition) == ("問1-1", "問1で「いいえ」と答えた方")


def test_where_it_goes_has_to_be_told(client: Client) -> None:
    shown = client.post(BASE, {"file": file({"type": "text", "name": "a", "label": "ひとこと"})})
    sent = {"payload": shown.context["payload"]} | DAYS
    response = client.post(f"{BASE}save/", sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title"}
    assert [question.text for question in response.context["outline"].questions] == ["ひとこと"]


def test_what_was_not_shown_is_not_made(client: Client) -> None:
    response = client.post(f"{BASE}save/", {"payload": "invented", "title": "くらし調査"} | DAYS)
    assert response["Location"] == BASE
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("upload", "told"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"), "壊れて"),
        (SimpleUploadedFile("a.csv", b"type,name\ntext,a"), "XLSFormのファイルではありません"),
        (file({"type": "select_one nothing", "name": "a", "label": "どれ"}), "pyxform"),
        (file({"type": "note", "name": "a", "label": "説明だけ"}), "取り込める質問がありません"),
    ],
)
def test_a_file_that_is_no_form_is_refused(upload: SimpleUploadedFile, told: str, client: Client) -> None:
    upload.seek(0)
    response = client.post(BASE, {"file": upload})
    assert response.status_code == 422
    assert told in response.context["form"].errors["file"][0]


@pytest.mark.parametrize(
    ("kind", "called", "instead"),
    [
        ("begin_kobomatrix", "質問マトリックス", "table-list と書きます。"),
        ("begin_score", "評価の表", "table-list と書きます。"),
        ("begin_rank", "順位づけ", "「複数選択」（Select Many）の質問に変えます"),
    ],
)
def test_what_only_kobotoolbox_reads_is_told_with_its_place_and_a_way_out(
    kind: str, called: str, instead: str, client: Client
) -> None:
    rows = [
        {"type": "text", "name": "a", "label": "ひとこと"},
        {"type": kind, "name": "m", "label": "日ごろの困りごと"},
        {"type": kind.replace("begin", "end"), "name": "", "label": ""},
    ]
    told = client.post(BASE, {"file": file(*rows)}).context["form"].errors["file"][0]
    assert told.startswith(f"「日ごろの困りごと」（3行目）は、KoboToolboxだけで使える「{called}")
    assert instead in told
    assert "pyxform" not in told


def test_a_wave_goes_out_and_comes_in_as_the_next_one(wakaba: District, client: Client) -> None:
    wave = make_wave(make_survey(wakaba), lead="無記名です。", thanks="ありがとうございました。")
    make_section(wave, title="はじめ")
    parent = make_question(wave, "q1", choices=["はい", "いいえ"])
    parent.choices.filter(code=1).update(code=4)
    make_question(wave, "q2", "T", shown_if=parent, shown_codes=[4])
    page = f"/wakaba/surveys/waves/{wave.pk}/xlsform/"
    assert client.get(page).context["losses"] == []
    content = client.get(f"{page}file/").content
    assert read_sheets(content).settings["form_id"] == "kurashi_1"
    shown = client.post(BASE, {"file": SimpleUploadedFile("form.xlsx", content)})
    client.post(f"{BASE}save/", {"payload": shown.context["payload"], "survey": wave.survey_id} | DAYS)
    second = wave.survey.waves.get(number=2)
    assert outline_of(second, read_questionnaire(second)) == outline_of(wave, read_questionnaire(wave))


def test_the_same_words_get_the_code_that_the_series_knows(wakaba: District) -> None:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(wave, "q1", choices=["買い物", "通院"])
    sample = QuestionOutline(
        "q1", "S", "困りごと", choices=(ChoiceOutline(1, "通院"), ChoiceOutline(2, "草刈り"))
    )
    follow = QuestionOutline("q2", "T", "なぜ", shown_if="q1", shown_codes=(1, 2))
    second = add_wave_of_outline(outline(sample, follow), survey=wave.survey, **DAYS)
    first, last = read_questionnaire(second).questions
    assert [(choice.code, choice.text) for choice in first.choices] == [(2, "通院"), (3, "草刈り")]
    assert last.question.shown_codes == [2, 3]


def test_a_key_of_another_kind_is_refused(wakaba: District) -> None:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(wave, "q1", "T")
    sample = QuestionOutline("q1", "N", "何人")
    with pytest.raises(ValidationError, match="別の答え方の質問"):
        add_wave_of_outline(outline(sample), survey=wave.survey, **DAYS)


def test_neighbourhoods_are_known_by_their_names(wakaba: District) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="若葉一丁目")
    choices = (ChoiceOutline(1, "若葉一丁目", is_neighborhood=True), ChoiceOutline(2, "わからない"))
    sample = QuestionOutline("q3", "S", "町内", attribute="neighborhood", choices=choices)
    wave = add_wave_of_outline(outline(sample), survey=make_survey(wakaba), **DAYS)
    found = wave.questions.get().choices.values_list("text", "neighborhood")
    assert list(found) == [("若葉一丁目", place.pk), ("わからない", None)]
