"""XLSForm: what goes out comes back equal and passes pyxform; what other forms have and we have not is told."""

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from pyxform.xls2xform import convert

from portal.models import District, Neighborhood
from portal.tabular import TabularError
from surveys.actions.library_questions import add_library_questions
from surveys.models import Choice, Wave
from surveys.questionnaire import read_questionnaire
from surveys.xlsform.checking import check_xlsform
from surveys.xlsform.conditions import Condition, read_condition, read_constraint
from surveys.xlsform.outline import Outline, outline_of
from surveys.xlsform.reading import Reading, read_xlsform
from surveys.xlsform.sheets import read_sheets
from surveys.xlsform.writing import losses_of, write_xlsform
from tests.surveys.factory import make_question, make_section, make_survey, make_wave


def workbook(survey: Sequence[dict], choices: Sequence[dict] = (), settings: dict | None = None) -> bytes:
    """An XLSX file with the sheets of an XLSForm."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets = (("survey", survey), ("choices", choices), ("settings", [settings or {"form_title": "調査"}]))
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(*survey: dict, choices: Sequence[dict] = (), **settings: str) -> Reading:
    return read_xlsform(read_sheets(workbook(survey, choices, settings or None)))


def listed(name: str, *pairs: tuple[str, str]) -> list[dict]:
    return [{"list_name": name, "name": value, "label": label} for value, label in pairs]


YES_NO = listed("yn", ("yes", "はい"), ("no", "いいえ"))


# -- Out and in again -------------------------------------------------------------------------------------------------


@pytest.fixture
def full_wave(wakaba: District) -> Wave:
    """All standard questions, and what they do not use."""
    for name in ("若葉一丁目", "若葉二丁目"):
        Neighborhood.objects.create(district=wakaba, name=name)
    wave = make_wave(
        make_survey(wakaba),
        number=2,
        state=Wave.State.DRAFT,
        lead="一行目\n=二行目",
        thanks="ありがとう",
        fiscal_year=2026,
    )
    add_library_questions(wave)
    make_section(wave, title="つけたし", text="いくつか足します。\n二行目です。")
    make_question(
        wave, "size", "N", minimum=1, maximum=20, unit="人", help="あなたも入れて", is_required=True
    )
    make_question(wave, "cars", "N", minimum=0, may_refuse=True)
    parent = make_question(wave, "pets", "M", choices=["犬", "猫", "いない"], may_refuse=True, max_choices=2)
    parent.choices.filter(code=3).update(is_exclusive=True)
    Choice.objects.create(question=parent, code=12, text="その他", takes_text=True, order=12)
    make_question(wave, "pets_name", "T", shown_if=parent, shown_codes=[1, 2], max_length=50)
    table = make_question(
        wave, "t", "MX", choices=["よい", "わるい"], items=["朝", "夜"], may_refuse=True, is_required=True
    )
    table.items.filter(code=2).update(code=5)
    wave.refresh_from_db()
    return wave


@pytest.fixture
def outline(full_wave: Wave) -> Outline:
    return outline_of(full_wave, read_questionnaire(full_wave))


@pytest.mark.django_db
def test_what_goes_out_comes_back_equal(outline: Outline) -> None:
    content = write_xlsform(outline, form_id="kurashi_2", version="1").as_xlsx()
    reading = read_xlsform(read_sheets(content))
    assert reading.outline == outline
    assert reading.findings == ()


@pytest.mark.django_db
def test_an_outline_comes_back_from_its_data(outline: Outline) -> None:
    assert Outline.from_data(outline.as_data()) == outline


@pytest.mark.django_db
def test_pyxform_builds_the_form_with_its_conditions(outline: Outline) -> None:
    content = write_xlsform(outline, form_id="kurashi_2", version="1").as_xlsx()
    assert check_xlsform(content).error == ""
    xform = convert(io.BytesIO(content), file_type=".xlsx").xform
    assert (
        "selected( /data/section_5/pets , '1')" in xform
        or "selected( /kurashi_2/section_5/pets , '1')" in xform
    )
    assert "count-selected(.) &lt;= 2" in xform
    assert "あなたの年代を教えてください。" in xform


@pytest.mark.django_db
def test_what_other_programs_leave_out_is_told(outline: Outline) -> None:
    told = "\n".join(losses_of(outline))
    assert "「質問 cars」の「答えたくない」は選べなくなります" in told
    assert "「質問 size」の単位（人）は出ません" in told
    assert "「質問 pets」の「答えたくない」" not in told  # it is one of the choices there


# -- Forms made elsewhere ---------------------------------------------------------------------------------------------


def test_a_form_of_kobotoolbox_becomes_a_questionnaire() -> None:
    reading = read(
        {"type": "note", "name": "intro", "label": "ご協力ください。"},
        {"type": "begin_group", "name": "about", "label": "あなたのこと"},
        {"type": "note", "name": "why", "label": "集計に使います。"},
        {"type": "select_one sex", "name": "Sex", "label": "性別", "required": "true", "hint": "任意"},
        {"type": "integer", "name": "Age_1", "label": "年齢", "constraint": ". >= 18 and . < 120"},
        {"type": "end_group"},
        {"type": "begin_group", "name": "life", "label": "くらし"},
        {"type": "select_multiple trouble or_other", "name": "trouble", "label": "困りごと", "constraint": "count-selected(.) <= 3"},
        {"type": "text", "name": "why_shop", "label": "買い物の何が", "relevant": "selected(${trouble}, 'shop')"},
        {"type": "begin_group", "name": "help", "label": "手助け", "appearance": "table-list"},
        {"type": "select_one yn", "name": "h1", "label": "ごみ出し"},
        {"type": "select_one yn", "name": "h2", "label": "草取り"},
        {"type": "end_group"},
        {"type": "end_group"},
        choices=[
            *listed("sex", ("m", "男性"), ("f", "女性")),
            *listed("trouble", ("shop", "買い物"), ("walk", "外出")),
            *YES_NO,
        ],
        form_title="くらし調査",
    )  # fmt: skip
    outline = reading.outline
    assert (outline.title, outline.lead) == ("くらし調査", "ご協力ください。")
    assert [(section.title, section.text) for section in outline.sections] == [
        ("あなたのこと", "集計に使います。"),
        ("くらし", ""),
    ]
    sex, age, trouble, why, table = outline.questions
    assert (sex.key, sex.kind, sex.is_required, sex.help) == ("sex", "S", True, "任意")
    assert (age.key, age.kind, age.minimum, age.maximum) == ("age_1", "N", 18, 119)
    assert (trouble.kind, trouble.max_choices) == ("M", 3)
    assert [(choice.code, choice.text, choice.takes_text) for choice in trouble.choices] == [
        (1, "買い物", False),
        (2, "外出", False),
        (3, "その他", True),
    ]
    assert (why.shown_if, why.shown_codes) == ("trouble", (1,))
    assert [(item.code, item.text) for item in table.items] == [(1, "ごみ出し"), (2, "草取り")]
    assert [(choice.code, choice.text) for choice in table.choices] == [(1, "はい"), (2, "いいえ")]
    assert reading.lost == []
    assert {finding.text for finding in reading.changed} == {
        "名前「Sex」は、設問キー「sex」になります。",
        "名前「Age_1」は、設問キー「age_1」になります。",
        "整数だけの質問にも、小数を書けるようになります。",
        "文を書く質問は、400字までにしました（あとで変えられます）。",
    }


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"type": "geopoint", "name": "a", "label": "場所"}, "「場所」は取り込めません（位置の質問は、ここにはありません）。"),
        ({"type": "image", "name": "a", "label": "写真"}, "「写真」は取り込めません（写真の質問は、ここにはありません）。"),
        ({"type": "calculate", "name": "a", "calculation": "1+1"}, "「a」は取り込めません（計算の質問は、ここにはありません）。"),
        ({"type": "something", "name": "a", "label": "なに"}, "「なに」は取り込めません（somethingの質問は、ここにはありません）。"),
        ({"type": "deviceid", "name": "a"}, "「deviceid」（端末や日時などの自動の記録）は取りません。回答は無記名だからです。"),
        ({"type": "text", "name": "a", "label": "文", "default": "なし"}, "「文」の「はじめから入っている答え」は使えません。"),
        ({"type": "text", "name": "a", "label": "文", "constraint": "regex(., '[a-z]+')"}, "「文」の、答えの条件「regex(., '[a-z]+')」は使えません。"),
        ({"type": "text", "name": "a", "label": "文", "required": "${b} = '1'"}, "「文」の、条件つきの「必須」は使えません。"),
        ({"type": "text", "name": "a", "label": "${b}さん"}, "「${b}さん」の中に、ほかの答えをはさむこと（${…}）はできません。"),
        (
            {"type": "text", "name": "a", "label": "文", "relevant": "${b} > 3 and ${c} = '1'"},
            "「文」の条件「${b} > 3 and ${c} = '1'」は使えません。全員に聞きます。",
        ),
        ({"type": "text", "name": "a", "label": "あ" * 301}, "「ああああああああああああああああああああ…」は長いため、300字までにしました。"),
    ],
)  # fmt: skip
def test_what_has_no_place_here_is_told_with_its_row(row: dict, told: str) -> None:
    reading = read({"type": "note", "name": "n", "label": "はじめに"}, row)
    assert [(finding.row, finding.text) for finding in reading.lost] == [(3, told)]


def test_questions_in_repeats_are_told_one_by_one() -> None:
    reading = read(
        {"type": "begin_repeat", "name": "people", "label": "家族"},
        {"type": "text", "name": "name", "label": "名前"},
        {"type": "end_repeat"},
        {"type": "text", "name": "after", "label": "ひとこと"},
    )
    assert [finding.text for finding in reading.lost] == [
        "くり返し「家族」は使えません。",
        "くり返しの中の質問「名前」は取り込めません。",
    ]
    assert [question.key for question in reading.outline.questions] == ["after"]


def test_other_languages_are_told() -> None:
    reading = read(
        {
            "type": "select_one yn",
            "name": "a",
            "label::English (en)": "Really?",
            "label::日本語 (ja)": "本当ですか",
        },
        choices=[
            {"list_name": "yn", "name": "1", "label::English (en)": "Yes", "label::日本語 (ja)": "はい"},
            {"list_name": "yn", "name": "2", "label::English (en)": "No", "label::日本語 (ja)": "いいえ"},
        ],
    )
    assert [choice.text for choice in reading.outline.questions[0].choices] == ["はい", "いいえ"]
    assert reading.outline.questions[0].text == "本当ですか"
    assert [finding.text for finding in reading.lost] == ["English (en)の文は取り込みません。"]


def test_a_label_without_language_is_taken_before_a_foreign_one() -> None:
    reading = read({"type": "text", "name": "a", "label": "本当ですか", "label::English": "Really?"})
    assert reading.outline.questions[0].text == "本当ですか"


def test_the_condition_of_a_group_is_that_of_its_questions() -> None:
    reading = read(
        {"type": "select_one yn", "name": "join", "label": "参加しましたか"},
        {"type": "begin_group", "name": "g", "label": "参加した方", "relevant": "${join} = 'yes'"},
        {"type": "select_one yn", "name": "again", "label": "また参加しますか"},
        {"type": "text", "name": "why", "label": "なぜ", "relevant": "${again} = 'no'"},
        {"type": "end_group"},
        choices=YES_NO,
    )
    assert [
        (question.key, question.shown_if, question.shown_codes) for question in reading.outline.questions
    ] == [
        ("join", "", ()),
        ("again", "join", (1,)),
        ("why", "again", (2,)),
    ]
    assert reading.lost == []


def test_what_is_written_beside_other_goes_into_its_brackets() -> None:
    reading = read(
        {"type": "select_one media", "name": "media", "label": "どこで知りましたか"},
        {"type": "text", "name": "media_other", "label": "その他の内容", "relevant": "${media} = 'etc'"},
        choices=listed("media", ("web", "ウェブ"), ("etc", "その他")),
    )
    (question,) = reading.outline.questions
    assert [choice.takes_text for choice in question.choices] == [False, True]


def test_a_table_with_different_lists_becomes_single_questions() -> None:
    reading = read(
        {"type": "begin_group", "name": "g", "label": "表", "appearance": "table-list"},
        {"type": "select_one yn", "name": "a", "label": "一"},
        {"type": "select_one ox", "name": "b", "label": "二"},
        {"type": "end_group"},
        choices=[*YES_NO, *listed("ox", ("o", "まる"), ("x", "ばつ"))],
    )
    assert [question.kind for question in reading.outline.questions] == ["S", "S"]
    assert [finding.text for finding in reading.changed] == ["表「表」は、1つずつの質問にしました。"]


def test_a_table_in_the_older_way_is_a_table() -> None:
    reading = read(
        {"type": "begin_group", "name": "g", "label": "手助け", "appearance": "field-list"},
        {"type": "select_one yn", "name": "head", "label": "ー", "appearance": "label"},
        {"type": "select_one yn", "name": "a", "label": "買い物", "appearance": "list-nolabel"},
        {"type": "select_one yn", "name": "b", "label": "草取り", "appearance": "list-nolabel"},
        {"type": "end_group"},
        choices=YES_NO,
    )
    (question,) = reading.outline.questions
    assert (question.kind, question.text) == ("MX", "手助け")
    assert [item.text for item in question.items] == ["買い物", "草取り"]


def test_names_that_end_up_alike_stay_apart() -> None:
    reading = read(
        {"type": "text", "name": "Q-1", "label": "一"},
        {"type": "text", "name": "q_1", "label": "二"},
        {"type": "text", "name": "質問", "label": "三"},
    )
    assert [question.key for question in reading.outline.questions] == ["q_1", "q_1_2", "q"]


def test_a_range_has_its_ends() -> None:
    reading = read({"type": "range", "name": "a", "label": "点", "parameters": "start=0 end=10 step=1"})
    (question,) = reading.outline.questions
    assert (question.kind, question.minimum, question.maximum) == ("N", 0, 10)
    assert reading.lost == []


# -- Files that are none ----------------------------------------------------------------------------------------------


def test_a_workbook_without_a_survey_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["名前", date(2026, 1, 1)])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(TabularError, match="XLSFormのファイルではありません"):
        read_sheets(stream.getvalue())


def test_pyxform_tells_what_is_wrong() -> None:
    content = workbook([{"type": "select_one nothing", "name": "a", "label": "どれ"}], YES_NO)
    assert "nothing" in check_xlsform(content).error


# -- Formulas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        ("${a} = '1'", Condition("a", ("1",))),
        ('(${a}="x") or ${ a } = "y"', Condition("a", ("x", "y"))),
        ("selected(${a}, '3')", Condition("a", ("3",))),
        ("(selected(${a}, '3') or selected(${a}, '4'))", Condition("a", ("3", "4"))),
        ("${a} = '1' or ${b} = '1'", None),
        ("${a} != '1'", None),
        ("not(selected(${a}, '3'))", None),
        ("${a} = '1' and ${b} = '1'", None),
    ],
)
def test_plain_conditions_are_understood(formula: str, condition: Condition | None) -> None:
    assert read_condition(formula) == condition


def test_limits_are_understood_and_the_rest_is_kept() -> None:
    limits = read_constraint(
        "(. > 0) and . <= 9 and not(selected(., 'x') and count-selected(.) > 1) and (. != 5 and . != 6)"
    )
    assert (limits.minimum, limits.maximum, limits.alone) == (1, 9, ["x"])
    assert limits.rest == [". != 5 and . != 6"]
