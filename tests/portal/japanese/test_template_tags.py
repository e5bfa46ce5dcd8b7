"""Filters for dates and telephone links, and the furigana blocks."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from portal.japanese.calendar import FiscalYear

KANJI = "<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>"
PRINTED = '<span class="ruby"><span class="rt">かんじ</span><span class="rb">漢字</span></span>'


def drawn(source: str, **context: object) -> str:
    return Template("{% load japanese %}" + source).render(Context(context))


def reader(*, furigana: bool, **fields: object) -> SimpleNamespace:
    return SimpleNamespace(display=SimpleNamespace(furigana=furigana), **fields)


@pytest.mark.parametrize(
    ("filter_name", "text"),
    [
        ("long_date", "2025年4月1日（火）"),
        ("short_date", "4月1日（火）"),
        ("era_date", "2025年（令和7年）4月1日（火）"),
        ("wareki", "令和7年4月1日"),
        ("weekday", "火"),
        ("fiscal_year_label", "2025年度（令和7年度）"),
    ],
)
def test_days_are_written_out(filter_name: str, text: str) -> None:
    source = f"{{{{ value|{filter_name} }}}}"
    assert drawn(source, value=date(2025, 4, 1)) == text
    # 15:30 UTC on March 31 is already April 1 in Japan.
    assert drawn(source, value=datetime(2025, 3, 31, 15, 30, tzinfo=UTC)) == text
    assert drawn(source, value=None) == drawn(source, value="") == drawn(source) == ""


def test_times_are_written_out() -> None:
    assert drawn("{{ value|time_ja }}", value=time(13, 30)) == "午後1時30分"
    assert drawn("{{ value|time_ja }}", value=time(0, 0)) == "午前0時"
    assert drawn("{{ value|time_ja }}", value=datetime(2025, 4, 1, 3, 0, tzinfo=UTC)) == "正午"
    assert drawn("{{ value|time_ja }}", value=None) == ""


def test_moments_show_day_era_weekday_and_time_in_japan() -> None:
    moment = datetime(2026, 11, 26, 23, 5, tzinfo=UTC)
    assert drawn("{{ value|long_moment }}", value=moment) == "2026年（令和8年）11月27日（金） 午前8時5分"
    assert drawn("{{ value|long_moment }}", value=None) == ""


def test_papers_keep_words_and_parts_of_dates_whole() -> None:
    assert drawn("{{ value|in_phrases }}", value="みどり野市社会福祉協議会 <課>\n東部支援センター") == (
        '<span class="phrase">みどり野市</span><span class="phrase">社会福祉</span><span class="phrase">協議会</span> '
        '<span class="phrase">&lt;課&gt;</span><br>'
        '<span class="phrase">東部支援</span><span class="phrase">センター</span>'
    )
    assert drawn("{{ value|in_phrases }}", value=12) == "12"
    assert drawn("{{ value|era_date_cell }}", value=date(2025, 4, 1)) == (
        '<span class="phrase">2025年（令和7年）</span><span class="phrase">4月1日（火）</span>'
    )
    assert drawn("{{ value|in_phrases }}{{ value|era_date_cell }}", value=None) == ""


def test_a_fiscal_year_may_be_a_number() -> None:
    assert drawn("{{ value|fiscal_year_label }}", value=2019) == "2019年度（令和元年度）"
    assert drawn("{{ value|fiscal_year_label }}", value=FiscalYear(2024)) == "2024年度（令和6年度）"


def test_a_telephone_link_has_digits_only() -> None:
    assert (
        drawn('<a href="tel:{{ value|tel }}">', value="（087）834-9911、119") == '<a href="tel:0878349911">'
    )
    assert drawn("{{ value|tel }}", value=None) == drawn("{{ value|tel }}", value="なし") == ""


def test_furigana_stands_where_the_reader_wants_it() -> None:
    source = "{% furigana %}<b>{{ text }}</b>{% endfurigana %}"
    assert drawn(source, text="漢字", request=reader(furigana=True)) == f"<b>{KANJI}</b>"
    assert drawn(source, text="漢字", request=reader(furigana=False)) == "<b>漢字</b>"
    assert drawn(source, text="漢字") == "<b>漢字</b>"
    assert drawn(source, text="｜漢字《かんじ》と漢字（かんじ）") == "<b>漢字と漢字（かんじ）</b>"


def test_furigana_keeps_values_escaped() -> None:
    source = "{% furigana %}{{ text }}{% endfurigana %}"
    assert drawn(source, text="<漢字>", request=reader(furigana=True)) == f"&lt;{KANJI}&gt;"
    assert drawn(source, text="<漢字>", request=reader(furigana=False)) == "&lt;漢字&gt;"


def test_furigana_uses_the_districts_readings() -> None:
    request = reader(furigana=True, readings={"渡部": "わたべ"})
    assert "<rt>わたべ</rt>" in drawn("{% furigana %}渡部{% endfurigana %}", request=request)


def test_printed_furigana_needs_no_reader() -> None:
    assert drawn("{% furigana_print %}漢字{% endfurigana_print %}") == PRINTED
    assert drawn("{% furigana_print on=wanted %}漢字{% endfurigana_print %}", wanted=False) == "漢字"
    own = drawn("{% furigana_print readings=known %}渡部{% endfurigana_print %}", known={"渡部": "わたべ"})
    assert '<span class="rt">わたべ</span>' in own
    request = reader(furigana=False, readings={"渡部": "わたべ"})
    assert '<span class="rt">わたべ</span>' in drawn(
        "{% furigana_print %}渡部{% endfurigana_print %}", request=request
    )
