"""Pages and files of results: hidden while a wave is open, the same numbers on page and in files, few queries."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal.japanese.calendar import long_date_with_era
from portal.models import District, Print
from surveys.models import Wave
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(wave, "q1_sex", choices=["男性", "女性"], attribute="sex", text="あなたの性別")
    make_question(wave, "q2", choices=["よく参加", "参加していない"], text="参加しましたか")
    make_question(wave, "q3", "MX", choices=["知っている", "知らない"], items=["地区社協", "市社協"])
    respond(wave, [answers(q1_sex=1, q2=1, q3={1: 1, 2: 2})] * 26 + [answers(q1_sex=1, q2=2)] * 20)
    respond(wave, [answers(q1_sex=2, q2=2)] * 4 + [answers(q2=2)] * 2)
    return wave


def url(wave: Wave, path: str = "") -> str:
    return f"/wakaba/surveys/waves/{wave.pk}/figures/{path}"


def test_hidden_while_open(wave: Wave, coordinator: Client, client_of) -> None:  # type: ignore[no-untyped-def]
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    refused = client_of(coordinator).get(url(wave))
    assert refused.status_code == 403
    assert "結果は、アンケートを締め切ってから見られます。" in refused.content.decode()


def test_pages(wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of(coordinator)
    page = client.get(url(wave)).content.decode()
    assert "よく参加 50.0%（26）" in page
    page = client.get(url(wave, "of/q2/"), {"by": "q1_sex"}).content.decode()
    assert "n&lt;5のため非表示" in page and "性別でみると" in page
    part = client.get(
        url(wave, "of/q3/"), {"by": "channel"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="results"
    )
    assert part.content.decode().strip().startswith('<div id="results"')
    assert client.get(url(wave), {"within": "q1_sex:77"}).status_code == 422
    assert client.get(url(wave, "of/nothing/")).status_code == 404


def test_files_say_what_the_page_says(wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of(coordinator)
    for query, encoding in (({}, "utf-8-sig"), ({"encoding": "cp932"}, "cp932")):
        text = client.get(url(wave, "download/"), {"format": "csv", **query}).content.decode(encoding)
        assert "問2,参加しましたか,,よく参加,52,26,50," in text.replace("50.0", "50")
        assert "問1,あなたの性別,,女性,52,,,n<5のため非表示" in text
    book = load_workbook(BytesIO(client.get(url(wave, "download/"), {"format": "xlsx"}).content))
    assert book.sheetnames == ["はじめに", "単純集計", "クロス集計"]
    (told,) = {(sheet.oddHeader.left.text, sheet.oddFooter.left.text) for sheet in book}
    source = f"{wave.district.council_name}「{wave}」"
    assert told == (f"{wave} 集計結果", f"基準日：{long_date_with_era(wave.closed_on)}　出典：{source}")
    rows = list(book["クロス集計"].values)
    assert (
        "問2",
        "参加しましたか",
        None,
        "性別",
        "女性",
        None,
        "よく参加",
        None,
        None,
        "n<5のため非表示",
    ) in rows


def test_file_of_one_question_holds_the_waves(wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    later = make_wave(wave.survey, number=2, state=Wave.State.CLOSED)
    make_question(later, "q2", choices=["よく参加", "参加していない"], text="参加しましたか")
    respond(later, [answers(q2=1)] * 8)
    found = client_of(coordinator).get(url(later, "download/"), {"format": "xlsx", "question": "q2"})
    rows = list(load_workbook(BytesIO(found.content))["経年比較"].values)
    assert rows[1][4:9:3] == ("よく参加", 50)
    assert rows[2][4:] == ("よく参加", rows[2][5], 8, 100, 50, None)


def test_weights_say_what_is_missing(wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    page = client_of(coordinator).get(url(wave), {"weighted": "on"}).content.decode()
    assert "重みづけには、年代の質問と町内の質問" in page


def test_raw_data_is_logged_and_marked(wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of(coordinator)
    assert client.post(url(wave, "raw/"), {"purpose": "研究"}).status_code == 422
    sent = {"purpose": "研究", "recipients": "大学", "promised": "on"}
    book = load_workbook(BytesIO(client.post(url(wave, "raw/"), sent).content))
    data = list(book["個票データ"].values)
    assert data[0] == ("no", "kaito_hoho", "q1_sex", "q2", "q3_1", "q3_2")
    assert len(data) == 53
    log = Print.objects.get(report="survey_raw_data")
    assert (log.confidential, log.recipients, log.file) == (True, "大学", None)
    caution = "取扱注意（配布先：大学）"
    assert {sheet.oddHeader.right.text for sheet in book} == {caution}
    assert {sheet.oddFooter.left.text.rpartition("　")[2] for sheet in book} == {f"文書番号：{log.number}"}
    assert book["はじめに"]["A1"].value.startswith(f"{caution}　{log.title}　")


@pytest.mark.parametrize("path", ["", "of/q2/?by=q1_sex"])
def test_queries_do_not_grow(wave: Wave, coordinator, client_of, path: str) -> None:  # type: ignore[no-untyped-def]
    client = client_of(coordinator)
    client.get(url(wave, path))
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(wave, path))
        counts.append(len(queries))
        for more in range(2):
            make_question(wave, f"more{number}{more}", choices=["はい", "いいえ"])
        wave.refresh_from_db()
        client.get(url(wave, path))
    assert counts[0] == counts[1]
